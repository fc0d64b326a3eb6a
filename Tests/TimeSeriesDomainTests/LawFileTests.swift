import Files
import Foundation
import Testing
import TimeSeriesDomain

@Suite struct LawFileTests {
  private func path() -> String { NSTemporaryDirectory() + "laws-\(UUID().uuidString).json" }

  @Test func whatIsWrittenIsReadAgain() throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let laws = try [
      SeriesLaw("energy", "conserved(0.5 * v^2 - mu / x)"), SeriesLaw("level", "`the level` <= capacity"),
      SeriesLaw("spill", "complementary(q, capacity - `the level`)"),
    ]
    let file = LawFile(laws, constants: ["mu": 1.25], conditions: ["capacity"])
    try file.write(to: path)
    let again = try LawFile(reading: path)
    #expect(again == file)
  }

  @Test(arguments: [
    ("", "no JSON"), ("{", "no JSON"), ("[]", "not of the right kind"), ("{}", "has no “laws”"), (#"{"laws": []}"#, "no laws"),
    (#"{"laws": [{"name": "a"}]}"#, "“laws” 1 has no “law”"), (#"{"laws": [{"law": 3}]}"#, "“laws” 1 “law” is not of the right kind"),
    (#"{"laws": [{"law": "x = 1"}], "constant": {}}"#, "“constant”: such a key means nothing"),
    (#"{"laws": [{"law": "x = 1", "nam": "b"}]}"#, "“nam”: such a key means nothing"),
    (#"{"laws": [{"name": "a", "law": "x + "}]}"#, "law “a”, character 5"), (#"{"laws": [{"law": "x = 1"}, {"law": "x = 1"}]}"#, "two laws are called “x = 1”"),
    (#"{"laws": [{"law": "x = a"}], "constants": {"a": "b"}}"#, "“constants” “a” is not of the right kind"),
    (#"{"laws": [{"law": "x = a"}], "constants": {"a": 1}, "conditions": ["a"]}"#, "“a” is named twice"),
  ])
  func whatIsNoFile(text: String, words: String) throws {
    let path = path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    do {
      _ = try LawFile(reading: path)
      Issue.record("read \(text)")
    } catch {
      #expect(error.description.hasPrefix(path) && error.description.contains(words), "\(error)")
    }
  }
}
