public import Files

/// How many atoms of each element a molecule has, as `C6H6O`.
public struct MolecularFormula: Sendable {
  /// In the order of the text, each element once.
  public let counts: [(element: Element, count: Int)]

  /// - Throws: a usage error for what is not symbols of elements, each once, with numbers from 1 to 999 or none behind them.
  public init(_ text: String) throws(ProgramError) {
    func error(_ problem: String) -> ProgramError {
      ProgramError(.usage, "the formula \(Printable.quoted(text)) \(problem)", remedy: "write it as C6H6O")
    }
    var counts: [(element: Element, count: Int)] = []
    var rest = Substring(text)
    while let first = rest.first {
      guard first.isASCII, first.isUppercase else { throw error("has \(Printable.quoted(String(first))) where an element begins") }
      let symbol = rest.prefix(1) + rest.dropFirst().prefix { $0.isASCII && $0.isLowercase }
      guard let element = Element(symbol: String(symbol)) else { throw error("has the unknown element \(Printable.quoted(String(symbol)))") }
      rest = rest.dropFirst(symbol.count)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let count = digits.isEmpty ? 1 : Int(digits), 1...999 ~= count else { throw error("has \(symbol)\(digits)") }
      guard !counts.contains(where: { $0.element == element }) else { throw error("has \(element) twice") }
      counts.append((element, count))
      rest = rest.dropFirst(digits.count)
    }
    guard !counts.isEmpty else { throw error("is empty") }
    self.counts = counts
  }

  /// The atoms as kinds without charges.
  /// - Throws: a data error for an element that an alphabet does not have.
  public func kinds(in alphabet: AtomAlphabet) throws(ProgramError) -> [Int] {
    var kinds: [Int] = []
    for (element, count) in counts {
      guard let kind = alphabet.index(of: AtomKind(element)) else {
        throw ProgramError(
          .data, "the model knows no \(element): it knows \(alphabet.kinds.map(\.description).joined(separator: ", "))",
          remedy: "give a formula of these")
      }
      kinds += [Int](repeating: kind, count: count)
    }
    return kinds
  }
}
