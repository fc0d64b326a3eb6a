import Files
import Foundation
import MoleculeDomain
import Testing

/// Molecules as arrays of a NumPy archive.
@Suite struct MoleculeArchiveTests {
  /// Water with bonds, methane without, and ammonium, with a number for each.
  private static func arrays() throws -> [String: NumPyArray] {
    let corners: [Float] = [1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1]
    let water: [Float] = [0, 0, 0, 0.76, 0.59, 0, -0.76, 0.59, 0]
    return [
      "atom_offset": try NumPyArray(shape: [4], values: .int32([0, 3, 8, 13])),
      "z": try NumPyArray(shape: [13], values: .uint8([8, 1, 1, 6, 1, 1, 1, 1, 7, 1, 1, 1, 1])),
      "pos": try NumPyArray(
        shape: [13, 3], values: .float32(water + [0, 0, 0] + corners.map { 0.63 * $0 } + [0, 0, 0] + corners.map { 0.59 * $0 })),
      "formal_charge": try NumPyArray(shape: [13], values: .int8([Int8](repeating: 0, count: 8) + [1, 0, 0, 0, 0])),
      "bond_offset": try NumPyArray(shape: [4], values: .int64([0, 2, 2, 6])),
      "bonds": try NumPyArray(shape: [6, 3], values: .uint8([0, 1, 1, 2, 0, 1, 0, 1, 1, 0, 2, 1, 0, 3, 1, 0, 4, 1])),
      "gap": try NumPyArray(shape: [3], values: .float64([0.5, 1, -2.25])),
      "set": try NumPyArray(shape: [3], values: .uint8([0, 1, 2])),
      "flag": try NumPyArray(shape: [3], values: .boolean([true, false, true])),
    ]
  }

  private static func file(
    _ arrays: [String: NumPyArray], badRecords: MoleculeFile.BadRecords = .refuse
  ) throws -> MoleculeFile {
    try MoleculeFile(parsing: StoredZip.bytes(arrays), named: "three.npz", format: .npz, badRecords: badRecords)
  }

  @Test func moleculesAreRead() throws {
    let file = try Self.file(Self.arrays())
    #expect(file.records == [1, 2, 3])
    let star = [(0, 1, 1), (0, 2, 1), (0, 3, 1), (0, 4, 1)]
    let expected = try [
      Molecule("O H H", [(0, 1, 1), (0, 2, 1)]), Molecule("C H H H H", star), Molecule("N H H H H", star, charges: [0: 1]),
    ]
    #expect(file.molecules.map(\.smiles) == expected.map(\.smiles))
    #expect(file.molecules[2].atoms[0].formalCharge == 1 && file.molecules[0].atoms[1].position.x == Double(Float(0.76)))
    #expect(file.molecules[2].dataFields == [DataField(name: "gap", value: "-2.25"), DataField(name: "set", value: "2")])
  }

  @Test(arguments: [
    ("z", "record 2: atom 1 has the atomic number 0"), ("bonds", "record 3: a bond has the order 9"),
    ("pos", "record 2: atom 1 (C) stands at nan"),
  ])
  func badRecordsAreNamedOrLeftOut(array: String, words: String) throws {
    var arrays = try Self.arrays()
    switch array {
    case "z": arrays[array] = try NumPyArray(shape: [13], values: .uint8([8, 1, 1, 0, 1, 1, 1, 1, 7, 1, 1, 1, 1]))
    case "bonds":
      arrays[array] = try NumPyArray(shape: [6, 3], values: .uint8([0, 1, 1, 2, 0, 1, 0, 1, 9, 0, 2, 1, 0, 3, 1, 0, 4, 1]))
    default:
      var values = [Double](repeating: 1, count: 39)
      for index in values.indices { values[index] = Double(index * index) }
      values[9] = .nan
      arrays[array] = try NumPyArray(shape: [13, 3], values: .float64(values))
    }
    let error = try #require(throws: ProgramError.self) { try Self.file(arrays) }
    #expect("\(error)".hasPrefix("three.npz: " + words), "\(error)")
    let lenient = try Self.file(arrays, badRecords: .skip)
    #expect(lenient.molecules.count == 2 && lenient.failures.count == 1)
  }

  @Test func badArraysAreRefused() throws {
    func expect(_ words: String, _ change: (inout [String: NumPyArray]) throws -> Void) throws {
      var arrays = try Self.arrays()
      try change(&arrays)
      let error = try #require(throws: ProgramError.self) { try Self.file(arrays, badRecords: .skip) }
      #expect("\(error)".contains(words) && error.exitCode == .data, "\(error)")
    }
    try expect("the array “pos” is missing") { $0["pos"] = nil }
    try expect("the array “atom_offset” does not begin with 0 and rise") {
      $0["atom_offset"] = try NumPyArray(shape: [4], values: .int32([0, 8, 3, 13]))
    }
    try expect("the array “z” is no array of integers") { $0["z"] = try NumPyArray(shape: [12], values: .uint8([UInt8](repeating: 1, count: 12))) }
    try expect("the array “bond_offset”") { $0["bond_offset"] = try NumPyArray(shape: [3], values: .int64([0, 2, 6])) }
    try expect("the file has no molecules") {
      $0 = [
        "atom_offset": try NumPyArray(shape: [1], values: .int32([0])), "z": try NumPyArray(shape: [0], values: .uint8([])),
        "pos": try NumPyArray(shape: [0, 3], values: .float32([])),
      ]
    }
  }

  @Test func aPropertyIsANumberOfEachRecord() throws {
    let kinds = ["H", "C", "N+1", "O"].compactMap { AtomKind($0) }
    let domain = MoleculeDomain(.init(alphabet: try AtomAlphabet(kinds), property: "gap"))
    let states = try domain.encode(Self.file(Self.arrays())).states
    #expect(states.properties == [0.5, 1, -2.25] && states.rows([2, 0]).properties == [-2.25, 0.5])
    #expect(try domain.states(from: domain.arrays(of: states)).properties == states.properties)
    #expect(domain.decode(states).map { $0.dataFields } == ["0.5", "1.0", "-2.25"].map { [DataField(name: "gap", value: $0)] })
    let other = MoleculeDomain(.init(alphabet: try AtomAlphabet(kinds), property: "mass"))
    let error = try #require(throws: ProgramError.self) { try other.encode(Self.file(Self.arrays())) }
    #expect("\(error)".hasPrefix("three.npz: record 1: it has no data field “mass”, but gap, set"), "\(error)")
  }
}

/// A zip archive whose members are stored as they are.
private enum StoredZip {
  static func bytes(_ arrays: [String: NumPyArray]) -> [UInt8] {
    var (file, directory) = ([UInt8](), [UInt8]())
    let members = arrays.sorted { $0.key < $1.key }
    for (name, array) in members {
      let (content, path) = (Array(array.serialized()), Array("\(name).npy".utf8))
      let offset = file.count
      let common =
        number(20, 2) + number(0, 8) + number(Int(checksum(content)), 4) + number(content.count, 4) + number(content.count, 4) + number(path.count, 2)
        + number(0, 2)
      file += [0x50, 0x4B, 3, 4] + common + path + content
      directory += [0x50, 0x4B, 1, 2] + number(20, 2) + common + number(0, 10) + number(offset, 4) + path
    }
    let start = file.count
    return file + directory + [0x50, 0x4B, 5, 6] + number(0, 4) + number(members.count, 2) + number(members.count, 2)
      + number(directory.count, 4) + number(start, 4) + number(0, 2)
  }

  /// Least significant byte first.
  private static func number(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 } }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
  }
}
