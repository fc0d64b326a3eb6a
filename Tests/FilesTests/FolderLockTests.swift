import Files
import TestInputs
import Testing

@Suite struct FolderLockTests {
  @Test func oneHolderAtATime() throws {
    let folder = try TemporaryFolder()
    var lock: FolderLock? = try FolderLock(folder.path)
    _ = lock
    #expect(throws: ProgramError.self) { try FolderLock(folder.path) }
    lock = nil
    _ = try FolderLock(folder.path)
    #expect(try folder.contents().isEmpty)
    let missing = #expect(throws: ProgramError.self) { try FolderLock(folder("nothing")) }
    #expect(missing?.exitCode == .noInput)
  }
}
