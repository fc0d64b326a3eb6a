/// An element as files write it: D and T stand for hydrogen of mass 2 and 3.
struct ElementSymbol {
  let element: Element
  let isotope: Int?

  /// Nil when no element has this symbol.
  init?(_ text: ArraySlice<UInt8>) {
    if text.count == 1, let massNumber = [UInt8(ascii: "D"): 2, UInt8(ascii: "T"): 3][text[text.startIndex]] {
      element = .hydrogen
      isotope = massNumber
    } else if let element = Element(symbol: text) {
      self.element = element
      isotope = nil
    } else {
      return nil
    }
  }
}
