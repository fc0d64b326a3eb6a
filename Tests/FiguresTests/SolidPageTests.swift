import Figures
import Foundation
import Testing

/// A page that holds models to turn: what it allows, and that it stays one well-formed page.
@Suite struct SolidPageTests {
  static func page(_ galleries: [SolidGallery]) -> String {
    ReportPage(title: "t", sections: [.init("s", galleries.map { .figure($0, caption: "c") })]).html()
  }

  static let one = SolidGallery(title: "g", models: [SolidTests.chain(4)])

  @Test func hashOfTheTests() {
    let text = { (bytes: [UInt8]) in bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
    // FIPS 180-4's own examples, of one block and of two.
    #expect(
      text(SecureHash.sha256(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      text(SecureHash.sha256(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }

  /// A browser hashes the text between the tags as HTML reads it.
  @Test func policyAllowsExactlyTheScript() throws {
    let page = Self.page([Self.one])
    let pieces = page.components(separatedBy: "<script>")
    try #require(pieces.count == 2)
    let text = try #require(pieces[1].components(separatedBy: "</script>").first)
    let hash = Data(SecureHash.sha256(Array(text.utf8))).base64EncodedString()
    let reading = try #require(SolidReading(page))
    #expect(reading.policy == "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(hash)'")
    // What XML reads is the same text: it has no reference and no tag in it.
    #expect(reading.script == text)
    #expect(!text.contains { $0 == "<" || $0 == "&" || $0 == "\r" })
  }

  @Test func onlySuchPagesHaveAScript() throws {
    let chart = LineChart(title: "", horizontal: Axis(""), vertical: Axis(""), series: [])
    let plain = ReportPage(title: "", sections: [.init("", [.figure(chart, caption: "")])]).html()
    for page in [plain, Self.page([]), Self.page([SolidGallery(title: "", models: [])])] {
      let reading = try #require(SolidReading(page))
      #expect(reading.script == nil)
      #expect(reading.policy == "default-src 'none'; style-src 'unsafe-inline'")
      #expect(!page.contains(".solids .live"))
    }
    let twice = try #require(SolidReading(Self.page([Self.one, Self.one])))
    #expect(twice.elements["script"] == 1)
  }

  @Test func namesAreUniqueAndFound() throws {
    let models = [SolidTests.chain(3), SolidTests.chain(3), SolidTests.chain(5)]
    let gallery = SolidGallery(title: "", models: models)
    for text in [Self.page([gallery, gallery]), gallery.svg()] {
      let reading = try #require(SolidReading(text))
      #expect(Set(reading.identities).count == reading.identities.count)
      #expect(!reading.references.isEmpty)
      for reference in reading.references { #expect(reading.identities.contains(reference), "\(reference) is not there") }
    }
  }

  @Test func textIsEscaped() throws {
    let nasty = ReportPageTests.nasty
    let ball = BallsAndSticks.Ball(at: .zero, radius: 1, colour: BallColour(0xFF0000), label: nasty, remark: nasty)
    let model = BallsAndSticks(title: nasty, caption: nasty, balls: [ball], sticks: [], stickRadius: 1)
    let gallery = SolidGallery(title: nasty, models: [model])
    let page = Self.page([gallery]).replacing("http://www.w3.org/2000/svg", with: "")
    let reading = try #require(SolidReading(page))
    #expect(reading.elements["script"] == 1)
    // Without the characters that XML forbids.
    let kept = nasty.replacing("\u{0}", with: "").replacing("\u{1B}", with: "")
    #expect(reading.pictures.first?.balls.map(\.words) == ["\(kept): \(kept)"])
    for reference in ["http:", "https:", "src=", "<link", "@import", "url(//"] {
      #expect(!page.contains(reference), "the page holds \(reference)")
    }
    #expect(try #require(SolidReading(gallery.svg())).elements["script"] == nil)
  }

  /// Twenty-four models of thirty balls, a closed chain each: what the documentation promises, with room.
  @Test func manyModelsStaySmall() {
    let models = (0..<24).map { SolidTests.chain(30, turn: Double($0), lines: .dashed) }
    let size = Self.page([SolidGallery(title: "g", models: models)]).utf8.count
    #expect(size < 400_000, "\(size) bytes")
    #expect(size > 100_000)
  }
}
