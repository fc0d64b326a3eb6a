import MoleculeDomain
import Testing

@Suite struct ValenceTableTests {
  /// The published table, written another way: element and charge, then aromatic bonds and the sum of the other orders.
  private static let published = """
    C0:04,22,21,30 C1:03,21,30 C-1:03,21,30 N0:03,20,21,30 N1:04,20,21,22,30 N-1:02,20 N-2:01 H0:01 O0:02,20 O-1:01 O1:03 F0:01
    S0:02,03,06,20 S1:03,20,21,30 S2:04,21,22 S3:02,05 S-1:01 Cl0:01 Cl1:02 Br0:01 Br1:02 I0:01 I1:02 I2:03 P0:03,05 P1:04
    Si0:04 Si1:05 B0:03 B-1:04 Bi0:03 Bi2:05
    """

  @Test func isThePublishedOne() throws {
    var expected: [String: [String]] = [:]
    for entry in Self.published.split(whereSeparator: \.isWhitespace) {
      let parts = entry.split(separator: ":")
      expected[String(parts[0])] = parts[1].split(separator: ",").map(String.init).sorted()
    }
    #expect(expected.count == 32)
    for element in Element.all {
      for charge in -15...15 {
        let allowed = ValenceTable.corrected.bondings(of: element, formalCharge: charge)
        #expect(allowed.map { "\($0.aromaticBonds)\($0.otherOrders)" } == expected["\(element)\(charge)"] ?? [])
      }
    }
  }

  private func violations(_ molecule: Molecule) -> [Int] { ValenceTable.corrected.violations(in: molecule).map(\.atom) }

  private func ring(_ symbols: String, order: (Int) -> Int) throws -> Molecule {
    let count = symbols.split(separator: " ").count
    return try Molecule(symbols, (0..<count).map { ($0, ($0 + 1) % count, order($0)) })
  }

  @Test func lawfulMoleculesPass() throws {
    let benzene = "C C C C C C"
    #expect(try violations(ring(benzene) { _ in 4 }).count == 6)
    let withHydrogens = try Molecule(
      benzene + " H H H H H H", (0..<6).flatMap { [($0, ($0 + 1) % 6, 4), ($0, $0 + 6, 1)] })
    #expect(violations(withHydrogens).isEmpty)
    #expect(try violations(ring(benzene) { 1 + $0 % 2 }.saturated()).isEmpty)
    // Nitromethane and ammonium need their charges.
    let nitro: [(Int, Int, Int)] = [(0, 1, 1), (1, 2, 2), (1, 3, 1), (0, 4, 1), (0, 5, 1), (0, 6, 1)]
    #expect(try violations(Molecule("C N O O H H H", nitro, charges: [1: 1, 3: -1])).isEmpty)
    #expect(try violations(Molecule("C N O O H H H", nitro)) == [1, 3])
    let ammonium: [(Int, Int, Int)] = (1...4).map { (0, $0, 1) }
    #expect(try violations(Molecule("N H H H H", ammonium, charges: [0: 1])).isEmpty)
    #expect(try violations(Molecule("N H H H H", ammonium)) == [0])
  }

  /// The fault that the corrected table is named for: three aromatic bonds at a carbon are four electrons, two are not.
  @Test func aromaticBondsAreNoSingleBonds() throws {
    let table = ValenceTable([.carbon: [0: [(0, 3), (0, 4)]], .hydrogen: [0: [(0, 1)]]])
    let bareRing = try ring("C C C C C C") { _ in 4 }
    #expect(table.violations(in: bareRing).count == 6 && violations(bareRing).count == 6)
  }

  @Test func violationsNameTheAtomAndWhatIsAllowed() throws {
    let molecule = try Molecule("C H H H H H Xe", (1...5).map { (0, $0, 1) }, charges: [6: 2])
    #expect(
      ValenceTable.corrected.violations(in: molecule).map(\.description) == [
        "atom 1 (C, charge 0) has valence 5; allowed are valence 4, 2 aromatic bonds and valence 1, "
          + "2 aromatic bonds and valence 2, 3 aromatic bonds and valence 0",
        "atom 7 (Xe, charge 2) has valence 0; no bonds are known for this charge",
      ])
  }
}
