public import Foundation

/// An array of an NPY file: float32, float64, int8, int32, int64, uint8 or truth values, in C order, least significant byte
/// first.
///
/// Format: NumPy Enhancement Proposal 1, versions 1 to 3 (numpy.lib.format).
public struct NumPyArray: Hashable, Sendable {
  public enum Values: Hashable, Sendable {
    case float32([Float])
    case float64([Double])
    case int8([Int8])
    case int32([Int32])
    case int64([Int64])
    case uint8([UInt8])
    case boolean([Bool])

    public var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int8(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      case .uint8(let values): values.count
      case .boolean(let values): values.count
      }
    }

    /// The numbers, where they are integers.
    public var integers: [Int]? {
      switch self {
      case .int8(let values): values.map(Int.init)
      case .int32(let values): values.map(Int.init)
      case .int64(let values): values.map(Int.init)
      case .uint8(let values): values.map(Int.init)
      case .float32, .float64, .boolean: nil
      }
    }

    /// The numbers, where they are not truth values.
    public var reals: [Double]? {
      switch self {
      case .float32(let values): values.map(Double.init)
      case .float64(let values): values
      case .int8, .int32, .int64, .uint8: integers?.map(Double.init)
      case .boolean: nil
      }
    }
  }

  /// The lengths of the axes, slowest first; empty for a single number.
  public let shape: [Int]
  public let values: Values

  /// An array to write; throws when the values do not fill the shape.
  public init(shape: [Int], values: Values) throws(ProgramError) {
    // One byte a number counts numbers.
    guard StoredScalarType.uint8.byteCount(shape) == values.count else {
      throw ProgramError(
        .software, "\(values.count) values do not fill the shape \(shape)", remedy: "give a shape that fits")
    }
    self.shape = shape
    self.values = values
  }

  /// Reads an NPY file.
  public init(reading path: String, sizeLimit: Int = 1 << 34) throws(ProgramError) {
    try self.init(parsing: WholeFile.mapped(path, sizeLimit: sizeLimit), named: path)
  }

  /// Reads an array from the bytes of a file; `name` is for errors.
  public init(parsing data: Data, named name: String) throws(ProgramError) {
    let header = try NumPyHeader(data, name)
    let bytes = data.dropFirst(header.dataStart)
    shape = header.shape
    values =
      switch header.kind {
      case .float32: .float32(Float.array(fromLittleEndian: bytes))
      case .float64: .float64(Double.array(fromLittleEndian: bytes))
      case .int8: .int8(UInt8.array(fromLittleEndian: bytes).map { Int8(bitPattern: $0) })
      case .int32: .int32(Int32.array(fromLittleEndian: bytes))
      case .int64: .int64(Int64.array(fromLittleEndian: bytes))
      case .uint8: .uint8(UInt8.array(fromLittleEndian: bytes))
      // NumPy takes every byte but zero for true.
      case .boolean: .boolean(UInt8.array(fromLittleEndian: bytes).map { $0 != 0 })
      }
  }

  /// The bytes of an NPY file with this array.
  public func serialized() -> Data {
    switch values {
    case .float32(let values): NumPyHeader.bytes(.float32, shape) + Float.littleEndianBytes(of: values)
    case .float64(let values): NumPyHeader.bytes(.float64, shape) + Double.littleEndianBytes(of: values)
    case .int8(let values): NumPyHeader.bytes(.int8, shape) + Data(values.map { UInt8(bitPattern: $0) })
    case .int32(let values): NumPyHeader.bytes(.int32, shape) + Int32.littleEndianBytes(of: values)
    case .int64(let values): NumPyHeader.bytes(.int64, shape) + Int64.littleEndianBytes(of: values)
    case .uint8(let values): NumPyHeader.bytes(.uint8, shape) + Data(values)
    case .boolean(let values): NumPyHeader.bytes(.boolean, shape) + Data(values.map { $0 ? 1 : 0 })
    }
  }

  /// Writes an NPY file, atomically.
  public func write(to path: String) throws(ProgramError) {
    try AtomicFile.write(serialized(), to: path)
  }
}
