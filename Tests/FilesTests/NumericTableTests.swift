import Files
import TestInputs
import Testing

@Suite struct NumericTableTests {
  private func table(_ text: String, columns: Int? = nil) throws -> NumericTable {
    try NumericTable(parsing: Array(text.utf8), named: "t.csv", columnCount: columns)
  }

  private func message(_ bytes: [UInt8], columns: Int? = nil) -> String {
    do {
      let table = try NumericTable(parsing: bytes, named: "t.csv", columnCount: columns)
      return "accepted \(table.values)"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  @Test(arguments: [
    "1,2\n3,4\n", "1,2\r\n3,4\r\n", "1,2\r3,4", "1,2\r\n3,4\r", "\u{FEFF}1,2\n3,4", "# c\n1,2\n\n # d\n3,4",
    "a,b\n1,2\n3,4", "1;2\n3;4", "1\t2\n3\t4", "1 2\n3  4 ", "  1  2\n3\t4\n  \n", "\"1\",\"2\"\n\" 3 \",4",
    "1 ,  2\n 3,4 ", "+1,2.\n3e0,0.4E+1", "1,\t2\n3 ,4",
  ])
  func readsTheSameTableFromManyHands(text: String) throws {
    let table = try table(text, columns: 2)
    #expect(table.values == [1, 2, 3, 4])
    #expect(table.columnCount == 2)
    #expect(table.rowCount == 2)
    #expect(table[1, 0] == 3)
    #expect(Array(table.row(1)) == [3, 4])
  }

  @Test func readsTheHeader() throws {
    #expect(try table("phi,psi\n1,2").columnNames == ["phi", "psi"])
    #expect(try table("\"a, b\";\"c \"\"d\"\"\"\n1;2").columnNames == ["a, b", "c \"d\""])
    #expect(try table("a b\n1 2").columnNames == ["a", "b"])
    #expect(try table("2theta,x1\n1,2").columnNames == ["2theta", "x1"])
    #expect(try table("1,2").columnNames == nil)
  }

  @Test func knowsTheLineOfEveryRow() throws {
    let table = try table("# one\r\nlat,lon\r\n\r\n1,2\r# five\n\n3,4\n\r5,6")
    #expect(table.lineNumbers == [4, 7, 9])
    #expect(table.columnNames == ["lat", "lon"])
    let error = table.error(row: 1, column: 0, "latitude 91 is outside −90…90", remedy: "remove the row")
    #expect("\(error)" == "t.csv, line 7, column 1: latitude 91 is outside −90…90; remove the row")
  }

  @Test(arguments: [
    ("", "t.csv: the file is empty;"),
    ("\n\n", "t.csv: the file has no rows;"),
    ("# only\n#comments\n", "t.csv: the file has no rows;"),
    ("a,b\n", "t.csv: the file has a header but no rows;"),
    ("1,2\n3\n", "t.csv, line 2: the row has 1 column where 2 are expected;"),
    ("1,2\n3,4,5\n", "t.csv, line 2: the row has 3 columns where 2 are expected;"),
    ("1,2\n3,\n", "t.csv, line 2, column 2: the cell is empty;"),
    ("1,2\n,3\n", "t.csv, line 2, column 1: the cell is empty;"),
    ("1,2\n3,\"\"\n", "t.csv, line 2, column 2: the cell is empty;"),
    ("1\t2\t3\n1\t\t3\n", "t.csv, line 2, column 2: the cell is empty;"),
    ("# BOM after the start\n\u{FEFF}lat,lon\n1,2\n", "t.csv, line 2, column 1: “\\u{feff}lat” is no column name;"),
    ("a,,c\n1,2,3\n", "t.csv, line 1, column 2: “” is no column name;"),
    ("1,2\n3,x\n", "t.csv, line 2, column 2: “x” is not a number;"),
    ("1,2\n3,0x10\n", "t.csv, line 2, column 2: “0x10” is not a number;"),
    ("1,2\n3,4 5\n", "t.csv, line 2, column 2: “4 5” is not a number;"),
    ("1,2\n3,1e\n", "t.csv, line 2, column 2: “1e” is not a number;"),
    ("1,2\n3,1_0\n", "t.csv, line 2, column 2: “1_0” is not a number;"),
    ("1,2\n3,٣\n", "t.csv, line 2, column 2: “٣” is not a number;"),
    ("1,2\n3,\"4\n", "t.csv, line 2, column 2: “\"4” is not a number;"),
    ("1;2\n3;4,5\n", "t.csv, line 2, column 2: “4,5” is not a number; write decimals with a point, not a comma"),
    ("1,2\nNaN,3\n", "t.csv, line 2, column 1: “NaN” is not a finite number;"),
    ("nan,nan\n1,2\n", "t.csv, line 1, column 1: “nan” is not a finite number;"),
    ("1,2\n-inf,3\n", "t.csv, line 2, column 1: “-inf” is not a finite number;"),
    ("1,2\nNULL,3\n", "t.csv, line 2, column 1: “NULL” is not a finite number;"),
    ("1,2\n1e999,3\n", "t.csv, line 2, column 1: “1e999” is too large for a double;"),
    ("1,2\n\"-1e999\",3\n", "t.csv, line 2, column 1: “-1e999” is too large for a double;"),
    ("12..5,3\n", "t.csv, line 1, column 1: “12..5” is not a number;"),
    ("−12.5,−3\n1,2\n", "t.csv, line 1, column 1: “−12.5” is no column name;"),
    ("12°,3°\n1,2\n", "t.csv, line 1, column 1: “12°” is no column name;"),
    ("0x10,0x20\n1,2\n", "t.csv, line 1, column 1: “0x10” is no column name;"),
    ("٤٥,٩٠\n1,2\n", "t.csv, line 1, column 1: “٤٥” is no column name;"),
    ("a,b,c\n1,2\n", "t.csv, line 1: the header has 3 columns, the rows have 2;"),
    ("a b\n1,2\n", "t.csv, line 1: the header has 1 column, the rows have 2;"),
    ("a,b\nc,d\n1,2\n", "t.csv, line 2, column 1: “c” is not a number;"),
    ("1,2\n3,\u{0}\n", "t.csv, line 2, column 2: the cell has a NUL byte: the file is binary, compressed, or UTF-16;"),
    ("1,2\n# \u{0}\n", "t.csv, line 2: the line has a NUL byte: the file is binary, compressed, or UTF-16;"),
    ("a,\u{0}\n1,2\n", "t.csv, line 1: the line has a NUL byte"),
  ])
  func saysWhatIsWrongAndWhere(text: String, expected: String) {
    #expect(message(Array(text.utf8)).hasPrefix(expected), "\(message(Array(text.utf8)))")
  }

  @Test func refusesWhatIsNotUTF8() {
    #expect(message([0xFF, 0xFE, 0x31, 0x00]).hasPrefix("t.csv: the file is UTF-16;"))
    #expect(message(Array("# é".utf8).dropLast() + [0x0A, 0x31]).hasPrefix("t.csv, line 1: the line is not UTF-8;"))
    #expect(
      message(Array("1,".utf8) + [0xFF]).hasPrefix("t.csv, line 1, column 2: “\u{FFFD}” is not a number;"))
  }

  @Test func holdsTheCallersColumnCount() {
    #expect(message(Array("1,2,3\n".utf8), columns: 2).contains("the row has 3 columns where 2 are expected"))
    #expect(message(Array("1,2\n".utf8), columns: 1).contains("the row has 2 columns where 1 is expected"))
  }

  @Test func namesAFileThatCannotBeRead() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: ProgramError.self) { try NumericTable(reading: folder("no.csv")) }
    #expect(missing?.exitCode == .noInput)
    #expect(missing?.description == "\(folder("no.csv")): cannot read: no such file or folder; check the path")
    let directory = #expect(throws: ProgramError.self) { try NumericTable(reading: folder.path) }
    #expect(directory?.exitCode == .noInput)
    #expect(directory?.problem == "cannot read: it is a folder")
    let path = try folder.put("1,2\n3,4\n", "t.csv")
    #expect(try NumericTable(reading: path, sizeLimit: 8).rowCount == 2)
    let large = #expect(throws: ProgramError.self) { try NumericTable(reading: path, sizeLimit: 7) }
    #expect(large?.problem == "the file is larger than the limit of 7 bytes")
    #expect(#expect(throws: ProgramError.self) { try NumericTable(reading: "a\u{0}b") }?.exitCode == .noInput)
  }

  @Test func writesWhatItReads() throws {
    let values: [Double] = [
      0.1, -0.0, .leastNormalMagnitude / 16, 1e22, 1, .pi, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    let table = try NumericTable(values: values, columnCount: 2, columnNames: ["#a, b", "c \"d\""])
    let text = String(decoding: table.csv(comments: ["units: metres", "two\nlines"]), as: UTF8.self)
    #expect(text.hasPrefix("# units: metres\n# two\\u{a}lines\n\"#a, b\",\"c \"\"d\"\"\"\n"))
    #expect(text.contains("\"\n0.1,-0\n1.390671161567e-309,1e+22\n1,3.141592653589793\n-5e-324,"))
    let folder = try TemporaryFolder()
    try table.write(to: folder("t.csv"), comments: ["units: metres", "two\nlines"])
    #expect(try folder.text("t.csv") == text)
    let back = try NumericTable(reading: folder("t.csv"), columnCount: 2)
    #expect(back.values.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(back.columnNames == ["#a, b", "c \"d\""])
  }

  @Test func writesLargeTablesInPieces() throws {
    let values = (0..<40_000).map { Double($0) / 7 }
    let table = try NumericTable(values: values, columnCount: 4)
    let folder = try TemporaryFolder()
    try table.write(to: folder("t.csv"))
    #expect(try NumericTable(reading: folder("t.csv")).values == values)
    #expect(try Array(folder.text("t.csv").utf8) == table.csv())
  }

  @Test func refusesATableThatCouldNotBeReadBack() {
    #expect(throws: ProgramError.self) { try NumericTable(values: [1, 2, 3], columnCount: 2) }
    #expect(throws: ProgramError.self) { try NumericTable(values: [], columnCount: 0) }
    #expect(throws: ProgramError.self) { try NumericTable(values: [1, .nan], columnCount: 2) }
    for name in ["", "1", " a", "a\n", "nan", "1e5", "\u{FEFF}a"] {
      #expect(throws: ProgramError.self, "\(name)") {
        try NumericTable(values: [1, 2], columnCount: 2, columnNames: [name, "b"])
      }
    }
  }
}
