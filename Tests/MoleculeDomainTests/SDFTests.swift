import Files
import MoleculeDomain
import TestInputs
import Testing

@Suite struct SDFTests {
  static let methanol = """
    methanol
      Somebody          3D
    a comment
      6  5  0  0  0  0  0  0  0  0999 V2000
       -0.3600    0.0100    0.0000 C   0  0
        1.0400   -0.0300    0.0000 O   0  0  0  0  0  0  0  0  0  0  0  0
       -0.7300    1.0300    0.0000 H   0  0
       -0.7400   -0.5000    0.8900 H   0  0
       -0.7400   -0.5000   -0.8900 H   0  0
        1.3600    0.8800    0.0000 H   0  0
      1  2  1  0
      3  1  1
      1  4  1  0  0  0  0
      1  5  1  0
      6  2  1  0
    M  END
    >  <energy>  (1)
    -115.7
    two lines

    > <empty>

    $$$$

    """

  static let extended = """
    extended


      0  0  0     0  0            999 V3000
    M  V30 BEGIN CTAB
    M  V30 COUNTS 3 2 1 0 0
    M  V30 BEGIN ATOM
    M  V30 10 C 0.5 1.25 -3 0 CHG=-1 RAD=2
    M  V30 7 N 1e0 0 0 -
    M  V30 0 MASS=15 ATTCHORD=(4 1 2 3 4)
    M  V30 3 D 2 2 2 0
    M  V30 END ATOM
    M  V30 BEGIN BOND
    M  V30 1 3 10 7 CFG=1
    M  V30 2 1 3 7
    M  V30 END BOND
    M  V30 BEGIN SGROUP
    M  V30 1 DAT 0 ATOMS=(1 10) FIELDNAME="a b"
    M  V30 END SGROUP
    M  V30 END CTAB
    M  END
    $$$$
    """

  static func file(_ text: String, _ badRecords: MoleculeFile.BadRecords = .refuse) throws(ProgramError) -> MoleculeFile {
    try MoleculeFile(parsing: Array(text.utf8), named: "m.sdf", format: .sdf, badRecords: badRecords)
  }

  private func message(_ text: String) -> String {
    do {
      return "accepted \(try Self.file(text).molecules.count)"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func readsARecord(lineEnd: String) throws {
    let file = try Self.file(Self.methanol.replacing("\n", with: lineEnd))
    let molecule = try #require(file.molecules.first)
    #expect(file.molecules.count == 1 && file.records == [1] && file.failureSummary == nil)
    #expect(molecule.title == "methanol")
    #expect(molecule.atoms.map(\.element.symbol).joined() == "COHHHH")
    #expect(molecule.atoms[0].position == SIMD3(-0.36, 0.01, 0) && molecule.atoms[4].position == SIMD3(-0.74, -0.5, -0.89))
    #expect(molecule.bonds == [Bond(0, 1, .single), Bond(0, 2, .single), Bond(0, 3, .single), Bond(0, 4, .single), Bond(1, 5, .single)])
    #expect(molecule.dataFields == [.init(name: "energy", value: "-115.7\ntwo lines"), .init(name: "empty", value: "")])
    #expect(molecule.smiles == "CO")
  }

  @Test func readsChargesIsotopesAndRadicals() throws {
    func atom(_ codes: String, _ properties: String) throws -> Atom {
      let text = "t\n\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   \(codes)\n\(properties)M  END\n"
      return try #require(Self.file(text).molecules.first?.atoms.first)
    }
    let codes = [1: 3, 2: 2, 3: 1, 4: 0, 5: -1, 6: -2, 7: -3]
    for (code, charge) in codes { #expect(try atom("0  \(code)", "").formalCharge == charge) }
    #expect(try atom("0  4", "").radical == .doublet && atom("0  3", "").radical == nil)
    #expect(try atom("0  1", "M  CHG  1   1  -2\n").formalCharge == -2)
    // A line of radicals takes the charges' codes away as well.
    let radical = try atom("0  1", "M  RAD  1   1   3\n")
    #expect(radical.formalCharge == 0 && radical.radical == .triplet)
    let isotope = try atom("0  1", "M  ISO  1   1  13\nM  STY  1   1 DAT\nA    1\nan alias\nS  SKP  1\nskipped\n")
    #expect(isotope.isotope == 13 && isotope.formalCharge == 3)
  }

  @Test func readsExtendedTables() throws {
    let molecule = try #require(try Self.file(Self.extended).molecules.first)
    #expect(
      molecule.atoms == [
        Atom(.carbon, at: SIMD3(0.5, 1.25, -3), formalCharge: -1, radical: .doublet), Atom(.nitrogen, at: SIMD3(1, 0, 0), isotope: 15),
        Atom(.hydrogen, at: SIMD3(2, 2, 2), isotope: 2),
      ])
    #expect(molecule.bonds == [Bond(0, 1, .triple), Bond(1, 2, .single)])
  }

  /// Where each line of the good record is damaged in turn.
  @Test(arguments: [
    ("  6  5  0", "  6  x  0", 4, "does not begin with the numbers of atoms and bonds"),
    ("V2000", "V1999", 4, "does not end in V2000 or V3000"),
    ("  6  5  0", "  6  6  0", 16, "“M  END” is not a bond between two of 6 atoms"),
    ("  6  5  0", "  7  5  0", 11, "is not an atom"),
    ("  6  5  0", "  5  5  0", 10, "is not a bond between two of 5 atoms"),
    ("  6  5  0", "999999  0", 11, "is not an atom"),
    ("    1.0400", "       nan", 6, "is not an atom"),
    ("    1.0400", "     1e999", 6, "is not an atom"),
    ("0000 O ", "0000 Xx", 6, "the element “Xx” is unknown; atoms of one known element each are read"),
    ("0000 O ", "0000 R#", 6, "the element “R#” is unknown"),
    ("0000 O   0  0", "0000 O   1  0", 6, "the mass difference 1 is not read; give the isotope in a line “M  ISO”"),
    ("0000 O   0  0", "0000 O   0  8", 6, "the charge code 8 is unknown"),
    ("  3  1  1\n", "  3  3  1\n", 12, "is not a bond between two of 6 atoms"),
    ("  3  1  1\n", "  3  0  1\n", 12, "is not a bond between two of 6 atoms"),
    ("  3  1  1\n", "  3  1  5\n", 12, "the bond type “5” is not read; single, double, triple and aromatic bonds (1 to 4) are read"),
    ("  3  1  1\n", "  2  1  1\n", 1, "two bonds join atoms 1 and 2"),
    ("M  END", "M  CHG  1   7   1\nM  END", 16, "is no property of the molecule’s atoms"),
    ("M  END", "M  CHG  1   1  16\nM  END", 16, "gives atom 1 the value 16"),
    ("M  END", "A    1\n$$$$", 17, "“$$$$” is no property of the molecule’s atoms"),
    ("M  END", "M  CHG  2   1   1\nM  END", 16, "is no property of the molecule’s atoms"),
    ("M  END\n", "", 16, "is no property of the molecule’s atoms"),
    ("M  END\n", "M  END\nrubbish\n", 17, "“rubbish” stands where a data field or the record’s end is expected"),
    ("two lines\n\n", "two lines\n", 20, "a data field begins where a blank line must end the last one"),
    ("methanol\n", "a\u{0}b\n", 1, "the line has a NUL byte"),
    ("a comment", "$$$$", 3, "the record ends where a comment is expected"),
  ])
  func saysWhatIsWrongAndWhere(good: String, bad: String, line: Int, words: String) throws {
    let damaged = Self.methanol.replacing(good, with: bad)
    try #require(damaged != Self.methanol)
    let message = message(damaged)
    #expect(message.hasPrefix("m.sdf, line \(line): record 1: ") && message.contains(words), "\(message)")
    // With good records on either side, nothing else is lost.
    let file = try Self.file(Self.methanol + damaged + Self.methanol, .skip)
    if bad.hasSuffix("$$$$") {
      #expect(file.molecules.count == 2 && file.failures.map(\.record) == [2, 3])
    } else {
      #expect(file.molecules.count == 2 && file.records == [1, 3] && file.failures.map(\.record) == [2])
    }
    #expect(file.failures.first?.error.place?.line == line + 23)
    let summary = try #require(file.failureSummary)
    let count = file.failures.count
    let start = "\(count) of \(count + 2) records could not be read; the first: m.sdf, line \(line + 23): record 2: "
    #expect(summary.hasPrefix(start))
  }

  @Test(arguments: [
    ("BEGIN CTAB", "BEGIN CTAS", 5, "stands where “BEGIN CTAB” is expected"),
    ("COUNTS 3 2", "COUNTS x 2", 6, "is not “COUNTS”"),
    ("COUNTS 3 2", "COUNTS 999999999 2", 12, "is not an atom"), ("COUNTS 3 2", "COUNTS 3 3", 16, "is not a bond"),
    ("COUNTS 3 2", "COUNTS 3 1", 15, "stands where “END BOND” is expected"),
    ("M  V30 3 D", "M  V30 7 D", 11, "has an atom number that is taken"), ("M  V30 3 D", "M  V30 3 [C,N]", 11, "the element “[C,N]” is unknown"),
    ("CHG=-1", "CHG=16", 8, "has a charge outside −15…15"), ("CHG=-1", "CHG", 8, "has an option without “=”"),
    ("RAD=2", "RAD=4", 8, "has an unknown radical"), ("MASS=15", "MASS=0", 9, "has a mass number outside 1…999"),
    ("1 3 10 7", "1 3 10 8", 14, "is not a bond between two of the atoms"), ("1 3 10 7", "1 9 10 7", 14, "the bond type “9” is not read"),
    ("M  V30 END CTAB\n", "", 20, "the lines of a V3000 table begin with"), ("M  END\n", "", 21, "“M  END” is missing"),
    ("0.5 1.25", "0.5 inf", 8, "is not an atom"),
  ])
  func saysWhatIsWrongInExtendedTables(good: String, bad: String, line: Int, words: String) throws {
    let damaged = Self.extended.replacing(good, with: bad)
    try #require(damaged != Self.extended)
    let message = message(damaged)
    #expect(message.hasPrefix("m.sdf, line \(line): record 1: ") && message.contains(words), "\(message)")
  }

  @Test func aFileThatIsCutOffIsAnError() throws {
    for text in [Self.methanol, Self.extended] {
      let bytes = Array(text.utf8)
      let end = try #require(text.firstRange(of: "M  END")).upperBound
      for count in 0..<text[..<end].utf8.count {
        #expect(throws: ProgramError.self) { try MoleculeFile(parsing: Array(bytes[..<count]), named: "m.sdf", format: .sdf) }
      }
    }
    #expect(message("") == "m.sdf: the file has no molecules; give a file with at least one")
    #expect(message("\n \r\n\t\n") == "m.sdf: the file has no molecules; give a file with at least one")
    #expect(message("$$$$\n") == "m.sdf, line 1: record 1: the record is empty; correct or remove the record")
  }

  @Test func keepsAllOfAMolecule() throws {
    var generator = SeededGenerator(state: 2)
    for count in [1, 2, 3, 9, 40, 300, 998, 999, 1000, 1500] {
      let molecule = try generator.molecule(atoms: count, bondsAnAtom: count == 998 ? 1.1 : 0.9)
      let bytes = try MoleculeFormat.sdf.serialized([molecule])
      let isExtended = String(decoding: bytes, as: UTF8.self).contains("V3000")
      #expect(isExtended == (max(molecule.atoms.count, molecule.bonds.count) > 999))
      #expect(try MoleculeFile(parsing: bytes, named: "m.sdf", format: .sdf).molecules == [molecule])
    }
  }

  @Test func largeCoordinatesKeepEveryBit() throws {
    for value in [9999.9999, -9999.9999, 1e4, -12345.6789, 1e300, -0.1 - 0.2, 99999.99995] {
      let molecule = try Molecule(
        title: "far", atoms: [Atom(.carbon, at: SIMD3(value, -value, 0), formalCharge: -3, isotope: 14, radical: .singlet), Atom(.hydrogen, at: .zero)],
        bonds: [Bond(0, 1, .aromatic)])
      let back = try MoleculeFile(parsing: MoleculeFormat.sdf.serialized([molecule]), named: "m.sdf", format: .sdf).molecules
      if abs(value) < 1e4 {
        #expect(abs((back.first?.atoms[0].position.x ?? 0) - value) <= 0.5e-4 + 1e-12)
      } else {
        #expect(back == [molecule])
      }
      let text = String(decoding: try MoleculeFormat.sdf.serialized([molecule]), as: UTF8.self)
      #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 80 })
    }
  }

  @Test func refusesWhatCouldNotBeReadBack() {
    let atoms = [Atom(.helium, at: .zero)]
    for title in ["a\nb", "a\rb", " a", "a ", "a\u{0}", "$$$$", "$$$$\u{301}", "\u{FEFF}a"] {
      #expect(throws: ProgramError.self, "\(title)") { try MoleculeFormat.sdf.serialized([Molecule(title: title, atoms: atoms)]) }
    }
    for (name, value) in [
      ("a\nb", "1"), ("a ", "1"), ("a", "1\n\n2"), ("a", "1\n"), ("a", " "), ("a", "> <b>"), ("a", "$$$$"), ("a", "$$$$\u{301}"), ("a", ">\u{301}<b>\u{301}"),
      ("a", "1\r2"),
    ] {
      #expect(throws: ProgramError.self, "\(name): \(value)") {
        try MoleculeFormat.sdf.serialized([Molecule(atoms: atoms, dataFields: [.init(name: name, value: value)])])
      }
    }
  }

  @Test func keepsUnusualFields() throws {
    let fields = [("", ""), ("a<b", ">100"), ("π", "  indented \n>\n<x>"), ("same", "1"), ("same", "2")]
    let molecule = try Molecule(
      title: "αβ 1", atoms: [Atom(.helium, at: .zero)], dataFields: fields.map { .init(name: $0.0, value: $0.1) })
    #expect(try MoleculeFile(parsing: MoleculeFormat.sdf.serialized([molecule]), named: "m.sdf", format: .sdf).molecules == [molecule])
  }
}

extension Element {
  static let helium = Element.all[1]
}
