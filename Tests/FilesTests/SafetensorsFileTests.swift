import Files
import Foundation
import TestInputs
import Testing

@Suite struct SafetensorsFileTests {
  private func file(_ header: String, body: Int = 8) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
      + Array(repeating: 0, count: body)
  }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      return "accepted \(try SafetensorsFile(parsing: Data(bytes), named: "m").tensors.map(\.name))"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  /// Written by hand from the format's description.
  @Test func agreesWithTheFormatByteForByte() throws {
    let header =
      #"{"__metadata__":{"format":"bellman"},"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"#
      + #""b":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}"#
    let padding = Array(repeating: UInt8(ascii: " "), count: (8 - header.utf8.count % 8) % 8)
    let length = header.utf8.count + padding.count
    let bytes =
      [UInt8(length & 0xFF), UInt8(length >> 8), 0, 0, 0, 0, 0, 0] + Array(header.utf8) + padding
      + [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0]
    let made = try SafetensorsFile(
      tensors: [
        .init(name: "b", shape: [2, 1], values: [Float(1), -2]), .init(name: "a", shape: [1], values: [Int64(-2)]),
      ], metadata: ["format": "bellman"])
    #expect(Array(made.serialized()) == bytes)
    let read = try SafetensorsFile(parsing: Data(bytes), named: "m")
    #expect(read.tensors.map(\.name) == ["a", "b"])
    #expect(read.metadata == ["format": "bellman"])
    #expect(try read.values(of: "b", as: Float.self, shape: [2, 1]) == [1, -2])
    #expect(read["a"]?.values(as: Int64.self) == [-2])
  }

  @Test func returnsWhatWasWritten() throws {
    let folder = try TemporaryFolder()
    let path = folder("m.safetensors")
    let tensors: [SafetensorsFile.Tensor] = try [
      .init(name: "layer.0/weight \"é\" \n 😀", shape: [3, 2], values: (0..<6).map { Float($0) / 3 }),
      .init(name: "double", shape: [], values: [Double.pi]),
      .init(name: "none", shape: [0, 5], values: [Int32]()),
      .init(name: "bytes", shape: [5], values: [UInt8(1), 2, 3, 4, 5]),
      .init(name: "half", scalarType: .float16, shape: [3], bytes: Data([0, 1, 2, 3, 4, 5])),
      .init(name: "i", shape: [2], values: [Int32.min, .max]),
      .init(name: "u", shape: [1], values: [UInt64.max]),
    ]
    let metadata = ["z": "", "a\\b": "c\u{7}", "step": "12"]
    try SafetensorsFile(tensors: tensors, metadata: metadata).write(to: path)
    let read = try SafetensorsFile(reading: path)
    #expect(read.metadata == metadata)
    #expect(read.tensors.count == tensors.count)
    for tensor in tensors {
      let same = try #require(read[tensor.name])
      #expect(same.bytes == tensor.bytes && same.shape == tensor.shape && same.scalarType == tensor.scalarType)
    }
    // Larger numbers first, so that each begins at a multiple of its size.
    #expect(read.tensors.map(\.scalarType.size) == [8, 8, 4, 4, 4, 2, 1])
    #expect(try read.serialized() == Data(contentsOf: URL(fileURLWithPath: path)))
    // Reading maps the file, and replacing it leaves the mapping whole.
    try SafetensorsFile(tensors: []).write(to: path)
    #expect(try read.values(of: "double") == [Double.pi])
    #expect(try SafetensorsFile(reading: path).tensors.isEmpty)
  }

  @Test func saysWhatAModelLacks() throws {
    let file = try SafetensorsFile(tensors: [.init(name: "w", shape: [2], values: [Float(1), 2])])
    func problem(_ body: () throws -> Void) -> String? { #expect(throws: ProgramError.self) { try body() }?.problem }
    #expect(problem { _ = try file.values(of: "v", as: Float.self) } == "the tensor “v” is missing")
    #expect(
      problem { _ = try file.values(of: "w", as: Double.self) }
        == "the tensor “w” has numbers of kind F32 where F64 is expected")
    #expect(
      problem { _ = try file.values(of: "w", as: Float.self, shape: [1, 2]) }
        == "the tensor “w” has shape [2] where [1, 2] is expected")
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#, "claims bytes 0 to 12 of 8;"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "claims bytes 8 to 0 of 8;"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "begins at byte 4, the one before it ends at byte 0;"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "4 bytes after the last tensor belong to none;"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "has 8 bytes, which do not fill its shape;"),
    (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,8]}}"#, "do not fill its shape;"),
    (#"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}"#, "a whole number is expected;"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "a whole number is expected;"),
    (#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, "“]” is expected;"),
    (#"{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#, "a whole number is expected;"),
    (#"{"a":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}"#, "the tensor “a” has the unknown dtype “Q4”;"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "lacks dtype, shape or two data_offsets;"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}"#, "lacks dtype, shape or two data_offsets;"),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "an unexpected key “dtype”;"),
    (#"{"a":{"type":"F32","shape":[2],"data_offsets":[0,8]}}"#, "an unexpected key “type”;"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "the tensor name “a” occurs twice;"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      "begins at byte 0, the one before it ends at byte 4;"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x"#, "text follows the header's last brace;"),
    (#" {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "the header does not begin with “{”;"),
    (#"{"__metadata__":{"k":1}}"#, "“\"” is expected;"),
    (#"{"__metadata__":{"k":"1","k":"2"}}"#, "the metadata key “k” occurs twice;"),
    (#"{"__metadata__":{},"__metadata__":{}}"#, "the metadata occur twice;"),
    (#"{"\ud800":{}}"#, "a string has half a surrogate pair;"), (#"{"\x":{}}"#, "a string has an unknown escape;"),
    ("{\"a\n\":{}}", "a string has a control character;"), (#"{"a"#, "a string does not end;"),
    ("{", "“\"” is expected;"), ("", "the header does not begin with “{”;"), ("[]", "does not begin with “{”;"),
  ])
  func saysWhatIsWrong(header: String, expected: String) {
    #expect(message(file(header)).contains(expected), "\(message(file(header)))")
  }

  @Test func refusesHeadersThatLieAboutTheirLength() {
    #expect(message([]).hasPrefix("m: the file has no safetensors header;"))
    #expect(message([1, 0, 0, 0, 0, 0, 0]).contains("no safetensors header"))
    #expect(message(Array(repeating: 0xFF, count: 64)).contains("claims 18446744073709551615 bytes"))
    #expect(message([9, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)).contains("claims 9 bytes, and 2 follow"))
    #expect(message(file("{\"\u{80}", body: 0).map { $0 == 0xC2 ? 0xFF : $0 } + Array("\"".utf8)).hasPrefix("m: "))
    #expect(message(file("{\"a?\":{}}").map { $0 == 0x3F ? 0xFF : $0 }).contains("a string is not UTF-8"))
  }

  @Test func acceptsWhatTheFormatAllows() {
    #expect(message(file("{}", body: 0)) == "accepted []")
    let spaced = #"{ "\u0061\ud83d\ude00" : { "shape" : [ ] , "data_offsets":[ 0 , 8 ],"# + "\n\"dtype\":\"F64\" } }   "
    #expect(message(file(spaced)) == "accepted [\"a😀\"]")
  }

  @Test func refusesToWriteWhatCouldNotBeRead() throws {
    let tensor = try SafetensorsFile.Tensor(name: "a", shape: [1], values: [Float(1)])
    #expect(throws: ProgramError.self) { try SafetensorsFile(tensors: [tensor, tensor]) }
    let reserved = try SafetensorsFile.Tensor(name: "__metadata__", shape: [1], values: [Float(1)])
    #expect(throws: ProgramError.self) { try SafetensorsFile(tensors: [reserved]) }
    #expect(throws: ProgramError.self) { try SafetensorsFile.Tensor(name: "a", shape: [2], values: [Float(1)]) }
  }
}
