import Files
import Foundation
import MoleculeDomain
import TestInputs
import Testing

@Suite struct MoleculeFormatTests {
  @Test(arguments: [
    ("a.sdf", MoleculeFormat.sdf), ("a.SD", .sdf), ("b/c.mol", .sdf), ("a.sdf.gz", .sdf), ("x.xyz", .xyz), ("x.b.XYZ.GZ", .xyz),
    (".x.xyz", .xyz),
  ])
  func isToldByTheName(path: String, format: MoleculeFormat) throws { #expect(try MoleculeFormat(ofFile: path) == format) }

  @Test(arguments: ["", "a", "a.txt", "sdf", "a.gz", "folder.sdf/a", "a.sdf.gz.gz"])
  func isNotGuessed(path: String) {
    #expect(#expect(throws: ProgramError.self) { try MoleculeFormat(ofFile: path) }?.exitCode == .usage)
  }

  @Test func filesAreWrittenWholeAndRead() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/molecules-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var generator = SeededGenerator(state: 4)
    let molecules = try (1...20).map { try generator.molecule(atoms: $0) }
    try MoleculeFormat.write(molecules, to: folder + "/m.sdf")
    #expect(try MoleculeFile(reading: folder + "/m.sdf").molecules == molecules)
    #expect(try MoleculeFile(reading: folder + "/m.sdf", format: .sdf).source == folder + "/m.sdf")
    #expect(throws: ProgramError.self) { try MoleculeFile(reading: folder + "/m.sdf", sizeLimit: 10) }
    #expect(throws: ProgramError.self) { try MoleculeFormat.write(molecules, to: folder + "/m.sdf.gz") }
    let missing = #expect(throws: ProgramError.self) { try MoleculeFile(reading: folder + "/no.sdf") }
    #expect(missing?.exitCode == .noInput)
    #expect(#expect(throws: ProgramError.self) { try MoleculeFile(reading: folder, format: .xyz) }?.problem == "cannot read: it is a folder")
  }
}
