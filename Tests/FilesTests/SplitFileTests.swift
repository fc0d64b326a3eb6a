import Files
import TestInputs
import Testing

@Suite struct SplitFileTests {
  private func message(_ text: String, rows: Int = 4) -> String {
    do {
      return "accepted \(try SplitFile(parsing: Array(text.utf8), named: "s.txt", rowCount: rows))"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func keepsTheOrderOfTheFile(lineEnd: String) throws {
    let lines = ["\u{FEFF}# 0-based data row, part", "5 train", "0\ttrain", " 3  val ", "", "1 validation", "4 test"]
    let split = try SplitFile(
      parsing: Array(lines.joined(separator: lineEnd).utf8), named: "s.txt", rowCount: 6)
    #expect(split.train == [5, 0])
    #expect(split[.validation] == [3, 1])
    #expect(split.test == [4])
  }

  @Test(arguments: [
    ("", "s.txt: the file assigns no rows;"),
    ("# nothing\n", "s.txt: the file assigns no rows;"),
    ("0 train\n1 val\n0 test\n", "s.txt, line 3: row 0 was already assigned in line 1;"),
    ("0 train\n\n4 val\n", "s.txt, line 3: row 4 is outside a table of 4 rows;"),
    ("99999999999999999999999 val\n", "s.txt, line 1: row 999999999999999999999 is outside a table of 4 rows;"),
    ("-1 train\n", "s.txt, line 1: “-1” is not a row number; count rows from 0"),
    ("1.0 train\n", "s.txt, line 1: “1.0” is not a row number;"),
    ("1 Train\n", "s.txt, line 1: the part “Train” is unknown; write train, val or test"),
    ("1\n", "s.txt, line 1: “1” is not “row part”;"),
    ("1 train extra\n", "s.txt, line 1: “1 train extra” is not “row part”;"),
    ("1,train\n", "s.txt, line 1: “1,train” is not “row part”;"),
    ("\u{0}\u{0}\n", "s.txt, line 1: “\\u{0}\\u{0}” is not “row part”;"),
  ])
  func saysWhatIsWrongAndWhere(text: String, expected: String) {
    #expect(message(text).hasPrefix(expected), "\(message(text))")
  }

  @Test func readsAFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("0 train\n1 test\n", "s.txt")
    #expect(try SplitFile(reading: path, rowCount: 2).test == [1])
    #expect(message("0 train\n", rows: 0).contains("outside a table of 0 rows"))
    #expect(message("0 train\n", rows: -5).contains("outside a table"))
    let missing = #expect(throws: ProgramError.self) { try SplitFile(reading: folder("no"), rowCount: 2) }
    #expect(missing?.exitCode == .noInput)
  }
}
