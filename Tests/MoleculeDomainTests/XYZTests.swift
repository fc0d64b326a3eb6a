import Files
import MoleculeDomain
import TestInputs
import Testing

@Suite struct XYZTests {
  static let frames = """
    3
    water, step 1
    O 0 0 0
    H   0.96\t0.0 0 0.417 extra
    1 -0.24 0.93 0
    2

    Cl 0 0 0
    D 1.27e0 0 -.0

    """

  private func file(_ text: String, _ badRecords: MoleculeFile.BadRecords = .refuse) throws(ProgramError) -> MoleculeFile {
    try MoleculeFile(parsing: Array(text.utf8), named: "m.xyz", format: .xyz, badRecords: badRecords)
  }

  private func message(_ text: String) -> String {
    do {
      return "accepted \(try file(text).molecules.count)"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func readsFrames(lineEnd: String) throws {
    let molecules = try file(Self.frames.replacing("\n", with: lineEnd)).molecules
    try #require(molecules.count == 2)
    #expect(molecules[0].title == "water, step 1" && molecules[1].title == "")
    #expect(molecules[0].atoms.map(\.element) == [.oxygen, .hydrogen, .hydrogen])
    #expect(molecules[0].atoms[2].position == SIMD3(-0.24, 0.93, 0))
    #expect(molecules[0].bonds == [Bond(0, 1, .single), Bond(0, 2, .single)])
    #expect(molecules[1].atoms[1] == Atom(.hydrogen, at: SIMD3(1.27, 0, 0), isotope: 2))
    #expect(molecules[1].bonds == [Bond(0, 1, .single)])
  }

  @Test(arguments: [
    ("3\nwater", "x\nwater", 1, 1, "“x” is no number of atoms; begin each frame with the number of its atoms"),
    ("3\nwater", "0\nwater", 1, 1, "“0” is no number of atoms"), ("3\nwater", "-3\nwater", 1, 1, "“-3” is no number of atoms"),
    ("3\nwater", "4\nwater", 1, 6, "“2” is not an element and three finite coordinates"),
    ("3\nwater", "2\nwater", 2, 5, "“1 -0.24 0.93 0” is no number of atoms"),
    ("2\n\n", "9\n\n", 2, 10, "the file ends where an atom is expected"),
    ("2\n\n", "999999999\n\n", 2, 10, "the file ends where an atom is expected"),
    ("O 0 0 0", "O 0 0", 1, 3, "is not an element and three finite coordinates"),
    ("O 0 0 0", "O 0 0 nan", 1, 3, "is not an element and three finite coordinates"),
    ("O 0 0 0", "O 0 0 1e999", 1, 3, "is not an element and three finite coordinates"),
    ("O 0 0 0", "O 0.9 0 0", 1, 1, "atoms 1 and 2 are less than 0.4 Å apart; give coordinates in Ångström, each atom once"),
    ("O 0 0 0", "Q 0 0 0", 1, 3, "the element “Q” is unknown; write symbols such as Cl, or atomic numbers"),
    ("O 0 0 0", "0 0 0 0", 1, 3, "the element “0” is unknown"), ("O 0 0 0", "119 0 0 0", 1, 3, "the element “119” is unknown"),
  ])
  func saysWhatIsWrongAndWhere(good: String, bad: String, record: Int, line: Int, words: String) throws {
    let damaged = Self.frames.replacing(good, with: bad)
    try #require(damaged != Self.frames)
    let message = message(damaged)
    // After the last line there is none to name but the last.
    let expected = min(line, damaged.split(separator: "\n", omittingEmptySubsequences: false).count - 1)
    #expect(message.hasPrefix("m.xyz, line \(expected): record \(record): ") && message.contains(words), "\(message)")
    // The frames around are read all the same.
    let file = try file(Self.frames + damaged + Self.frames, .skip)
    #expect(file.molecules.count >= 4 && !file.failures.isEmpty, "\(file.molecules.count) \(file.failures)")
  }

  @Test func keepsPositionsToTheLastBit() throws {
    var generator = SeededGenerator(state: 3)
    let molecules = try (1...40).map { count in
      let atoms = (0..<count).map { _ in
        Atom(Element.all[generator.below(118)], at: SIMD3<Double>.random(in: -50...50, using: &generator) * 1e3)
      }
      return try Molecule(title: "frame \(count)", atoms: atoms)
    }
    let back = try MoleculeFile(parsing: MoleculeFormat.xyz.serialized(molecules), named: "m.xyz", format: .xyz).molecules
    #expect(back.map(\.atoms) == molecules.map(\.atoms) && back.map(\.title) == molecules.map(\.title))
    #expect(throws: ProgramError.self) { try MoleculeFormat.xyz.serialized([Molecule(title: "a\nb", atoms: [Atom(.carbon, at: .zero)])]) }
  }

  @Test func manyAtomsInOnePlaceAreAnError() {
    let text = "5000\n\n" + String(repeating: "C 0 0 0\n", count: 5000)
    #expect(message(text).hasPrefix("m.xyz, line 1: record 1: more than 200 atoms lie within 2.76 Å of atom 1; give coordinates in Ångström"))
  }
}
