internal import Files
internal import Foundation

/// JSON as the programs write it.
enum JSONText {
  static func bytes(of value: some Encodable, isPretty: Bool = true) throws(ProgramError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      isPretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try Array(encoder.encode(value)) + [0x0A]
    } catch {
      throw ProgramError(.software, "a record cannot be written as JSON", remedy: "report this")
    }
  }

  static func value<Value: Decodable>(_ type: Value.Type, of bytes: [UInt8]) -> Value? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(type, from: Foundation.Data(bytes))
  }
}
