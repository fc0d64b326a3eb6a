import DomainCommand
import Files
import Foundation
import MoleculeDomain
import Testing
import molecules

@Suite struct BadInputTests {
  private func expectError(
    _ arguments: [String], _ code: ExitCode, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let ending = Workplace.end(arguments)
    #expect(ending.code == code.rawValue, "\(arguments): \(ending.message)", sourceLocation: sourceLocation)
    #expect(
      ending.message.hasPrefix("error: ") && !ending.message.contains("\n"), "\(ending.message)", sourceLocation: sourceLocation)
    for word in words { #expect(ending.message.contains(word), "\(ending.message)", sourceLocation: sourceLocation) }
  }

  // MARK: Records

  @Test(arguments: BadRecord.located)
  func aBadRecordIsNamed(bad: BadRecord) throws {
    let place = try Workplace()
    let data = try place.molecules(with: bad.text)
    let line = bad.line.map { ", line \(Workplace.linesBefore + $0 + 1)" } ?? ""
    expectError(place.training(data), .data, "error: \(data)\(line): record \(Workplace.place + 1)", bad.words)
    #expect(!place.exists("run"))
  }

  @Test func anElementWithoutValences() throws {
    let place = try Workplace()
    let bad = try #require(BadRecord.all.last)
    expectError(place.training(try place.molecules(with: bad.text)), .data, bad.words)
    #expect(!place.exists("run"))
  }

  /// What is left out is counted and said, and nothing else is lost.
  @Test(arguments: BadRecord.all)
  func aBadRecordIsLeftOut(bad: BadRecord) throws {
    let place = try Workplace()
    let clean = try place.molecules("clean.sdf")
    let whole = try place.domain(clean).load(clean).states
    let data = try place.molecules(with: bad.text)
    let loaded = try place.domain(data, "--skip-bad").load(data)
    #expect(loaded.rowCount == 61)
    #expect(loaded.rows == Array(0..<61).filter { $0 != Workplace.place })
    #expect(loaded.states.positions == whole.positions)
    #expect(loaded.states.graphs == whole.graphs)
    #expect(loaded.notes.count == 1 && loaded.notes[0].contains("record \(Workplace.place + 1)"), "\(loaded.notes)")
  }

  /// One molecule of 100 atoms among small ones makes every step large, which is said; by themselves those are not remarkable.
  @Test func aMuchLargerMoleculeIsNamed() throws {
    let place = try Workplace()
    let domain = try MoleculeDomain(MoleculeDomain.Configuration(alphabet: AtomAlphabet([AtomKind(.hydrogen), AtomKind(.carbon)])))
    func notes(_ alkanes: [Int]) throws -> [String] {
      let data = try place.write(alkanes.map(Self.alkane).joined(), "alkanes-\(alkanes.count).sdf")
      return try domain.load(data).notes
    }
    let small = (0..<300).map { 2 + $0 % 3 }
    #expect(try notes(small).isEmpty)
    let noted = try notes(small + [33])
    #expect(noted.count == 1 && noted[0].hasPrefix("Record 301 has 101 atoms, where the median is 11:"), "\(noted)")
  }

  /// A record of a straight alkane: carbons 1.5 Å apart on a line, each with its hydrogens around it.
  private static func alkane(_ carbons: Int) -> String {
    var (atoms, bonds): ([String], [(Int, Int)]) = ([], [])
    func add(_ element: String, _ x: Double, _ y: Double, _ z: Double) {
      atoms.append(String(format: "%10.4f%10.4f%10.4f %@   0  0", x, y, z, element))
    }
    for carbon in 0..<carbons {
      add("C", 1.5 * Double(carbon), 0, 0)
      if carbon > 0 { bonds.append((carbon, carbon + 1)) }
    }
    for carbon in 0..<carbons {
      let count = carbon == 0 || carbon == carbons - 1 ? 3 : 2
      for hydrogen in 0..<count {
        let angle = 2 * Double.pi * Double(hydrogen) / Double(count)
        add("H", 1.5 * Double(carbon), 1.09 * cos(angle), 1.09 * sin(angle))
        bonds.append((carbon + 1, atoms.count))
      }
    }
    let counts = String(format: "%3d%3d  0  0  0  0  0  0  0  0999 V2000", atoms.count, bonds.count)
    let lines = ["", "", "", counts] + atoms + bonds.map { String(format: "%3d%3d  1", $0.0, $0.1) } + ["M  END", "$$$$", ""]
    return lines.joined(separator: "\n")
  }

  @Test func trainingCountsWhatIsLeftOut() throws {
    let place = try Workplace()
    let bad = BadRecord.all.map(\.text)
    let data = try place.write(Workplace.records.joined() + bad.joined(), "molecules.sdf")
    // The split is of the file's rows: those of bad records are in it, and come to nothing.
    var request = Workplace.smallRequest
    request.splitting = .file(
      try place.write((0..<60 + bad.count).map { "\($0) \(["train", "train", "val", "test"][$0 % 4])\n" }.joined(), "split.txt"))
    let record = try place.job(data, "run", "--skip-bad", request: request).run()
    #expect(record.status == .finished && record.data.duplicates.rows == 60)
    #expect(record.data.trainRows == 30 && record.data.validationRows == 15 && record.data.testRows == 15)
    let counts = record.notes.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    #expect(counts.count == 2 && counts.reduce(0, +) == bad.count, "\(record.notes)")
  }

  // MARK: Files

  @Test func files() throws {
    let place = try Workplace()
    let text = Workplace.records.joined()
    func expect(_ path: String, _ code: ExitCode, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) {
      expectError(place.training(path), code, path, words, sourceLocation: sourceLocation)
    }
    expect(place.file("missing.sdf"), .noInput, "no such file")
    try FileManager.default.createDirectory(atPath: place.file("folder.sdf"), withIntermediateDirectories: true)
    expect(place.file("folder.sdf"), .noInput, "folder")
    expect(try place.write("", "empty.sdf"), .data, "no molecules")
    expect(try place.write(" \n\r\n\n", "blank.sdf"), .data, "no molecules")
    expect(try place.write("Dear Sir,\nthere is no molecule here.\n\nYours\n", "prose.sdf"), .data, "record 1")
    expect(try place.write("$$$$\n$$$$\n", "ends.sdf"), .data, "record 1: the record is empty")
    expect(try place.write(Workplace.records[0], "one.sdf"), .data, "1 row is too few")
    expect(try place.write(text, "molecules.txt"), .usage, "the name does not say")
    expect(try place.write(text, "molecules"), .usage, "the name does not say")
    expect(try place.write(text, "molecules.xyz"), .data, "record 1")
    expect(try place.write(text, "molecules.npz"), .data, "zip")
    expect(try place.write([0xff, 0xfe] + text.utf8.flatMap { [$0, 0] }, "wide.sdf"), .data, "UTF-16")
    expect(try place.write("3\nwater\nO 0 0 0\nH 0 0 1\nH 0 nan 0\n", "nan.xyz"), .data, "line 5: record 1")
    expect(try place.write("99999999999999999999\n\nH 0 0 0\n", "many.xyz"), .data, "line 1: record 1")
    #expect(!place.exists("run"))
  }

  /// A file that is cut is an error that names the record, unless nothing but its last line's end or mark is gone.
  @Test(arguments: [0.999, 0.9, 0.6, 0.5001, 0.5, 0.1, 0.001])
  func aCutFile(part: Double) throws {
    let place = try Workplace()
    let bytes = Array(Workplace.records.joined().utf8)
    let data = try place.write(Array(bytes.prefix(Int(part * Double(bytes.count)))), "cut.sdf")
    let error = #expect(throws: ProgramError.self) { try place.domain(data).load(data) }
    #expect(error?.exitCode == .data && error?.place?.line != nil && error?.problem.hasPrefix("record ") == true, "\(String(describing: error))")
  }

  @Test func mixedLineEnds() throws {
    let place = try Workplace()
    let (plain, data) = (try place.molecules("plain.sdf"), place.file("mixed.sdf"))
    let records = Workplace.records.enumerated().map { $1.replacingOccurrences(of: "\n", with: ["\n", "\r\n", "\r"][$0 % 3]) }
    _ = try place.write(records.joined(), "mixed.sdf")
    #expect(try place.domain(data).load(data).states.positions == place.domain(plain).load(plain).states.positions)
  }

  // MARK: Archives

  @Test func archives() throws {
    let place = try Workplace()
    func expect(
      _ words: String, sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout [String: NumPyArray]) throws -> Void
    ) throws {
      var arrays = try MoleculeArrays.waters(30)
      try change(&arrays)
      let data = try place.write(MoleculeArrays.archive(arrays), "molecules.npz")
      expectError(place.training(data), .data, data, words, sourceLocation: sourceLocation)
    }
    let good = try place.write(MoleculeArrays.archive(MoleculeArrays.waters(30)), "good.npz")
    #expect(try place.domain(good).load(good).states.count == 30)
    for name in ["atom_offset", "z", "pos"] { try expect("the array “\(name)” is missing") { $0[name] = nil } }
    try expect("the array “bond_offset” is missing") { $0["bond_offset"] = nil }
    try expect("“atom_offset” does not begin with 0 and rise: record 8 runs from 50 to 24") { try MoleculeArrays.set(&$0, "atom_offset", 7, 50) }
    try expect("“atom_offset” does not begin with 0 and rise: it begins with 1") { try MoleculeArrays.set(&$0, "atom_offset", 0, 1) }
    try expect("record 3 runs from 6 to -9223372036854775808") { try MoleculeArrays.set(&$0, "atom_offset", 3, .min) }
    try expect("“z” is no array of integers of the shape 9223372036854775807") { try MoleculeArrays.set(&$0, "atom_offset", 30, .max) }
    try expect("“bond_offset” does not begin with 0 and rise: record 7 runs from 12 to 2") { try MoleculeArrays.set(&$0, "bond_offset", 7, 2) }
    try expect("record 6: atom 2 has the atomic number 200") { try MoleculeArrays.set(&$0, "z", 16, 200) }
    try expect("record 6: atom 2 has the atomic number -1") { try MoleculeArrays.set(&$0, "z", 16, -1) }
    try expect("record 6: a bond joins atoms") { try MoleculeArrays.set(&$0, "bonds", 3 * 10 + 1, 3) }
    try expect("record 6: a bond joins atoms") { try MoleculeArrays.set(&$0, "bonds", 3 * 10 + 1, .max) }
    try expect("record 6: a bond joins atoms") { try MoleculeArrays.set(&$0, "bonds", 3 * 10 + 1, .min) }
    try expect("record 6: a bond has the order 9") { try MoleculeArrays.set(&$0, "bonds", 3 * 10 + 2, 9) }
    try expect("record 6") { try MoleculeArrays.set(&$0, "formal_charge", 15, .max) }
    try expect("record 6: atom 1 (O) stands at nan") { arrays in
      guard case .float64(var values)? = arrays["pos"]?.values else { return }
      values[45] = .nan
      arrays["pos"] = try NumPyArray(shape: [90, 3], values: .float64(values))
    }
    try expect("“pos” is no array of 90 × 3") { $0["pos"] = try NumPyArray(shape: [3, 90], values: .float64(Array(repeating: 0, count: 270))) }
    #expect(!place.exists("run"))

    var arrays = try MoleculeArrays.waters(30)
    try MoleculeArrays.set(&arrays, "z", 16, 200)
    let bad = try place.write(MoleculeArrays.archive(arrays), "bad.npz")
    let loaded = try place.domain(bad, "--skip-bad").load(bad)
    #expect(loaded.rowCount == 30 && loaded.rows == Array(0..<30).filter { $0 != 5 } && loaded.notes.count == 1)

    let whole = try MoleculeArrays.archive(MoleculeArrays.waters(30))
    expectError(place.training(try place.write(Array(whole.prefix(whole.count / 2)), "cut.npz")), .data, "cut.npz")
    expectError(place.training(try place.write([UInt8](), "empty.npz")), .data, "empty.npz")
  }

  // MARK: Splits

  @Test func splits() throws {
    let place = try Workplace()
    let data = try place.molecules()
    func expect(_ text: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
      let split = try place.write(text, "split.txt")
      expectError(place.training(data, "run", "--split", split), .data, split, words, sourceLocation: sourceLocation)
    }
    let whole = (0..<60).map { "\($0) \($0 < 50 ? "train" : "val")\n" }.joined()
    try expect(whole + "60 test\n", "line 61: row 60 is outside")
    try expect(whole + "59 test\n", "line 61: row 59 was already")
    try expect("-1 train\n", "line 1")
    try expect("0 training\n", "line 1: the part “training”")
    try expect("", "no rows")
    try expect("0 train\n1 val\n", "too few")
    expectError(place.training(data, "run", "--split", place.file("none.txt")), .noInput, "none.txt")
    #expect(!place.exists("run"))
  }
}
