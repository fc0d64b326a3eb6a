import Foundation

/// The header of a safetensors file, checked: every tensor's bytes lie in the file, as many as its shape needs, and
/// together they fill it without gaps or overlaps.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let scalarType: StoredScalarType
    let shape: [Int]
    let begin: Int
    let end: Int
  }

  static let metadataKey = "__metadata__"
  /// The reference implementation's limit.
  private static let longest = 100_000_000

  /// In the order of their bytes.
  let entries: [Entry]
  let metadata: [String: String]
  let dataStart: Int

  init(_ data: Data, _ file: String) throws(ProgramError) {
    let place = ProgramError.Place(file: file)
    func damaged(_ problem: String) -> ProgramError {
      ProgramError(.data, problem, at: place, remedy: "the file is damaged or not safetensors: copy or make it again")
    }
    guard data.count >= 8 else { throw damaged("the file has no safetensors header") }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.longest) else {
      throw damaged("the header claims \(length) bytes, more than \(Self.longest)")
    }
    guard length <= UInt64(data.count - 8) else {
      throw damaged("the header claims \(length) bytes, and \(data.count - 8) follow")
    }
    dataStart = 8 + Int(length)
    var parser = SafetensorsHeaderParser(Array(data.dropFirst(8).prefix(Int(length))), place)
    try parser.parse()
    // Empty tensors may share an offset with the next.
    entries = parser.entries.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
    metadata = parser.metadata
    var position = 0
    for entry in entries {
      let name = Printable.quoted(entry.name)
      guard entry.begin <= entry.end, entry.end <= data.count - dataStart else {
        throw damaged("the tensor \(name) claims bytes \(entry.begin) to \(entry.end) of \(data.count - dataStart)")
      }
      guard entry.begin == position else {
        throw damaged(
          "the tensor \(name) begins at byte \(entry.begin), the one before it ends at byte \(position)")
      }
      guard entry.scalarType.byteCount(entry.shape) == entry.end - entry.begin else {
        throw damaged("the tensor \(name) has \(entry.end - entry.begin) bytes, which do not fill its shape")
      }
      position = entry.end
    }
    guard position == data.count - dataStart else {
      throw damaged("\(data.count - dataStart - position) bytes after the last tensor belong to none")
    }
  }

  /// The length and the header, padded with spaces so that the tensors begin at a multiple of 8.
  static func bytes(_ tensors: [SafetensorsFile.Tensor], _ metadata: [String: String]) -> Data {
    var fields: [String] = []
    if !metadata.isEmpty {
      // Sorted, so that equal files have equal bytes.
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\"\(metadataKey)\":{\(pairs.joined(separator: ","))}")
    }
    var position = 0
    for tensor in tensors {
      let end = position + tensor.bytes.count
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.scalarType.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(position),\(end)]}")
      position = end
    }
    var header = Data("{\(fields.joined(separator: ","))}".utf8)
    header.append(contentsOf: Array(repeating: Byte.space, count: (8 - header.count % 8) % 8))
    return UInt64.littleEndianBytes(of: [UInt64(header.count)]) + header
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
