import Files
import MoleculeDomain
import TestInputs
import Testing

@Suite struct DistanceBondsTests {
  /// The published lengths in pm of single, double and triple bonds, written as one text.
  private static let lengths = [
    """
    H-H74 H-C109 H-N101 H-O96 H-F92 H-B119 H-Si148 H-P144 H-As152 H-S134 H-Cl127 H-Br141 H-I161 C-C154 C-N147 C-O143 C-F135 C-Si185
    C-P184 C-S182 C-Cl177 C-Br194 C-I214 N-N145 N-O140 N-F136 N-Cl175 N-Br214 N-S168 N-I222 N-P177 O-O148 O-F142 O-Br172 O-S151 O-P163
    O-Si163 O-Cl164 O-I194 F-F142 F-S158 F-Si160 F-Cl166 F-Br178 F-P156 F-I187 B-Cl175 Si-Si233 Si-S200 Si-Cl202 Si-Br215 Si-I243
    Cl-Cl199 Cl-P203 Cl-S207 Cl-Br214 S-S204 S-Br225 S-P210 S-I234 Br-Br228 Br-P222 P-P221 I-I266
    """, "C-C134 C-N129 C-O120 C-S160 N-N125 N-O121 O-O121 O-P150 P-S186", "C-C120 C-N116 C-O113 N-N110",
  ]
  private static let margins = [10.0, 5, 3]

  private struct Pair: Hashable {
    let one: Element
    let other: Element
  }

  private func table(_ text: String) throws -> [Pair: Double] {
    var result: [Pair: Double] = [:]
    for entry in text.split(whereSeparator: \.isWhitespace) {
      let symbols = entry.prefix { !$0.isNumber }.split(separator: "-").compactMap { Element(symbol: String($0)) }
      let length = try #require(Double(entry.drop { !$0.isNumber }))
      try #require(symbols.count == 2)
      result[Pair(one: symbols[0], other: symbols[1])] = length
      result[Pair(one: symbols[1], other: symbols[0])] = length
    }
    return result
  }

  /// Every pair of all elements on either side of every limit, and on it: the limits themselves are outside.
  @Test func limitsAreThePublishedLengthsAndMargins() throws {
    let tables = try Self.lengths.map(table)
    #expect(tables.map(\.count) == [117, 15, 6])
    for one in Element.all {
      for other in Element.all {
        let pair = Pair(one: one, other: other)
        let limits: [Double] = zip(tables, Self.margins).map { table, margin in table[pair].map { $0 + margin } ?? 0 }
        let around: [Double] = limits.flatMap { [$0 - 0.001, $0, $0 + 0.001] }
        for distance in (around + [1]).map({ $0 / 100 }) {
          let isBelow = limits.map { 100 * distance < $0 }
          let expected = !isBelow[0] ? 0 : !isBelow[1] ? 1 : !isBelow[2] ? 2 : 3
          #expect(DistanceBonds.order(one, other, distance: distance)?.rawValue ?? 0 == expected)
        }
      }
    }
    #expect(DistanceBonds.order(.carbon, .carbon, distance: .nan) == nil)
  }

  @Test(arguments: [
    ("H H", [0.84]), ("C H", [1.19]), ("H F", [1.02]), ("C C", [1.64, 1.39, 1.23]), ("C N", [1.57, 1.34, 1.19]),
    ("C O", [1.53, 1.25, 1.16]), ("N N", [1.55, 1.30, 1.13]), ("N O", [1.50, 1.26]), ("O O", [1.58, 1.26]), ("C F", [1.45]),
  ])
  func limitsOfQM9(pair: String, limits: [Double]) {
    let elements = pair.split(separator: " ").compactMap { Element(symbol: String($0)) }
    for (index, limit) in limits.enumerated() {
      #expect(DistanceBonds.order(elements[0], elements[1], distance: limit + 1e-6)?.rawValue ?? 0 == index)
      #expect(DistanceBonds.order(elements[1], elements[0], distance: limit - 1e-6)?.rawValue == index + 1)
    }
  }

  /// Many atoms are sorted into cells; few are not, and neither may miss a pair.
  @Test(arguments: [2, 50, 100, 101, 600])
  func bondsAreThoseOfAllPairs(count: Int) throws {
    var generator = SeededGenerator(state: UInt64(count))
    let elements = (0..<count).map { _ in [Element.carbon, .hydrogen, .oxygen, .iodine][generator.below(4)] }
    // A lattice with its points moved, so that no two meet.
    let positions = (0..<count).map { index -> SIMD3<Double> in
      let corner = SIMD3<Double>(Double(index % 8), Double(index / 8 % 8), Double(index / 64))
      return 1.3 * corner + SIMD3<Double>.random(in: -0.25...0.25, using: &generator)
    }
    var expected: Set<Bond> = []
    for first in 0..<count {
      for second in 0..<first {
        let difference = positions[first] - positions[second]
        let distance = (difference * difference).sum().squareRoot()
        if let order = DistanceBonds.order(elements[first], elements[second], distance: distance) {
          expected.insert(Bond(first, second, order))
        }
      }
    }
    let bonds = try DistanceBonds.bonds(elements, at: positions)
    #expect(Set(bonds) == expected && bonds.count == expected.count && (count < 50 || bonds.count > count / 4))
  }

  @Test func manyAtomsInOnePlaceAreAnError() {
    let elements = [Element](repeating: .hydrogen, count: 100_000)
    let error = #expect(throws: ProgramError.self) {
      try DistanceBonds.bonds(elements, at: .init(repeating: .zero, count: elements.count))
    }
    #expect(error?.problem == "more than 200 atoms lie within 2.76 Å of atom 1")
  }

  @Test func atomsOnTopOfEachOtherAreAnError() throws {
    let positions = [SIMD3(0.0, 0, 0), SIMD3(0, 0, 1), SIMD3(0.2, 0.2, 0)]
    let error = #expect(throws: ProgramError.self) { try DistanceBonds.bonds([.carbon, .hydrogen, .carbon], at: positions) }
    #expect(error?.problem == "atoms 1 and 3 are less than 0.4 Å apart")
  }

  @Test func placesFarAwayHaveCellsToo() throws {
    let positions = (0..<150).map { SIMD3(Double($0) * 1e300, -1e308, Double($0)) }
    #expect(try DistanceBonds.bonds(.init(repeating: .carbon, count: 150), at: positions).isEmpty)
  }
}
