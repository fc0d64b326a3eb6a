import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The balls, lines and texts of a gallery, read back from its markup.
final class SolidReading: NSObject, XMLParserDelegate {
  struct Ball: Equatable {
    /// To the right, down and towards the reader; then the radius.
    var data: [Double]
    var seen: SIMD3<Double>
    var fill: String
    var words = ""
  }

  struct Line {
    var data: [Double]
    var outline: String
    /// Where it leaves its farther ball.
    var start: SIMD2<Double>
    /// How many balls stand before it in the picture.
    var rank: Int
  }

  struct Picture {
    var balls: [Ball] = []
    var lines: [Line] = []
    var rings: [(ball: Int, seen: SIMD3<Double>)] = []
  }

  private(set) var pictures: [Picture] = []
  private(set) var identities: [String] = []
  private(set) var references: [String] = []
  private(set) var policy = ""
  private(set) var script: String?
  private(set) var elements: [String: Int] = [:]
  private var open: [String] = []

  /// Nothing where the text is not well-formed XML.
  init?(_ xml: String) {
    super.init()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  static func numbers(_ text: String?) -> [Double] {
    (text ?? "").split(separator: " ").map { Double($0) ?? .nan }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(name)
    elements[name, default: 0] += 1
    if let identity = attributes["id"] { identities.append(identity) }
    if let fill = attributes["fill"], fill.hasPrefix("url(#") { references.append(String(fill.dropFirst(5).dropLast())) }
    if attributes["http-equiv"] == "Content-Security-Policy" { policy = attributes["content"] ?? "" }
    if name == "script" { script = "" }
    if attributes["class"] == "parts" { pictures.append(Picture()) }
    let last = pictures.count - 1
    let seen = SIMD3(Self.numbers(attributes["cx"]).first ?? 0, Self.numbers(attributes["cy"]).first ?? 0, Self.numbers(attributes["r"]).first ?? 0)
    if let data = attributes["data-ball"] {
      pictures[last].balls.append(Ball(data: Self.numbers(data), seen: seen, fill: attributes["fill"] ?? ""))
    } else if let data = attributes["data-line"] {
      let transform = attributes["transform"] ?? ""
      let start = Self.numbers(String(transform.prefix { $0 != ")" }.drop { $0 != "(" }.dropFirst()))
      pictures[last].lines.append(
        Line(
          data: Self.numbers(data), outline: attributes["d"] ?? "",
          start: start.count == 2 ? SIMD2(start[0], start[1]) : .zero, rank: pictures[last].balls.count))
    } else if let data = attributes["data-ring"] {
      pictures[last].rings.append((Int(data) ?? -1, seen))
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if open.last == "script" { script? += string }
    guard open.last == "title", open.dropLast().last == "circle", let picture = pictures.indices.last,
      let ball = pictures[picture].balls.indices.last
    else { return }
    pictures[picture].balls[ball].words += string
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }
}
