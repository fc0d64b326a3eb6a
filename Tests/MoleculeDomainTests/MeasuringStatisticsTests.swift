import Files
import Foundation
import MoleculeDomain
import TestInputs
import Testing

/// What statistics and checks say of public data beside the package, where they are.
@Suite struct MeasuringStatisticsTests {
  private func molecules(_ name: String) throws -> [Molecule]? {
    let path = "../shared/data/molecules/" + name
    guard FileManager.default.fileExists(atPath: path) else {
      print("skipped: no ../shared/data")
      return nil
    }
    return try MoleculeFile(reading: path).molecules
  }

  /// Molecules of QM9 against themselves: nearly all pass, and EDM's lookup calls about 99.4% of atoms and 96% of molecules stable.
  @Test(arguments: [("qm9_le7heavy.sdf.gz", 0.994, 0.96), ("qm9_le8heavy_5k.sdf.gz", 0.994, 0.96)])
  func dataPassTheChecks(name: String, atoms: Double, stable: Double) throws {
    guard let molecules = try molecules(name) else { return }
    let reference = MoleculeReference(molecules)
    for (source, ranges) in [("published", GeometryRanges.published), ("learned", GeometryRanges(learnedFrom: molecules))] {
      let row = try MoleculeStatistics(of: molecules, against: reference, checks: MoleculeCheck.standard(ranges))
      print("\(name), \(source) ranges: \(row)")
      #expect(abs(row.atomStability.value - atoms) < 0.003 && abs(row.moleculeStability.value - stable) < 0.01)
      #expect(row.validity.value == 1 && row.connectedness.value == 1)
      #expect(row.sameBondedPairs.value > 0.95)
      #expect(row.novelty.count == 0 && row.trainingCopies.value == 1)
      #expect(row.bondLengths.pooled?.value == 0 && row.bondAngles.byType?.value == 0 && row.bondLengths.unknownShare == 0)
      #expect(row.soundness.value > 0.97)
    }
  }

  /// A tenth held out of the rest: what the row of perfect samples of this size looks like.
  @Test func heldOutDataLookLikeTheRest() throws {
    guard var molecules = try molecules("qm9_le7heavy.sdf.gz") else { return }
    var generator = SeededGenerator(state: 7)
    molecules.shuffle(using: &generator)
    let (training, held) = (Array(molecules.dropFirst(375)), Array(molecules.prefix(375)))
    let checks = MoleculeCheck.standard(GeometryRanges(learnedFrom: training))
    let heldOut = MoleculeReference(held)
    let row = try MoleculeStatistics(of: held, against: MoleculeReference(training), heldOut: heldOut, checks: checks)
    print("held out: \(row)")
    #expect(row.soundness.value > 0.95 && row.uniqueness.value == 1 && row.coverage?.value == 1)
    #expect(row.bondLengths.pooled.map { $0.value < 0.01 } == true && row.bondAngles.pooled.map { $0.value < 1 } == true)
    let decoded = try JSONDecoder().decode(MoleculeStatistics.self, from: JSONEncoder().encode(row))
    #expect(decoded == row)
  }

  /// Every tetrahedral centre of the data, in the mirror and in another order of the atoms.
  @Test func mirrorsChangeEveryCentre() throws {
    guard let molecules = try molecules("qm9_le7heavy.sdf.gz") else { return }
    var centres = 0
    for molecule in molecules {
      let own = molecule.tetrahedralCentres
      let mirrored = molecule.atoms.map { $0.position * SIMD3(1, 1, -1) }
      let changes = try molecule.chiralityChanges(at: mirrored)
      #expect(changes.map(\.before) == own.filter { $0.handedness != .flat })
      #expect(try molecule.chiralityChanges(at: molecule.atoms.map { -$0.position + 3 }).count == changes.count)
      #expect(try molecule.chiralityChanges(at: molecule.atoms.map { SIMD3($0.position.y, $0.position.z, $0.position.x) }).isEmpty)
      centres += own.count
    }
    print("\(centres) tetrahedral centres in \(molecules.count) molecules")
    #expect(centres > 1000)
  }
}
