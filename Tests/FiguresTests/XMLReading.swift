import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What a test asks of a drawing: that it parses, and what is in it.
final class XMLReading: NSObject, XMLParserDelegate {
  private(set) var texts: [String] = []
  private(set) var paths: [(fill: String, data: String)] = []
  private(set) var elements: [String: Int] = [:]
  private(set) var identities: [String] = []
  private var text: String?

  /// Nothing where the text is not well-formed XML.
  init?(_ xml: String) {
    super.init()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    if let identity = attributes["id"] { identities.append(identity) }
    if name == "path", let data = attributes["d"] { paths.append((attributes["fill"] ?? "", data)) }
    if name == "text" || name == "td" || name == "th" { text = "" }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    guard name == "text" || name == "td" || name == "th", let done = text else { return }
    texts.append(done)
    text = nil
  }
}
