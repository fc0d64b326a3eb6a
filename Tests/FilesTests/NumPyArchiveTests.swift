import Files
import Foundation
import TestInputs
import Testing

@Suite struct NumPyArchiveTests {
  private func archive(_ bytes: [UInt8]) throws(ProgramError) -> NumPyArchive {
    try NumPyArchive(parsing: Data(bytes), named: "a.npz")
  }

  /// The first error of the archive and all its arrays.
  private func message(_ bytes: [UInt8]) -> String {
    do {
      let archive = try archive(bytes)
      for name in archive.names { _ = try archive.array(name) }
      return "accepted \(archive.names)"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  /// The archive with bytes put in the place of others, the first time that they stand after `start`.
  private func replacing(_ old: [UInt8], _ new: [UInt8], after start: [UInt8]) throws -> [UInt8] {
    var bytes = NumPyArchiveSamples.stored
    let first = try #require(bytes.indices.first { bytes[$0...].starts(with: start) })
    let place = try #require(bytes.indices.first { $0 >= first && bytes[$0...].starts(with: old) })
    bytes.replaceSubrange(place..<place + old.count, with: new)
    return bytes
  }

  private static let directory: [UInt8] = [0x50, 0x4B, 1, 2]
  private static let end: [UInt8] = [0x50, 0x4B, 5, 6]

  @Test func readsWhatNumPyWrites() throws {
    let compressed = try archive(NumPyArchiveSamples.compressed)
    #expect(compressed.names == ["a", "b", "c"] && compressed.source == "a.npz")
    #expect(try compressed.array("a") == NumPyArray(shape: [3], values: .int32([1, 2, 3])))
    #expect(try compressed.array("b") == NumPyArray(shape: [2], values: .boolean([true, false])))
    #expect(try compressed.array("c") == NumPyArray(shape: [1, 2], values: .uint8([1, 255])))
    #expect(try archive(NumPyArchiveSamples.stored).array("x") == NumPyArray(shape: [2], values: .int8([-1, 7])))
    let folder = try TemporaryFolder()
    try AtomicFile.write(NumPyArchiveSamples.compressed, to: folder("a.npz"))
    #expect(try NumPyArchive(reading: folder("a.npz")).names == ["a", "b", "c"])
    // A comment may follow the directory.
    let commented: [UInt8] = Array(NumPyArchiveSamples.stored.dropLast(2)) + [3, 0] + Array("end".utf8)
    #expect(message(commented) == "accepted [\"x\"]")
  }

  @Test func saysWhatIsMissing() throws {
    let archive = try archive(NumPyArchiveSamples.compressed)
    let error = #expect(throws: ProgramError.self) { try archive.array("d") }
    #expect(error?.description == "a.npz: the array “d” is missing; the file has a, b, c")
    let large = #expect(throws: ProgramError.self) { try archive.array("a", sizeLimit: 100) }
    #expect(large?.problem == "the member “a.npy” is larger than the limit of 100 bytes")
    #expect(message([]) == "a.npz: the file has no zip directory; give a whole zip archive, such as numpy.savez writes")
  }

  @Test func saysWhatIsWrong() throws {
    #expect(try message(replacing(Self.directory, [0x50, 0x4B, 1, 3], after: [])).contains("fewer members than the 1 that it counts"))
    #expect(try message(replacing([1, 0], [2, 0], after: Self.end)).contains("the zip directory is not where its end says"))
    #expect(try message(replacing([0x2D, 0, 0, 0, 0, 0], [0x2D, 0, 1, 0, 0, 0], after: Self.directory)).contains("“x.npy” is encrypted"))
    #expect(try message(replacing([0x2D, 0, 0, 0, 0, 0], [0x2D, 0, 0, 0, 12, 0], after: Self.directory)).contains("compressed by method 12"))
    #expect(
      try message(replacing([0x2D, 0, 0, 0, 0, 0], [0x2D, 0, 0, 0, 8, 0], after: Self.directory)).contains(
        "compressed content of the member “x.npy” is damaged"))
    #expect(try message(replacing([0x50, 0x4B, 3, 4], [0x50, 0x4B, 3, 5], after: [])).contains("“x.npy” is not where the zip directory says"))
    #expect(try message(replacing([0x93], [0x92], after: [])).contains("does not have the size and checksum"))
    #expect(try message(replacing(Array("x.npy".utf8), [0xFF, 0x2E, 0x6E, 0x70, 0x79], after: Self.directory)).contains("cut off or not UTF-8"))
    let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF]
    var bytes = NumPyArchiveSamples.stored
    bytes.replaceSubrange(bytes.count - 6..<bytes.count - 2, with: huge)
    #expect(message(bytes).contains("of the 64-bit kind"))
  }

  @Test func seesEveryDamage() throws {
    for sample in [NumPyArchiveSamples.compressed, NumPyArchiveSamples.stored] {
      for count in 0..<sample.count { #expect(!message(Array(sample[..<count])).hasPrefix("accepted")) }
      let original = try archive(sample)
      let arrays = try original.names.map { try original.array($0) }
      for index in sample.indices {
        for bit in [0, 3, 7] {
          var bytes = sample
          bytes[index] ^= 1 << UInt8(bit)
          guard let damaged = try? archive(bytes), let read = try? damaged.names.map({ try damaged.array($0) }) else { continue }
          // Names, times and versions have no checksum; contents have one. A damaged ending hides an array.
          #expect(read == arrays || damaged.names.count < arrays.count)
        }
      }
    }
  }
}
