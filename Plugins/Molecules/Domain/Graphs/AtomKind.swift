/// What a molecular graph says of an atom: its element and formal charge.
///
/// As a text, and so in files, it is the symbol, followed by the charge with its sign unless that is 0: `C`, `N+1`, `O-1`.
public struct AtomKind: Hashable, Sendable, Comparable, LosslessStringConvertible {
  public let element: Element
  /// In units of the elementary charge.
  public let formalCharge: Int

  public init(_ element: Element, formalCharge: Int = 0) {
    self.element = element
    self.formalCharge = formalCharge
  }

  public init(_ atom: Atom) { self.init(atom.element, formalCharge: atom.formalCharge) }

  /// Nil when the text is not what `description` writes for a kind with a charge of −15…15.
  public init?(_ description: String) {
    let symbol = description.prefix { $0 != "+" && $0 != "-" }
    guard let element = Element(symbol: String(symbol)) else { return nil }
    let sign = description.dropFirst(symbol.count)
    guard let charge = sign.isEmpty ? 0 : Int(sign), Molecule.charges ~= charge else { return nil }
    self.init(element, formalCharge: charge)
    // One kind has one text: no +0, no leading zeros, no second capital.
    guard self.description == description else { return nil }
  }

  public var description: String {
    formalCharge == 0 ? element.symbol : "\(element.symbol)\(formalCharge > 0 ? "+" : "")\(formalCharge)"
  }

  public static func < (left: AtomKind, right: AtomKind) -> Bool {
    (left.element, left.formalCharge) < (right.element, right.formalCharge)
  }
}

extension AtomKind: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let kind = AtomKind(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "“\(text)” is no kind of atom such as C, N+1 or O-1")
    }
    self = kind
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
