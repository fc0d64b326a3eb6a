import Foundation

/// The header of an NPY file: a magic string, a version, a length, and a Python dictionary with `descr` (the kind of
/// number), `fortran_order` and `shape`.
struct NumPyHeader {
  enum Kind: String, CaseIterable {
    case float32 = "<f4"
    case float64 = "<f8"
    case int8 = "|i1"
    case int32 = "<i4"
    case int64 = "<i8"
    case uint8 = "|u1"
    case boolean = "|b1"

    var stored: StoredScalarType {
      switch self {
      case .float32: .float32
      case .float64: .float64
      case .int8: .int8
      case .int32: .int32
      case .int64: .int64
      case .uint8: .uint8
      case .boolean: .boolean
      }
    }
  }

  let kind: Kind
  let shape: [Int]
  let dataStart: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads the header, and checks that the data after it is as long as the shape needs.
  init(_ data: Data, _ name: String) throws(ProgramError) {
    let start = Array(data.prefix(12))
    guard start.count >= 10, start.starts(with: Self.magic) else {
      throw Self.error("the file is not an NPY file", name, "give a file that numpy.save wrote")
    }
    let version = start[6]
    guard 1...3 ~= version, start[7] == 0, version == 1 || start.count == 12 else {
      throw Self.error("the NPY version \(version).\(start[7]) is unknown", name, "save it with numpy.save")
    }
    let lengthBytes = version == 1 ? start[8..<10] : start[8..<12]
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    dataStart = 8 + lengthBytes.count + length
    guard dataStart <= data.count else {
      throw Self.error("the header is longer than the file", name, "the file is cut off: copy it again")
    }
    let text = Array(data.dropFirst(8 + lengthBytes.count).prefix(length))
    guard var dictionary = NumPyDictionary(text) else {
      throw Self.error(
        "the header \(Printable.quoted(text)) is not as NumPy writes it", name, "save it with numpy.save")
    }
    guard let kind = Kind(rawValue: dictionary.descr) else {
      throw Self.error(
        "the kind of number \(Printable.quoted(dictionary.descr)) is not read", name,
        "convert it to one of \(Kind.allCases.map(\.rawValue).joined(separator: ", ")) with astype")
    }
    // With at most one axis longer than 1, both orders are the same.
    if dictionary.shape.count(where: { $0 != 1 }) <= 1 { dictionary.isFortranOrdered = false }
    guard !dictionary.isFortranOrdered else {
      throw Self.error("the array is in Fortran order", name, "save numpy.ascontiguousarray of it")
    }
    self.kind = kind
    shape = dictionary.shape
    guard let byteCount = kind.stored.byteCount(shape) else {
      throw Self.error("the shape \(shape) has too many values", name, "the header is damaged: copy the file again")
    }
    guard data.count - dataStart == byteCount else {
      throw Self.error(
        "the shape \(shape) needs \(byteCount) bytes, and \(data.count - dataStart) follow", name,
        "the file is damaged: copy it again")
    }
  }

  /// A header whose length, with what stands before it, is a multiple of 64.
  static func bytes(_ kind: Kind, _ shape: [Int]) -> Data {
    let axes = shape.map { "\($0)," }.joined(separator: " ")
    // One axis keeps its comma, as Python's tuples do; more lose the last.
    let tuple = shape.count > 1 ? String(axes.dropLast()) : axes
    let text = "{'descr': '\(kind.rawValue)', 'fortran_order': False, 'shape': (\(tuple)), }"
    func padded(_ prefix: Int) -> [UInt8] {
      let unpadded = prefix + text.utf8.count + 1
      return Array(text.utf8) + Array(repeating: Byte.space, count: (64 - unpadded % 64) % 64) + [Byte.lineFeed]
    }
    var header = padded(10)
    var version: UInt8 = 1
    if header.count > Int(UInt16.max) {
      header = padded(12)
      version = 2
    }
    let lengthBytes = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    return Data(magic + [version, 0] + lengthBytes + header)
  }

  private static func error(_ problem: String, _ name: String, _ remedy: String) -> ProgramError {
    ProgramError(.data, problem, at: .init(file: name), remedy: remedy)
  }
}
