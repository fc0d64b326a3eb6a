import Files
import Foundation
import Testing

/// Dates as tables read and write them.
@Suite struct CalendarTimeTests {
  /// What a cell means where dates may stand; nil where it is refused.
  private func seconds(_ text: String) -> Double? {
    guard let table = try? NumericTable(parsing: Array("when;x\n\(text);1\n".utf8), named: "t.csv", cells: .dates) else { return nil }
    return table.dateColumns == [0] ? table[0, 0] : nil
  }

  /// The number of days by counting them year by year and month by month.
  private func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    func isLeap(_ year: Int) -> Bool { year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400) }
    let months = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var count = months[..<(month - 1)].reduce(day - 1, +)
    for passed in min(year, 1970)..<max(year, 1970) { count += (year < 1970 ? -1 : 1) * (isLeap(passed) ? 366 : 365) }
    return count
  }

  private static let dates: [(String, Double)] = [
    ("1970-01-01", 0.0), ("1970-01-01 00:00:01", 1), ("1969-12-31T23:59:59Z", -1), ("2016/07/01", 1_467_331_200),
    ("2016-07-01 13:00", 1_467_378_000), ("2016-07-01T13:00:05.25Z", 1_467_378_005.25), ("2000-02-29", 951_782_400), ("0000-03-01", -719_468 * 86_400),
    ("9999-12-31 23:59:59", 253_402_300_799), ("2016-07-01 13:00:05.", 1_467_378_005), ("-0001-12-31", -719_529 * 86_400), ("+10000-01-01", 253_402_300_800),
    ("\"2016-07-01 13:00\"", 1_467_378_000),
  ]

  @Test(arguments: dates)
  func readsDates(text: String, expected: Double) { #expect(seconds(text) == expected) }

  @Test(arguments: [
    "1900-02-29", "2015-02-29", "2016-02-30", "2016-04-31", "2016-13-01", "2016-00-10", "2016-01-00", "16-01-01", "2016-1-1", "2016-01-01 24:00",
    "2016-01-01 12:60",
    "2016-01-01 12:00:60", "2016-01-01 12", "2016-01-01  12:00", "2016-01-01x", "2016-01-01 12:00 PM", "20160101", "12016-01-01", "2016-01",
    "01/07/2016", "2016-07-01 13:00:05.2.5", "+-2016-01-01", "+123456789-01-01", "٢٠١٦-01-01",
  ])
  func refusesWhatIsNoDate(text: String) { #expect(seconds(text) == nil) }

  @Test func leapYears() {
    for year in [1600, 1700, 1800, 1900, 1996, 1999, 2000, 2004, 2023, 2024, 2100, 2400] {
      let isLeap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
      #expect((seconds("\(year)-02-29") != nil) == isLeap, "\(year)")
      let (before, after) = (seconds("\(year)-02-28") ?? .nan, seconds("\(year)-03-01") ?? .nan)
      #expect(after - before == (isLeap ? 2 : 1) * 86_400, "\(year)")
    }
  }

  /// Every day would take long; the step goes through all days of the year and all years of an era.
  @Test func countsDaysAsACalendarDoes() {
    for year in stride(from: 1, through: 4400, by: 7) {
      for (month, day) in [(1, 1), (2, 28), (3, 1), (6, 30), (12, 31)] {
        let text = String(format: "%04d-%02d-%02d", year, month, day)
        #expect(seconds(text) == 86_400 * Double(days(year, month, day)), "\(text)")
      }
    }
  }

  /// Times over ±4000 years, in thousandths, come back to the last bit, and so do their texts.
  @Test func textsComeBack() throws {
    var thousandths = (0..<2400).map { Int64($0) * 105_189_421_337 - 126_230_400_000_123 }
    thousandths += [
      0, -1, 1, -1000, 86_399_999, -86_400_000, 951_782_399_999, -62_167_219_200_000, -62_167_219_200_001, 253_402_300_799_999, 253_402_300_800_000,
    ]
    let times = thousandths.map { Double($0) / 1000 }
    // A thousandth that is rounded up to the next day.
    #expect(CalendarTime.text(86_399.9996) == "1970-01-02 00:00:00" && CalendarTime.text(-0.0004) == "1970-01-01 00:00:00")
    let table = try NumericTable(values: times.flatMap { [$0, 1] }, columnCount: 2, columnNames: ["time", "x"], dateColumns: [0])
    let back = try NumericTable(parsing: table.csv(), named: "t.csv", cells: .dates)
    #expect(back.rowCount == times.count && back.dateColumns == [0])
    for (row, time) in times.enumerated() {
      #expect(back[row, 0] == time, "\(CalendarTime.text(time))")
      #expect(CalendarTime.text(back[row, 0]) == CalendarTime.text(time))
    }
  }

  @Test func whatIsTooFarForADateIsNotWrittenAsOne() {
    #expect(CalendarTime.text(1e300) == "1e+300" && CalendarTime.text(.nan) == "nan")
    let error = #expect(throws: ProgramError.self) { try NumericTable(values: [1, 1e15], columnCount: 2, dateColumns: [1]) }
    #expect(error?.problem == "row 0, column 2 is 1000000000000000.0 seconds from 1970, which is no date")
  }
}
