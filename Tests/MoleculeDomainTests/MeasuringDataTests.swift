import Files
import Foundation
import MoleculeDomain
import TestInputs
import Testing

/// Public data beside the package, where they are: figures that others have measured.
@Suite struct MeasuringDataTests {
  private static let folder = "../shared/data/molecules/"

  private func path(_ name: String) -> String? {
    let path = Self.folder + name
    guard FileManager.default.fileExists(atPath: path) else {
      print("skipped: no ../shared/data")
      return nil
    }
    return path
  }

  /// QM9 without fluorine: EDM's own figures for its data are 99.4% of atoms and 95.7% of molecules.
  @Test func stabilityIsThatOfEDM() throws {
    guard let path = path("qm9_noF_b3lyp.npz") else { return }
    let archive = try NumPyArchive(reading: path)
    guard case .int32(let offsets) = try archive.array("atom_offset").values, case .uint8(let numbers) = try archive.array("z").values,
      case .float32(let positions) = try archive.array("pos").values,
      case .uint8(let stableAtoms) = try archive.array("edm_atoms_stable").values,
      case .boolean(let isStable) = try archive.array("edm_mol_stable").values
    else {
      Issue.record("the arrays have other kinds of number")
      return
    }
    #expect(isStable.count == 128_744)
    var (wrong, atoms, molecules) = (0, 0, 0)
    for (row, bounds) in zip(offsets, offsets.dropFirst()).enumerated() {
      let range = Int(bounds.0)..<Int(bounds.1)
      let stability = Stability(
        range.compactMap { Element(atomicNumber: Int(numbers[$0])) },
        at: range.map { SIMD3(Double(positions[3 * $0]), Double(positions[3 * $0 + 1]), Double(positions[3 * $0 + 2])) })
      if stability.stableAtomCount != Int(stableAtoms[row]) || stability.isMoleculeStable != isStable[row] { wrong += 1 }
      atoms += stability.stableAtomCount
      molecules += stability.isMoleculeStable ? 1 : 0
    }
    #expect(wrong == 0)
    print("atom stability \(Double(atoms) / Double(numbers.count)), molecule stability \(Double(molecules) / Double(isStable.count))")
  }

  @Test(arguments: [("qm9_le7heavy.sdf.gz", 3745, 3745), ("qm9_le8heavy_5k.sdf.gz", 5000, 5000), ("gdb1k.sdf", 1000, 909), ("ethanol.xyz", 1, 1)])
  func everyMoleculeReads(name: String, count: Int, lawful: Int) throws {
    guard let path = path(name) else { return }
    let molecules = try MoleculeFile(reading: path).molecules
    let passing = molecules.count { ValenceTable.corrected.violations(in: $0).isEmpty }
    print("\(name): \(passing) of \(molecules.count) molecules pass the valence table")
    #expect(molecules.count == count && passing == lawful)
    let back = try MoleculeFile(parsing: MoleculeFormat.sdf.serialized(molecules), named: "copy", format: .sdf).molecules
    #expect(back.map(\.bonds) == molecules.map(\.bonds))
    if !name.hasSuffix("xyz") { #expect(back == molecules) }
  }

  /// Every molecule in three orders of its atoms, and its text read again.
  @Test func textsDoNotDependOnTheOrder() throws {
    guard let path = path("qm9_le7heavy.sdf.gz") else { return }
    var generator = SeededGenerator(state: 8)
    var wrong = 0
    for molecule in try MoleculeFile(reading: path).molecules {
      let smiles = molecule.smiles
      for _ in 0..<3 where try generator.shuffled(molecule).smiles != smiles { wrong += 1 }
      if try SMILESReading.molecule(smiles)?.smiles != smiles { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func damagedRecordsDoNotEndTheProgram() throws {
    guard let path = path("gdb1k.sdf") else { return }
    let bytes = try WholeFile.bytes(of: path)
    let records = try MoleculeFormat.sdf.serialized(Array(MoleculeFile(reading: path).molecules.prefix(40)))
    var mutator = Mutator(seeds: [Array(bytes[..<6000]), records], tokens: ["$$$$\n", "M  CHG", "999", "\r"], seed: 9)
    for _ in 0..<2000 { _ = try? MoleculeFile(parsing: mutator.next(), named: "m", format: .sdf, badRecords: .skip) }
  }
}
