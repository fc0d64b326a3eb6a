import Files
import Foundation
import TestInputs
import Testing

@Suite struct AtomicFileTests {
  @Test func appearsOnlyWhenCommitted() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("old", "a.txt")
    var file = try AtomicFile(replacing: path)
    try file.write("new and ".utf8)
    try file.write(Array(repeating: UInt8(ascii: "x"), count: 200_000))
    #expect(try folder.text("a.txt") == "old")
    #expect(try folder.contents().count == 2)
    try file.commit()
    #expect(try folder.text("a.txt") == "new and " + String(repeating: "x", count: 200_000))
    #expect(try folder.contents() == ["a.txt"])
  }

  @Test func leavesNothingWhenAbandoned() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("old", "a.txt")
    struct Stop: Error {}
    func interrupted() throws {
      var file = try AtomicFile(replacing: path)
      try file.write(Array(repeating: 1, count: 100_000))
      throw Stop()
    }
    #expect(throws: Stop.self) { try interrupted() }
    #expect(try folder.text("a.txt") == "old")
    #expect(try folder.contents() == ["a.txt"])
  }

  @Test func keepsTheOldFileWhenTheRenameFails() throws {
    let folder = try TemporaryFolder()
    var file = try AtomicFile(replacing: folder("a"))
    try file.write("new".utf8)
    // A folder that comes into the way between opening and committing.
    try FileManager.default.createDirectory(atPath: folder("a"), withIntermediateDirectories: false)
    do {
      try file.commit()
      Issue.record("committed over a folder")
    } catch {
      #expect(error.exitCode == .inputOutput)
      #expect(error.problem == "cannot write: it is a folder")
    }
    #expect(try folder.contents() == ["a"])
  }

  @Test func refusesWhatIsNoPlaceForAFile() throws {
    let folder = try TemporaryFolder()
    func problem(_ path: String) -> String? {
      let error = #expect(throws: ProgramError.self) { try AtomicFile.write([1], to: path) }
      #expect(error?.exitCode == .cannotCreate)
      return error?.problem
    }
    #expect(problem(folder.path) == "cannot create: it is a folder")
    #expect(problem(folder("no/a.txt")) == "cannot create: no such file or folder")
    #expect(problem(folder("a\u{0}b")) == "cannot create: no such file or folder")
    #expect(problem("") == "cannot create: no such file or folder")
    #expect(problem(try folder.put("", "f") + "/a") == "cannot create: a part of the path is not a folder")
    #expect(try folder.contents() == ["f"])
  }

  @Test func refusesANameThatIsTooLongBeforeAnythingIsLost() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ProgramError.self) { try AtomicFile.write([1], to: folder(String(repeating: "n", count: 300))) }
    #expect(try folder.contents().isEmpty)
  }

  @Test func saysThatTheDiskIsFull() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let error = #expect(throws: ProgramError.self) { try AtomicFile.write([1, 2, 3], to: "/dev/full") }
    #expect(error?.exitCode == .inputOutput)
    #expect(
      "\(try #require(error))" == "/dev/full: cannot write: the disk is full; "
        + "free some space or choose another folder")
  }

  @Test func writesToADeviceWithoutReplacingIt() throws {
    try AtomicFile.write([1, 2, 3], to: "/dev/null")
    let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
    #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test func keepsPermissionsAndLinks() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("old", "a.txt")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "a.txt")
    try AtomicFile.write("new".utf8, to: folder("link"))
    #expect(try folder.text("a.txt") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder("link")) == "a.txt")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
    #expect(try folder.contents() == ["a.txt", "link"])
  }

  @Test func takesAnySequence() throws {
    let folder = try TemporaryFolder()
    var file = try AtomicFile(replacing: folder("a"))
    try file.write((0..<200_000).lazy.map { UInt8(truncatingIfNeeded: $0) })
    try file.write([7])
    try file.commit()
    let bytes = try WholeFile.bytes(of: folder("a"))
    #expect(bytes == (0..<200_000).map { UInt8(truncatingIfNeeded: $0) } + [7])
    #expect(try Array(WholeFile.mapped(folder("a"))) == bytes)
  }
}
