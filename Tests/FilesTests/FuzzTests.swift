import Files
import Foundation
import TestInputs
import Testing

/// A million damaged inputs: every reader gives a value or an error of one printable line, and what a reader accepts is
/// written and read again as the same value. Each test's planted count shows that it reaches both ends.
@Suite struct FuzzTests {
  private struct Tally {
    var accepted = 0
    var refused = 0

    mutating func refuse(_ error: ProgramError) {
      refused += 1
      // Making every text of a million would only measure Unicode tables.
      guard refused.isMultiple(of: 16) else { return }
      let text = error.description
      FuzzTests.require(error.exitCode == .data, Array(text.utf8))
      FuzzTests.require(text.utf8.count < 4000 && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }, Array(text.utf8))
    }

    func expectBothEnds(_ rounds: Int) {
      #expect(accepted + refused == rounds)
      #expect(accepted > rounds / 100, "accepted only \(accepted) of \(rounds)")
      #expect(refused > rounds / 100, "refused only \(refused) of \(rounds)")
    }
  }

  /// `#expect` without its cost, which is more than a reader's.
  private static func require(
    _ holds: Bool, _ input: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    if !holds { Issue.record("\(Printable.quoted(input, limit: 400))", sourceLocation: sourceLocation) }
  }

  private func rounds(
    _ count: Int, _ seeds: [[UInt8]], _ tokens: [String], seed: UInt64,
    _ read: ([UInt8]) throws(ProgramError) -> Void
  ) {
    var mutator = Mutator(seeds: seeds, tokens: tokens, seed: seed)
    var tally = Tally()
    for _ in 0..<count {
      do throws(ProgramError) {
        try read(mutator.next())
        tally.accepted += 1
      } catch {
        tally.refuse(error)
      }
    }
    tally.expectBothEnds(count)
  }

  @Test func tables() {
    let seeds = [
      "# c\nlat,long\n1.5,-2\n3e2,4\n", "1;2\r\n3;4\r\n", "a b\n0.1 0.2\n", "\"1\",\"2\"\n3,4", "1\t2\r3\t4\r",
      "\"a, b\",c\n123456789012345678901,0.30000000000000004\n",
    ].map { Array($0.utf8) }
    let tokens = [
      "nan", "inf", "1e999", "1e-999", "-", "\"", "\"\"", ",", ";", "\t", "#", "\r\n", "0.", "e5", "\u{FEFF}", "\u{85}",
      "9999999999999999999", "x",
    ]
    rounds(400_000, seeds, tokens, seed: 1) { bytes throws(ProgramError) in
      let table = try NumericTable(parsing: bytes, named: "t.csv")
      let copy = try NumericTable(
        values: table.values, columnCount: table.columnCount, columnNames: table.columnNames)
      let back = try NumericTable(parsing: copy.csv(), named: "copy.csv", columnCount: table.columnCount)
      Self.require(table.values.count == table.rowCount * table.columnCount, bytes)
      Self.require(back.values.elementsEqual(table.values) { $0.bitPattern == $1.bitPattern }, bytes)
      Self.require(back.columnNames == table.columnNames, bytes)
    }
  }

  @Test func splits() {
    let seeds = [
      "# rows\n0 train\n1 val\n2 test\n", "3 train\r\n1 validation\r\n0 test", "9 train\n8 train\n7 test\n",
    ].map { Array($0.utf8) }
    rounds(
      250_000, seeds, ["train", "val", "-1", "10", "99999999999999999999", "#", " ", "\t", "\r"], seed: 2
    ) { bytes throws(ProgramError) in
      let split = try SplitFile(parsing: bytes, named: "s.txt", rowCount: 10)
      let rows = split.train + split.validation + split.test
      Self.require(rows.allSatisfy { 0..<10 ~= $0 } && Set(rows).count == rows.count && !rows.isEmpty, bytes)
    }
  }

  @Test func numPyArrays() throws {
    let seeds = try [
      NumPyArray(shape: [2, 3], values: .float32([1, 2, 3, 4, 5, 6])),
      NumPyArray(shape: [2], values: .int64([1, -1])),
      NumPyArray(shape: [], values: .float64([.pi])),
      NumPyArray(shape: [0, 4], values: .int32([])),
      NumPyArray(shape: [64], values: .boolean((0..<64).map { $0 % 3 == 0 })),
      NumPyArray(shape: [4, 16], values: .uint8(Array(192...255))),
      NumPyArray(shape: [64], values: .int8(Array(-64..<0))),
    ].map { Array($0.serialized()) }
    let tokens = [
      "True", "False", "(3,)", "9223372036854775807", "<f8", ">f4", "|b1", "|u1", "'shape'", "{", "}", "(", ")", ",", "\\",
      "\u{1}NUMPY",
    ]
    rounds(150_000, seeds, tokens, seed: 3) { bytes throws(ProgramError) in
      let array = try NumPyArray(parsing: Data(bytes), named: "a.npy")
      let copy = array.serialized()
      let back = try NumPyArray(parsing: copy, named: "copy.npy")
      // Compared as bytes, since a NaN is not equal to itself.
      Self.require(back.serialized() == copy && back.shape == array.shape, bytes)
    }
  }

  @Test func numPyArchives() {
    let seeds = [NumPyArchiveSamples.compressed, NumPyArchiveSamples.stored]
    rounds(50_000, seeds, ["PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", ".npy", "\u{8}"], seed: 6) { bytes throws(ProgramError) in
      let archive = try NumPyArchive(parsing: Data(bytes), named: "a.npz")
      for name in archive.names { _ = try archive.array(name, sizeLimit: 1 << 20) }
    }
  }

  @Test func gzipStreams() {
    let tokens = ["\u{1F}", "\u{8}", "\u{0}\u{0}"]
    rounds(50_000, [GzipFileTests.hello, GzipFileTests.hello + GzipFileTests.hello], tokens, seed: 7) { bytes throws(ProgramError) in
      _ = try GzipFile.decompressed(bytes, named: "a.gz", sizeLimit: 1 << 20)
    }
  }

  @Test func safetensors() throws {
    let seeds = try [
      SafetensorsFile(
        tensors: [
          .init(name: "w", shape: [2, 1], values: [Float(1), 2]),
          .init(name: "b\n\"", shape: [3], values: [UInt8(1), 2, 3]),
        ], metadata: ["format": "pt", "é": "\\"]),
      SafetensorsFile(tensors: [.init(name: "empty", shape: [0], values: [Double]())]),
      SafetensorsFile(tensors: []),
    ].map { Array($0.serialized()) }
    let tokens = [
      "{", "}", "[", "]", "\"", ":", ",", "\\u0041", "\\ud83d\\ude00", "\\ud800", "18446744073709551615",
      "9223372036854775807", "-1", "0", "F64", "\"__metadata__\":{}", "\"dtype\"", " ", "null",
    ]
    rounds(150_000, seeds, tokens, seed: 4) { bytes throws(ProgramError) in
      let file = try SafetensorsFile(parsing: Data(bytes), named: "m.safetensors")
      let copy = try SafetensorsFile(tensors: file.tensors, metadata: file.metadata).serialized()
      let back = try SafetensorsFile(parsing: copy, named: "copy.safetensors")
      Self.require(back.serialized() == copy && back.metadata == file.metadata, bytes)
      for tensor in file.tensors {
        let same = back[tensor.name]
        Self.require(same?.bytes == tensor.bytes && same?.shape == tensor.shape, bytes)
        Self.require(same?.scalarType == tensor.scalarType, bytes)
      }
    }
  }

  @Test func logs() {
    struct Record: Codable { let step: Int, loss: Double }
    let seeds = [
      "{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":\"nan\"}\n{\"step\":3,\"lo", "{\"step\":9,\"loss\":1}\n",
    ]
    let tokens = ["{", "}", "[", "\"", "\\u", "1e999", "null", "\n", "-", "\"inf\"", "\"step\"", ":"]
    rounds(50_000, seeds.map { Array($0.utf8) }, tokens, seed: 5) { bytes throws(ProgramError) in
      let records = try JSONLinesLog.records(of: Record.self, parsing: bytes, named: "log.jsonl")
      Self.require(records.count == bytes.count { $0 == 0x0A }, bytes)
    }
  }
}
