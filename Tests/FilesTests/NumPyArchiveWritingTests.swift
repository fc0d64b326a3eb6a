import Files
import Foundation
import TestInputs
import Testing

@Suite struct NumPyArchiveWritingTests {
  private static func arrays() throws -> [(name: String, array: NumPyArray)] {
    [
      ("values", try NumPyArray(shape: [2, 3, 2], values: .float64((0..<12).map { $0 == 5 ? .nan : Double($0) / 7 }))),
      ("ganze Zahlen", try NumPyArray(shape: [3], values: .int64([.min, 0, .max]))), ("leer", try NumPyArray(shape: [0, 4], values: .float32([]))),
      ("number", try NumPyArray(shape: [], values: .float64([.pi]))), ("größe", try NumPyArray(shape: [1], values: .uint8([255]))),
    ]
  }

  @Test func comesBack() throws {
    let (folder, arrays) = (try TemporaryFolder(), try Self.arrays())
    try NumPyArchive.write(arrays, to: folder("a.npz"))
    let archive = try NumPyArchive(reading: folder("a.npz"))
    #expect(archive.names == arrays.map(\.name))
    // Compared as bytes, since a NaN is not equal to itself.
    for (name, array) in arrays { #expect(try archive.array(name).serialized() == array.serialized()) }
    #expect(try folder.contents() == ["a.npz"])
    try NumPyArchive.write([], to: folder("empty.npz"))
    #expect(try NumPyArchive(reading: folder("empty.npz")).names == [])
  }

  /// CRC-32 bit by bit (ISO 3309), beside that of zlib.
  private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { register, byte in
      (0..<8).reduce(register ^ UInt32(byte)) { state, _ in state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
    }
  }

  @Test func headersHoldSizesAndChecksums() throws {
    let (folder, arrays) = (try TemporaryFolder(), try Self.arrays())
    try NumPyArchive.write(arrays, to: folder("a.npz"))
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder("a.npz"))))
    func number(_ place: Int, _ size: Int) -> Int { (0..<size).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
    #expect(Self.checksum("123456789".utf8) == 0xCBF4_3926)
    var place = 0
    for (name, array) in arrays {
      let content = array.serialized()
      #expect(number(place, 4) == 0x0403_4B50 && number(place + 8, 2) == 0, "\(name) is stored")
      #expect(number(place + 14, 4) == Int(Self.checksum(content)) && number(place + 18, 4) == content.count && number(place + 22, 4) == content.count)
      #expect(Array(bytes[(place + 30)...].prefix(number(place + 26, 2))) == Array((name + ".npy").utf8))
      place += 30 + number(place + 26, 2) + content.count
    }
    #expect(number(place, 4) == 0x0201_4B50 && number(bytes.count - 22, 4) == 0x0605_4B50 && number(bytes.count - 6, 4) == place)
  }

  /// A bit that changes anywhere in the contents is seen.
  @Test func damageIsSeen() throws {
    let folder = try TemporaryFolder()
    try NumPyArchive.write([("x", try NumPyArray(shape: [4], values: .float64([1, 2, 3, 4])))], to: folder("a.npz"))
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder("a.npz"))))
    let start = 30 + "x.npy".utf8.count
    for place in start..<start + 160 {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(place % 8)
      let error = #expect(throws: ProgramError.self) { try NumPyArchive(parsing: Data(damaged), named: "a.npz").array("x") }
      #expect(error?.problem.contains("size and checksum") ?? false, "byte \(place)")
    }
  }
}
