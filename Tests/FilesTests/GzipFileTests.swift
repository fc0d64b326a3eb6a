import Files
import TestInputs
import Testing

@Suite struct GzipFileTests {
  /// What gzip (Python 3's module, without time and name) makes of “hello, hello, hello”.
  static let hello: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xD7, 0x51, 0xC8, 0x40, 0xA2,
    0x00, 0x9F, 0xA1, 0xCA, 0x09, 0x13, 0x00, 0x00, 0x00,
  ]
  /// A mebibyte of zeros.
  private static let zeros: [UInt8] =
    [0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xED, 0xC1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xC2, 0xA0, 0xF5, 0x4F, 0x6D, 0x08, 0x5F, 0xA0]
    + [UInt8](repeating: 0, count: 1016) + [0x3E, 0x03, 0x1C, 0xEA, 0x38, 0xA7, 0x00, 0x00, 0x10, 0x00]
  private static let content = Array("hello, hello, hello".utf8)

  private func message(_ bytes: [UInt8], sizeLimit: Int = 1 << 20) -> String {
    do {
      return "\(try GzipFile.decompressed(bytes, named: "a.gz", sizeLimit: sizeLimit).count) bytes"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  @Test func decompressesByContent() throws {
    #expect(try GzipFile.decompressed(Self.hello, named: "a") == Self.content)
    #expect(try GzipFile.decompressed(Self.content, named: "a.gz") == Self.content)
    #expect(try GzipFile.decompressed([], named: "a.gz") == [])
    #expect(try GzipFile.decompressed([0x1F], named: "a.gz") == [0x1F])
    let twice = Self.hello + Self.hello + [0, 0, 0]
    #expect(try GzipFile.decompressed(twice, named: "a") == Self.content + Self.content)
    let folder = try TemporaryFolder()
    try AtomicFile.write(Self.hello, to: folder("a.txt"))
    #expect(try GzipFile.bytes(of: folder("a.txt")) == Self.content)
    #expect(#expect(throws: ProgramError.self) { try GzipFile.bytes(of: folder("no.gz")) }?.exitCode == .noInput)
  }

  @Test func refusesBombs() {
    #expect(Self.zeros.count < 1100)
    #expect(message(Self.zeros) == "1048576 bytes")
    #expect(
      message(Self.zeros, sizeLimit: 1 << 20 - 1)
        == "a.gz: the gzip stream decompresses to more than the limit of \(1 << 20 - 1) bytes; give a smaller file, or a part of it")
    #expect(message(Self.zeros + Self.zeros).contains("more than the limit of 1048576 bytes"))
  }

  /// No byte can be changed or left out unseen, but for those of the header that say nothing of the content.
  @Test func seesDamage() {
    for count in 2..<Self.hello.count {
      #expect(message(Array(Self.hello[..<count])) == "a.gz: the gzip stream ends before its content does; the file is cut off: copy it again")
    }
    for index in 10..<Self.hello.count {
      for bit in 0..<8 {
        var bytes = Self.hello
        bytes[index] ^= 1 << UInt8(bit)
        #expect(!message(bytes).hasSuffix("bytes"))
      }
    }
    #expect(message(Self.hello + [1]) == "a.gz: the gzip stream is damaged; copy or compress the file again")
    #expect(message(Self.hello + [0, 1]).contains("is damaged"))
    #expect(message([0x1F, 0x8B, 9] + Self.hello.dropFirst(3)).contains("is damaged"))
  }

  @Test func manySmallStreamsAreRead() throws {
    let many = Array(repeatElement(Self.hello, count: 20_000).joined())
    #expect(try GzipFile.decompressed(many, named: "a").count == 20_000 * Self.content.count)
  }
}
