import Files
import MoleculeDomain
import TestInputs
import Testing

/// Ten thousand damaged inputs of each kind: every reader gives molecules or an error of one printable line, and what it accepts
/// is written and read again as the same molecules.
@Suite struct FuzzTests {
  private func rounds(
    _ seeds: [[UInt8]], _ tokens: [String], _ format: MoleculeFormat, seed: UInt64
  ) {
    var mutator = Mutator(seeds: seeds, tokens: tokens, seed: seed)
    let count = 10_000
    var (accepted, refused) = (0, 0)
    for _ in 0..<count {
      let bytes = mutator.next()
      do throws(ProgramError) {
        let file = try MoleculeFile(parsing: bytes, named: "m", format: format)
        accepted += 1
        let copy = try format.serialized(file.molecules)
        let back = try MoleculeFile(parsing: copy, named: "copy", format: format)
        let areSame = zip(file.molecules, back.molecules).allSatisfy { isSame($0, $1, format) }
        if !areSame || back.molecules.count != file.molecules.count {
          Issue.record("\(Printable.quoted(bytes, limit: 2000))")
        }
      } catch {
        refused += 1
        let text = error.description
        if error.exitCode != .data || text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
          Issue.record("\(Printable.quoted(bytes, limit: 2000)): \(text)")
        }
      }
      guard let skipped = try? MoleculeFile(parsing: bytes, named: "m", format: format, badRecords: .skip) else { continue }
      let records = skipped.records + skipped.failures.map(\.record)
      if skipped.molecules.count != skipped.records.count || records.sorted() != Array(1...records.count) {
        Issue.record("\(Printable.quoted(bytes, limit: 2000))")
      }
    }
    #expect(accepted > count / 100 && refused > count / 100, "accepted \(accepted), refused \(refused)")
  }

  private func isSame(_ one: Molecule, _ other: Molecule, _ format: MoleculeFormat) -> Bool {
    guard one.atoms.count == other.atoms.count, one.title == other.title else { return false }
    // Four decimals are kept of positions, and XYZ has no isotopes.
    let areNear = zip(one.atoms, other.atoms).allSatisfy { one, other in
      let difference = one.position - other.position
      return one.element == other.element && max(abs(difference.x), abs(difference.y), abs(difference.z)) <= 0.50001e-4
    }
    guard format == .sdf else { return areNear }
    return areNear && one.bonds == other.bonds && one.dataFields == other.dataFields
      && zip(one.atoms, other.atoms).allSatisfy {
        $0.formalCharge == $1.formalCharge && $0.isotope == $1.isotope && $0.radical == $1.radical
      }
  }

  @Test func sdf() {
    let seeds = [SDFTests.methanol, SDFTests.extended, SDFTests.methanol + SDFTests.extended + "\n" + SDFTests.methanol]
    let tokens = [
      "$$$$", "\n$$$$\n", "M  END", "M  CHG  1   1   1\n", "M  ISO  8", "M  RAD", "M  V30 ", "-\n", "999", "  0", "V3000", "V2000", ">  <a>\n1\n\n",
      "S  SKP999", "A    1\n", "nan", "1e308", "COUNTS 999999999 999999999 0 0 0", "(", ")", "\"", "=", "CHG=", "\r\n", "\u{2028}", "é",
    ]
    rounds(seeds.map { Array($0.utf8) }, tokens, .sdf, seed: 1)
  }

  @Test func xyz() {
    let tokens = ["999999999", "0", "-1", "nan", "1e308", "-1e308", "\r\n", "C 0 0 0\n", "1\n\nC 0 0 0\n", "\t", " ", "é", "118", "Og", "\u{FEFF}"]
    rounds([Array(XYZTests.frames.utf8), Array("1\n\nC 1 2 3".utf8)], tokens, .xyz, seed: 2)
  }

  /// Damaged compression: the same bytes as before, or an error.
  @Test func gzip() {
    var mutator = Mutator(seeds: [GzipSamples.text, GzipSamples.stored, GzipSamples.text + GzipSamples.stored], tokens: ["\u{1F}", "\u{8}"], seed: 3)
    var (accepted, refused) = (0, 0)
    for _ in 0..<10_000 {
      let bytes = mutator.next()
      do throws(ProgramError) {
        _ = try GzipFile.decompressed(bytes, named: "m.gz", sizeLimit: 1 << 20)
        accepted += 1
      } catch {
        refused += 1
        if error.exitCode != .data { Issue.record("\(bytes): \(error)") }
      }
    }
    #expect(accepted > 100 && refused > 100, "accepted \(accepted), refused \(refused)")
  }
}
