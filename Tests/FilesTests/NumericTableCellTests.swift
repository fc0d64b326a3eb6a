import Files
import Foundation
import TestInputs
import Testing

/// Cells that hold no number, where they may.
@Suite struct NumericTableCellTests {
  private func table(_ text: String, _ cells: NumericTable.Cells) throws(ProgramError) -> NumericTable {
    try NumericTable(parsing: Array(text.utf8), named: "t.csv", cells: cells)
  }

  private func message(_ text: String, _ cells: NumericTable.Cells) -> String {
    do throws(ProgramError) {
      return "accepted \(try table(text, cells).values)"
    } catch {
      #expect(error.exitCode == .data)
      return "\(error)"
    }
  }

  @Test(arguments: ["1,,3\n", "1,NaN,3\n", "1,na,3\n", "1,NULL,3\n", "1, none ,3\n", "1,\"\",3\n", "1;;3\n", "1\t\t3\n", "1,  ,3\n", "a,b,c\n1,,3"])
  func missingCells(text: String) throws {
    let read = try table(text, .missing)
    #expect(read[0, 0] == 1 && read[0, 1].isNaN && read[0, 2] == 3 && read.columnCount == 3)
    #expect(message(text, []).hasPrefix("t.csv, line "), "only where they are allowed")
    #expect(message(text, .dates).hasPrefix("t.csv, line "))
  }

  @Test func cellsAtTheEndsAreMissingToo() throws {
    let read = try table("a,b\n,1\n2,\n,\n", .missing)
    #expect(read.rowCount == 3 && read.values.map(\.isNaN) == [true, false, false, true, true, true])
    #expect(read.lineNumbers == [2, 3, 4])
  }

  private static let bad: [(String, NumericTable.Cells, String)] = [
    ("a,b\n1,\n2\n", .missing, "t.csv, line 3: the row has 1 column where 2 are expected;"),
    ("a,b\n1,2,\n", .missing, "t.csv, line 1: the header has 2 columns, the rows have 3;"),
    ("a,b\n1,2\n1,,2\n", .missing, "t.csv, line 3: the row has 3 columns where 2 are expected;"),
    ("a,b\n1,-nan\n", .missing, "t.csv, line 2, column 2: “-nan” is not a finite number;"),
    ("a,b\n1,inf\n", .missing, "t.csv, line 2, column 2: “inf” is not a finite number;"),
    ("a,b\n1,?\n", .missing, "t.csv, line 2, column 2: “?” is not a number;"),
    ("a,b\n2016-07-01,1\n", [], "t.csv, line 2, column 1: “2016-07-01” is not a number;"),
    ("a,b\n2016-07-01,1\n", .missing, "t.csv, line 2, column 1: “2016-07-01” is not a number;"),
    ("a,b\n1,1\n2016-07-01,1\n", .dates, "t.csv, line 3, column 1: “2016-07-01” is a date in a column of numbers;"),
    ("a,b\n2016-07-01,1\n1,1\n", .dates, "t.csv, line 3, column 1: there is a number in a column of dates;"),
    ("a,b\n2016-07-01,1\n\"1\",1\n", .dates, "t.csv, line 3, column 1: there is a number in a column of dates;"),
    ("a,b\n2016-02-30,1\n", .dates, "t.csv, line 2, column 1: “2016-02-30” is not a number;"),
    ("a,b\n2016-07-01,1\n,1\n", .dates, "t.csv, line 3, column 1: the cell is empty;"),
  ]

  @Test(arguments: bad)
  func saysWhatIsWrong(text: String, cells: NumericTable.Cells, expected: String) {
    #expect(message(text, cells).hasPrefix(expected), "\(message(text, cells))")
  }

  @Test func datesAndGapsMix() throws {
    let read = try table("a,b\n1,\n2,2016-07-01\n3,\n", [.missing, .dates])
    #expect(read.dateColumns == [1] && read[1, 1] == 1_467_331_200 && read[0, 1].isNaN && read[2, 1].isNaN)
    // A first row of dates is no header.
    let plain = try table("2016/07/01 00:00,\n2016/07/02 00:00,1\n", [.missing, .dates])
    #expect(plain.columnNames == nil && plain.rowCount == 2)
  }

  @Test func writesWhatItReads() throws {
    for width in 1...3 {
      let values = (0..<6 * width).map { $0 % 4 == 1 ? Double.nan : Double($0) * 1e6 }
      let table = try NumericTable(
        values: values, columnCount: width, columnNames: (0..<width).map { "c\($0)" }, cells: .missing, dateColumns: width == 3 ? [1] : [])
      let back = try NumericTable(parsing: table.csv(), named: "t.csv", cells: [.missing, .dates])
      #expect(back.rowCount == 6 && back.dateColumns == table.dateColumns)
      #expect(zip(back.values, values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
    #expect(throws: ProgramError.self) { try NumericTable(values: [.nan], columnCount: 1) }
    #expect(throws: ProgramError.self) { try NumericTable(values: [.infinity], columnCount: 1, cells: [.missing, .dates]) }
  }

  /// What is accepted of damaged tables is written and read again as the same values.
  @Test func damagedTables() throws {
    let seeds = [
      "# c\ntime,a,b\n2016-07-01 00:00,1,\n2016-07-01 01:00,,2.5\n", "2016/07/01;1\r\n2016/07/02;NA\r\n", "a\tb\n1\tnull\n\t2\n", "x\n1\nNaN\n3\n",
      "d,v\n-0044-03-15T12:30:15.125Z,1e3\n1969-12-31,\n",
    ].map { Array($0.utf8) }
    let tokens = ["nan", "NA", "", ",", ";", "2016-07-01", "-07", ":", ":59", "T", "Z", "/", "1969", "29", ".5", "\"", "\r\n", "+", "0000", "1e999"]
    var mutator = Mutator(seeds: seeds, tokens: tokens, seed: 11)
    var (accepted, refused, dated, wrong) = (0, 0, 0, [[UInt8]]())
    for _ in 0..<60_000 {
      let bytes = mutator.next()
      do throws(ProgramError) {
        let table = try NumericTable(parsing: bytes, named: "t.csv", cells: [.missing, .dates])
        accepted += 1
        if !table.dateColumns.isEmpty { dated += 1 }
        let copy = try NumericTable(
          values: table.values, columnCount: table.columnCount, columnNames: table.columnNames, cells: .missing, dateColumns: table.dateColumns)
        let back = try NumericTable(parsing: copy.csv(), named: "copy.csv", cells: [.missing, .dates])
        let isSame = table.values.indices.allSatisfy { place in
          let (a, b) = (table.values[place], back.values[place])
          return a.bitPattern == b.bitPattern || a.isNaN && b.isNaN || table.dateColumns.contains(place % table.columnCount) && abs(a - b) <= 5.1e-4 + a.ulp
        }
        if back.rowCount != table.rowCount || !isSame || back.columnNames != table.columnNames { wrong.append(bytes) }
      } catch {
        refused += 1
        if error.exitCode != .data || error.description.utf8.contains(where: { $0 < 0x20 }) { wrong.append(bytes) }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3).map { Printable.quoted($0, limit: 300) })")
    #expect(accepted > 3000 && refused > 3000 && dated > 1000, "\(accepted) accepted, \(dated) with dates, \(refused) refused")
  }
}
