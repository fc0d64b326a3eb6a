internal import Files
internal import Foundation

/// What `run.json` says: who made the run, of what, how, and what came out.
package struct RunRecord<Configuration: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  package enum Status: String, Codable, Hashable, Sendable { case training, finished }

  package struct Data: Codable, Hashable, Sendable {
    /// The file's name, without its folder.
    package let file: String
    package let sha256: String
    package let duplicates: DuplicateCount
    package let trainRows: Int
    package let validationRows: Int
    package let testRows: Int
    /// Of the split file, where there is one.
    package let splitSHA256: String?
  }

  /// A law in the average.
  package struct Law: Codable, Hashable, Sendable {
    package let name: String
    /// Of the average.
    package let weight: Double
    /// Negative mean log-density of the validation rows, in nats.
    package let validationNLL: Double
  }

  package struct Result: Codable, Hashable, Sendable {
    package let steps: Int
    /// The lowest of the network's own loss.
    package let validationLoss: Double?
    /// The learned control first.
    package let laws: [Law]
    /// Rows on which the weights were fitted.
    package let weightRows: Int
    package let averageValidationNLL: Double
    /// Of training, over all parts of the run.
    package let trainingSeconds: Double
  }

  package var format = RunHeader.currentFormat
  package var program: String
  package var version: String
  package var status: Status
  package var configuration: Configuration
  package var request: TrainingRequest
  package var data: Data
  package var result: Result?
  /// Of draws from the learned control, at the end of training.
  package var constraints: ConstraintSummary?
  package var notes: [String]
}

/// What is read of a `run.json` before the rest is believed.
struct RunHeader: Codable {
  let format: Int
  let program: String

  static var currentFormat: Int { 1 }
}

/// JSON as the programs write it.
enum JSONText {
  static func bytes(of value: some Encodable, isPretty: Bool = true) throws(ProgramError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = isPretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try Array(encoder.encode(value)) + [0x0A]
    } catch {
      throw ProgramError(.software, "a record cannot be written as JSON", remedy: "report this")
    }
  }

  static func value<Value: Decodable>(_ type: Value.Type, of bytes: [UInt8]) -> Value? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(type, from: Foundation.Data(bytes))
  }
}
