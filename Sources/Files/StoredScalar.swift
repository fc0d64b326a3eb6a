import Foundation

/// A Swift number that array files hold, least significant byte first.
public protocol StoredScalar: BitwiseCopyable, Hashable, Sendable {
  static var scalarType: StoredScalarType { get }
  /// The number with its bytes in little-endian order; its own inverse.
  var inLittleEndianOrder: Self { get }
}

extension Double: StoredScalar {
  public static var scalarType: StoredScalarType { .float64 }
  public var inLittleEndianOrder: Double { Double(bitPattern: bitPattern.littleEndian) }
}

extension Float: StoredScalar {
  public static var scalarType: StoredScalarType { .float32 }
  public var inLittleEndianOrder: Float { Float(bitPattern: bitPattern.littleEndian) }
}

extension Int64: StoredScalar {
  public static var scalarType: StoredScalarType { .int64 }
  public var inLittleEndianOrder: Int64 { littleEndian }
}

extension Int32: StoredScalar {
  public static var scalarType: StoredScalarType { .int32 }
  public var inLittleEndianOrder: Int32 { littleEndian }
}

extension UInt64: StoredScalar {
  public static var scalarType: StoredScalarType { .uint64 }
  public var inLittleEndianOrder: UInt64 { littleEndian }
}

extension UInt8: StoredScalar {
  public static var scalarType: StoredScalarType { .uint8 }
  public var inLittleEndianOrder: UInt8 { self }
}

extension StoredScalar {
  /// The bytes of an array in a file.
  static func littleEndianBytes(of values: [Self]) -> Data {
    guard 1.littleEndian == 1 else { return values.map(\.inLittleEndianOrder).withUnsafeBytes { Data($0) } }
    return values.withUnsafeBytes { Data($0) }
  }

  /// The array that the bytes of a file hold; bytes that do not fill a number are left out.
  static func array(fromLittleEndian bytes: Data) -> [Self] {
    let count = bytes.count / MemoryLayout<Self>.size
    let values = [Self](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.copyBytes(to: UnsafeMutableRawBufferPointer(buffer), count: count * MemoryLayout<Self>.size)
      initialized = count
    }
    return 1.littleEndian == 1 ? values : values.map(\.inLittleEndianOrder)
  }
}
