public import Files
internal import Foundation

/// Laws as people state them, in a JSON file:
///
///     {
///       "constants": { "mu": 1.0 },
///       "conditions": ["capacity"],
///       "laws": [
///         { "name": "energy", "law": "conserved(0.5 * (vx^2 + vy^2) - mu / sqrt(x^2 + y^2))" },
///         { "name": "level", "law": "storage <= capacity" }
///       ]
///     }
///
/// `constants` are the same for all series; `conditions` name numbers that come with each of them. Both may be left out, and so may the name of
/// a law, which is then called by its text.
public struct LawFile: Hashable, Sendable {
  public var constants: [String: Double]
  public var conditions: [String]
  public var laws: [SeriesLaw]

  public init(_ laws: [SeriesLaw], constants: [String: Double] = [:], conditions: [String] = []) {
    self.laws = laws
    self.constants = constants
    self.conditions = conditions
  }

  /// - Throws: `ProgramError` with the file's name and the law for what cannot be read, is no JSON, has keys that mean nothing, or states no law.
  public init(reading path: String) throws(ProgramError) {
    let bytes = try WholeFile.bytes(of: path, sizeLimit: 1 << 24)
    do throws(ProgramError) {
      self = try Self(bytes)
    } catch {
      throw ProgramError(error.exitCode, error.problem, at: .init(file: path), remedy: error.remedy)
    }
  }

  init(_ bytes: [UInt8]) throws(ProgramError) {
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: Foundation.Data(bytes))
    } catch let error as DecodingError {
      throw Self.error(error)
    } catch {
      throw Self.error("the file is no JSON")
    }
    (constants, conditions) = (document.constants ?? [:], document.conditions ?? [])
    laws = []
    for entry in document.laws { laws.append(try SeriesLaw(entry.name ?? entry.law, entry.law)) }
    guard !laws.isEmpty else { throw Self.error("the file has no laws") }
    func twice(_ names: [String]) -> String? {
      Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys.min()
    }
    if let name = twice(laws.map(\.name)) { throw Self.error("two laws are called “\(name)”") }
    if let name = twice(conditions + constants.keys) { throw Self.error("“\(name)” is named twice among constants and conditions") }
  }

  public func write(to path: String) throws(ProgramError) {
    let document = Document(
      constants: constants.isEmpty ? nil : constants, conditions: conditions.isEmpty ? nil : conditions,
      laws: laws.map { Document.Entry(name: $0.name, law: $0.description) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(document) else {
      throw ProgramError(.data, "a constant is no finite number", at: .init(file: path), remedy: "give a number that is")
    }
    try AtomicFile.write(Array(data) + [0x0A], to: path)
  }

  private static func error(_ problem: String) -> ProgramError {
    ProgramError(.data, problem, remedy: "give an object with “laws”, a list of objects with “law”")
  }

  private static func error(_ error: DecodingError) -> ProgramError {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? "“\($0.stringValue)”" }.joined(separator: " ")
      return path.isEmpty ? "the file" : path
    }
    return switch error {
    case .keyNotFound(let key, let context): Self.error("\(place(context)) has no “\(key.stringValue)”")
    case .typeMismatch(_, let context), .valueNotFound(_, let context): Self.error("\(place(context)) is not of the right kind")
    case .dataCorrupted(let context) where context.underlyingError == nil && !context.codingPath.isEmpty:
      Self.error("\(place(context)): \(context.debugDescription)")
    default: Self.error("the file is no JSON")
    }
  }

  /// The file as it stands.
  private struct Document: Codable {
    struct Entry: Codable {
      let name: String?
      let law: String

      init(name: String?, law: String) {
        self.name = name
        self.law = law
      }

      init(from decoder: any Decoder) throws {
        try AnyKey.expect(["name", "law"], in: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        law = try container.decode(String.self, forKey: .law)
      }
    }

    let constants: [String: Double]?
    let conditions: [String]?
    let laws: [Entry]

    init(constants: [String: Double]?, conditions: [String]?, laws: [Entry]) {
      self.constants = constants
      self.conditions = conditions
      self.laws = laws
    }

    init(from decoder: any Decoder) throws {
      try AnyKey.expect(["constants", "conditions", "laws"], in: decoder)
      let container = try decoder.container(keyedBy: CodingKeys.self)
      constants = try container.decodeIfPresent([String: Double].self, forKey: .constants)
      conditions = try container.decodeIfPresent([String].self, forKey: .conditions)
      laws = try container.decode([Entry].self, forKey: .laws)
    }
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    /// A key that means nothing is most often one that is misspelt.
    static func expect(_ names: Set<String>, in decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: AnyKey.self)
      if let key = container.allKeys.map(\.stringValue).filter({ !names.contains($0) }).min() {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath + [AnyKey(stringValue: key)], debugDescription: "such a key means nothing"))
      }
    }
  }
}
