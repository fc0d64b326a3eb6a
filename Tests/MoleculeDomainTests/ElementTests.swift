import MoleculeDomain
import Testing

@Suite struct ElementTests {
  @Test func knowsEveryElement() {
    #expect(Element.all.map(\.atomicNumber) == Array(1...118))
    #expect(Set(Element.all.map(\.symbol)).count == 118)
    for element in Element.all {
      #expect(Element(symbol: element.symbol) == element && Element(symbol: element.symbol.uppercased()) == element)
      #expect(Element(atomicNumber: element.atomicNumber) == element)
    }
  }

  @Test(arguments: [
    (1, "H"), (2, "He"), (10, "Ne"), (18, "Ar"), (26, "Fe"), (36, "Kr"), (54, "Xe"), (74, "W"), (86, "Rn"), (92, "U"), (118, "Og"),
  ])
  func numbersAreThoseOfThePeriodicTable(number: Int, symbol: String) {
    #expect(Element(atomicNumber: number)?.symbol == symbol)
  }

  @Test func namesAreTheirSymbols() {
    let named: [(Element, String)] = [
      (.hydrogen, "H"), (.boron, "B"), (.carbon, "C"), (.nitrogen, "N"), (.oxygen, "O"), (.fluorine, "F"), (.aluminium, "Al"),
      (.silicon, "Si"), (.phosphorus, "P"), (.sulfur, "S"), (.chlorine, "Cl"), (.arsenic, "As"), (.bromine, "Br"), (.iodine, "I"),
      (.mercury, "Hg"), (.bismuth, "Bi"),
    ]
    for (element, symbol) in named { #expect(element.symbol == symbol) }
  }

  @Test(arguments: ["", "X", "c", "cl", "Xx", "C ", " C", "C1", "Cll", "*", "R#", "Ä", "\u{0}", "D"])
  func refusesOtherTexts(text: String) { #expect(Element(symbol: text) == nil) }

  @Test func refusesOtherNumbers() {
    for number in [0, -1, 119, .max, .min] { #expect(Element(atomicNumber: number) == nil) }
  }
}
