import Files
import Foundation
import TestInputs
import Testing

#if os(Linux)
  /// Writes to a file system that is really full: a tiny one in memory, which only root may mount.
  @Suite struct DiskFullTests {
    @Test(.enabled(if: geteuid() == 0)) func keepsTheOldFile() throws {
      let folder = try TemporaryFolder()
      guard mount("none", folder.path, "tmpfs", 0, "size=256k") == 0 else { return }
      defer { umount2(folder.path, Int32(MNT_DETACH)) }
      let path = try folder.put("old", "a.txt")
      let large = [UInt8](repeating: 65, count: 1 << 20)
      let error = #expect(throws: ProgramError.self) { try AtomicFile.write(large, to: path) }
      #expect(error?.exitCode == .inputOutput)
      #expect(error?.problem == "cannot write: the disk is full")
      #expect(try folder.contents() == ["a.txt"])
      #expect(try folder.text("a.txt") == "old")
    }

    @Test(.enabled(if: geteuid() == 0)) func endsTheLogWithAWholeRecord() throws {
      let folder = try TemporaryFolder()
      guard mount("none", folder.path, "tmpfs", 0, "size=64k") == 0 else { return }
      defer { umount2(folder.path, Int32(MNT_DETACH)) }
      let path = folder("log.jsonl")
      var log = try JSONLinesLog(appendingTo: path)
      let record = String(repeating: "r", count: 1000)
      var appended = 0
      do throws(ProgramError) {
        while appended < 1000 {
          try log.append(record)
          appended += 1
        }
        Issue.record("the disk never filled")
      } catch {
        #expect(error.problem == "cannot append to the log: the disk is full")
      }
      let bytes = try WholeFile.bytes(of: path)
      #expect(bytes.last == UInt8(ascii: "\n"))
      #expect(try JSONLinesLog.records(of: String.self, in: path).count == appended)
    }
  }
#endif
