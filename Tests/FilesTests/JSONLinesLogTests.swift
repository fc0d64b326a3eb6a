import Files
import Foundation
import TestInputs
import Testing

@Suite struct JSONLinesLogTests {
  struct Record: Codable, Equatable {
    var step: Int
    var loss: Double
  }

  @Test func returnsWhatWasAppended() throws {
    let folder = try TemporaryFolder()
    let path = folder("log.jsonl")
    let records = (0..<5).map { Record(step: $0, loss: 1 / Double($0 + 3)) }
    do {
      var log = try JSONLinesLog(appendingTo: path)
      for record in records.dropLast() { try log.append(record) }
      // There before the log is closed.
      #expect(try JSONLinesLog.records(of: Record.self, in: path) == records.dropLast())
    }
    var log = try JSONLinesLog(appendingTo: path)
    try log.append(records[4])
    try log.synchronize()
    #expect(try JSONLinesLog.records(in: path) == records)
    #expect(try folder.text("log.jsonl").hasPrefix("{\"loss\":0.3333333333333333,\"step\":0}\n{\"loss\":0.25,"))
  }

  @Test func keepsNumbersThatAreNotFinite() throws {
    let folder = try TemporaryFolder()
    var log = try JSONLinesLog(appendingTo: folder("l"))
    try log.append([Double.nan, .infinity, -.infinity])
    let back = try JSONLinesLog.records(of: [Double].self, in: folder("l"))
    #expect(back[0][0].isNaN && back[0][1] == .infinity && back[0][2] == -.infinity)
  }

  @Test func forgetsALineThatWasCutOff() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("{\"step\":1,\"loss\":2}\n{\"step\":2,\"lo", "log.jsonl")
    #expect(try JSONLinesLog.records(in: path) == [Record(step: 1, loss: 2)])
    var log = try JSONLinesLog(appendingTo: path)
    try log.append(Record(step: 2, loss: 3))
    #expect(try JSONLinesLog.records(in: path) == [Record(step: 1, loss: 2), Record(step: 2, loss: 3)])
  }

  @Test func forgetsAFirstLineThatWasCutOff() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("{\"st", "log.jsonl")
    #expect(try JSONLinesLog.records(of: Record.self, in: path).isEmpty)
    _ = try JSONLinesLog(appendingTo: path)
    #expect(try folder.text("log.jsonl") == "")
  }

  @Test func dropsWhatCameAfterTheCheckpoint() throws {
    let folder = try TemporaryFolder()
    let lines = (1...5).map { "{\"loss\":0.10, \"step\":\($0)}\n" }
    let path = try folder.put(lines.joined() + "{\"step\":6", "log.jsonl")
    let dropped = try JSONLinesLog.truncate(path, of: Record.self) { $0.step > 3 }
    #expect(dropped == 2)
    // Byte for byte: a resumed run must end as one that was never stopped.
    #expect(try folder.text("log.jsonl") == lines[..<3].joined())
    #expect(try JSONLinesLog.truncate(path, of: Record.self) { $0.step > 3 } == 0)
    #expect(try folder.contents() == ["log.jsonl"])
  }

  @Test func removesACutOffLineEvenWhenNoRecordIsLater() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("{\"loss\":1,\"step\":1}\n{\"lo", "log.jsonl")
    #expect(try JSONLinesLog.truncate(path, of: Record.self) { $0.step > 3 } == 0)
    #expect(try folder.text("log.jsonl") == "{\"loss\":1,\"step\":1}\n")
  }

  @Test func namesTheLineThatIsNoRecord() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("{\"step\":1,\"loss\":2}\n{\"step\":2}\n", "log.jsonl")
    let error = #expect(throws: ProgramError.self) { try JSONLinesLog.records(of: Record.self, in: path) }
    #expect(error?.exitCode == .data)
    #expect(error?.description.contains("log.jsonl, line 2: “{\"step\":2}” is not a record of this log;") == true)
    let missing = #expect(throws: ProgramError.self) {
      try JSONLinesLog.records(of: Record.self, in: folder("none"))
    }
    #expect(missing?.exitCode == .noInput)
    let directory = #expect(throws: ProgramError.self) { _ = try JSONLinesLog(appendingTo: folder.path) }
    #expect(directory?.exitCode == .cannotCreate)
  }

  @Test func survivesDeepNesting() {
    let bytes = Array(String(repeating: "[", count: 100_000).utf8) + [0x0A]
    #expect(throws: ProgramError.self) { try JSONLinesLog.records(of: [Int].self, parsing: bytes, named: "l") }
  }
}
