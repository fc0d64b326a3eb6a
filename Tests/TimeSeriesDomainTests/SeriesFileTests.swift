import Files
import Foundation
import TestInputs
import Testing
import TimeSeriesDomain

@Suite struct SeriesFileTests {
  /// Equal but for values that are missing, which are not equal to themselves.
  private func areEqual(_ a: [Series], _ b: [Series]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { a, b in
        a.times == b.times && a.conditions == b.conditions && a.values.count == b.values.count
          && zip(a.values, b.values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
      }
  }

  private func series(_ count: Int, lengths: [Int], conditions: Int = 0, times: (Int) -> Double = { 0.25 * Double($0) - 1 }) -> [Series] {
    (0..<count).map { number in
      let length = lengths[number % lengths.count]
      return Series(
        times: (0..<length).map(times),
        values: (0..<2 * length).map { $0 % 5 == 3 ? .nan : sin(Double(7 * number + $0)) / 3 },
        conditions: (0..<conditions).map { Double(number) / 3 + Double($0) })
    }
  }

  private func comesBack(_ series: [Series], _ columns: SeriesColumns, _ name: String, _ choice: SeriesColumns.Choice = .init()) throws -> SeriesFile {
    let folder = try TemporaryFolder()
    try SeriesFile.write(series, columns: columns, to: folder(name))
    let file = try SeriesFile(reading: folder(name), choice)
    #expect(areEqual(file.series, series))
    #expect(file.source == folder(name))
    return file
  }

  // MARK: What is written is read again

  @Test func tablesComeBack() throws {
    var columns = SeriesColumns(time: .numbers(name: "t"), channels: ["a", "b, \"c\""])
    #expect(try comesBack(series(1, lengths: [5]), columns, "one.csv").columns == columns)
    columns.series = "series"
    #expect(try comesBack(series(1, lengths: [5]), columns, "numbered.csv").columns == columns)
    #expect(try comesBack(series(4, lengths: [3, 7]), columns, "several.csv").columns == columns)
    columns.conditions = ["mass", "charge"]
    var choice = SeriesColumns.Choice()
    choice.conditions = ["mass", "charge"]
    #expect(try comesBack(series(3, lengths: [4], conditions: 2), columns, "conditions.CSV", choice).columns == columns)
  }

  @Test func datesComeBack() throws {
    let columns = SeriesColumns(time: .dates(name: "when"), channels: ["a", "b"])
    #expect(try comesBack(series(1, lengths: [30], times: { 1_467_331_200 + 900.25 * Double($0) }), columns, "d.csv").columns == columns)
    let folder = try TemporaryFolder()
    try SeriesFile.write([Series(times: [0, 3600], values: [1, .nan, 2, 3])], columns: columns, to: folder("d.csv"))
    #expect(try folder.text("d.csv") == "when,a,b\n1970-01-01 00:00:00,1,\n1970-01-01 01:00:00,2,3\n")
  }

  @Test func rowsWithoutATimeAreCounted() throws {
    let folder = try TemporaryFolder()
    let file = try SeriesFile(reading: folder.put("a,b\n1,2\n3,\n5,6\n".utf8, "r.csv"))
    #expect(file.columns == SeriesColumns(time: .rows, channels: ["a", "b"]) && file.series[0].times == [0, 1, 2])
    // Without a header channels are numbered.
    let plain = try SeriesFile(reading: folder.put("1 2\n3 4\n".utf8, "plain.txt"))
    #expect(plain.columns == SeriesColumns(time: .rows, channels: ["channel1", "channel2"]))
    // Written they have a time, which is read as one.
    #expect(try comesBack(file.series, file.columns, "r.csv").columns == SeriesColumns(time: .numbers(name: "time"), channels: ["a", "b"]))
    let several = try SeriesFile(reading: folder.put("series,a\n7,1\n7,2\n3,5\n3,6\n3,7\n".utf8, "s.csv"))
    #expect(several.series == [Series(times: [0, 1], values: [1, 2]), Series(times: [0, 1, 2], values: [5, 6, 7])])
  }

  @Test(arguments: ["a.npy", "a.npz", "A.NPZ"])
  func arraysComeBack(name: String) throws {
    let columns = SeriesColumns(channels: ["channel1", "channel2"])
    #expect(try comesBack(series(3, lengths: [6], times: Double.init), columns, name).columns == columns)
    #expect(try comesBack(series(1, lengths: [6], times: Double.init), columns, name).columns == columns)
    var choice = SeriesColumns.Choice()
    choice.channels = ["u", "v"]
    #expect(try comesBack(series(3, lengths: [6], times: Double.init), columns, name, choice).columns.channels == ["u", "v"])
  }

  @Test func archivesKeepTimesAndConditions() throws {
    let columns = SeriesColumns(channels: ["channel1", "channel2"], conditions: ["condition1"])
    for count in [1, 4] { #expect(try comesBack(series(count, lengths: [6], conditions: 1), columns, "a.npz").columns == columns) }
    // Times of their own for each series.
    let own = (0..<3).map { number in Series(times: [0, 1, Double(2 + number)], values: [1, 2, 3, 4, 5, 6], conditions: [Double(number)]) }
    _ = try comesBack(own, columns, "own.npz")
    let error = #expect(throws: ProgramError.self) { try SeriesFile.write(series(2, lengths: [3, 4]), columns: columns, to: "x.npy") }
    #expect(error?.description == "x.npy: series of different lengths do not fit in one array; write a .csv file")
  }

  @Test func arraysOfManyKinds() throws {
    let folder = try TemporaryFolder()
    try NumPyArray(shape: [3, 2], values: .float64([1, 2, 3, .nan, 5, 6])).write(to: folder("two.npy"))
    let two = try SeriesFile(reading: folder("two.npy"))
    #expect(two.series.count == 1 && two.series[0].times == [0, 1, 2] && two.series[0].values[3].isNaN)
    try NumPyArray(shape: [2, 2, 1], values: .int32([1, 2, 3, 4])).write(to: folder("three.npy"))
    #expect(try SeriesFile(reading: folder("three.npy")).series.map(\.values) == [[1, 2], [3, 4]])
    try NumPyArchive.write(
      [("values", NumPyArray(shape: [2, 2, 1], values: .float32([1, 2, 3, 4]))), ("times", NumPyArray(shape: [2], values: .float64([0.5, 2])))],
      to: folder("a.npz"))
    #expect(try SeriesFile(reading: folder("a.npz")).series.map(\.times) == [[0.5, 2], [0.5, 2]])
    // An archive with one array has it by any name.
    try NumPyArchive.write([("ori_data", NumPyArray(shape: [1, 2, 1], values: .float64([1, 2])))], to: folder("b.npz"))
    #expect(try SeriesFile(reading: folder("b.npz")).series.map(\.values) == [[1, 2]])
  }

  @Test func namesSayWhatColumnsAre() throws {
    let folder = try TemporaryFolder()
    let path = try folder.put("t,series,x\n1,5,2\n2,5,3\n1,6,0\n".utf8, "a.csv")
    #expect(try SeriesFile(reading: path).columns == SeriesColumns(time: .numbers(name: "t"), series: "series", channels: ["x"]))
    // What is chosen as a channel is none of the others, whatever its name.
    var choice = SeriesColumns.Choice()
    choice.channels = ["t", "x"]
    choice.series = "series"
    #expect(try SeriesFile(reading: path, choice).columns == SeriesColumns(time: .rows, series: "series", channels: ["t", "x"]))
    choice = .init()
    choice.series = "t"
    let other = try folder.put("t,x\n5,2\n5,3\n6,0\n".utf8, "b.csv")
    #expect(try SeriesFile(reading: other, choice).columns == SeriesColumns(time: .rows, series: "t", channels: ["x"]))
    // A date is the time before what is only called so.
    let dated = try folder.put("time,when,x\n5,2016-07-01,2\n5,2016-07-02,3\n".utf8, "c.csv")
    #expect(try SeriesFile(reading: dated).columns == SeriesColumns(time: .dates(name: "when"), channels: ["time", "x"]))
  }

  // MARK: What is wrong is said, with its place

  private func message(_ text: String, _ choice: SeriesColumns.Choice = .init(), file name: String = "a.csv") throws -> String {
    let folder = try TemporaryFolder()
    let path = try folder.put(text.utf8, name)
    do throws(ProgramError) {
      let file = try SeriesFile(reading: path, choice)
      try file.checkChannels()
      return "accepted \(file.series.map(\.values))"
    } catch {
      #expect(error.exitCode == .data || error.exitCode == .usage)
      #expect(!error.description.contains { $0.isNewline })
      return error.description.replacing(folder.path + "/", with: "")
    }
  }

  @Test(arguments: [
    ("time,x\n0,1\n1\n", "a.csv, line 3: the row has 1 column where 2 are expected;"),
    ("time,x\n0,1\n1,2,3\n", "a.csv, line 3: the row has 3 columns where 2 are expected;"),
    ("time,x\n0,1\n1,high\n", "a.csv, line 3, column 2: “high” is not a number;"),
    ("time,x\n0,1\n2,2\n1,3\n", "a.csv, line 4, column 1: the time 1 is before the one above, 2; sort the rows by time, or tell"),
    ("series,time,x\n0,0,1\n1,2,2\n1,1,3\n", "a.csv, line 4, column 2: the time 1 is before the one above, 2; sort the rows of a series"),
    ("time,x\n0,1\n0,2\n", "a.csv, line 3, column 1: the time 0 comes twice;"),
    ("date,x\n2016-07-02,1\n2016-07-01,2\n", "a.csv, line 3, column 1: the time 2016-07-01 00:00:00 is before the one above, 2016-07-02 00:00:00;"),
    ("time,x\n0,1\n,2\n", "a.csv, line 3, column 1: the time is missing;"),
    ("date,x\n2016-07-01,1\nNA,2\n", "a.csv, line 3, column 1: the time is missing;"),
    ("series,x\n1,1\n2,2\n1,3\n", "a.csv, line 4, column 1: rows of series 1 stand apart;"),
    ("series,x\n1,1\n,2\n", "a.csv, line 3, column 1: the number of the series is missing;"),
    ("time,x,x\n0,1,2\n", "a.csv: two columns are called “x”;"),
    ("time,x,y\n0,1,\n1,2,\n", "a.csv: the channel “y” has no value at all;"),
    ("time,x,y\n0,1,3\n1,2,3\n", "a.csv: the channel “y” is 3 in every row: there is nothing to learn;"),
    ("time,x\n0,1\n", "a.csv: the channel “x” is 1 in every row: there is nothing to learn;"),
    ("time\n0\n1\n", "a.csv: there is no column beside the time;"),
    ("time,when,x\n0,2016-07-01,1\n1,2016-07-02,2\n", "accepted [[0.0, 1.0, 1.0, 2.0]]"),
    ("date,when,x\n2016-07-01,2016-07-01,1\n", "a.csv: the column “when” cannot be a channel: it holds"),
    ("time,x\n0,1\n2016-07-01,2\n", "a.csv, line 3, column 1: “2016-07-01” is a date in a column of numbers;"),
    ("time,x\n0,inf\n", "a.csv, line 2, column 2: “inf” is not a finite number;"),
    ("", "a.csv: the file is empty;"), ("time,x\n", "a.csv: the file has a header but no rows;"), ("# nothing\n", "a.csv: the file has no rows;"),
    ("\u{0}\u{1}\u{2}ELF\u{0}", "a.csv, line 1"),
  ])
  func badTables(text: String, expected: String) throws {
    let message = try message(text)
    #expect(message.hasPrefix(expected), "\(message)")
  }

  @Test func badChoices() throws {
    func expect(_ expected: String, _ text: String = "time,x,c\n0,1,5\n1,2,5\n", _ change: (inout SeriesColumns.Choice) -> Void) throws {
      var choice = SeriesColumns.Choice()
      change(&choice)
      let message = try message(text, choice)
      #expect(message.hasPrefix(expected), "\(message)")
    }
    try expect("a.csv: --time “when” is no column; choose among “time”, “x”, “c”") { $0.time = "when" }
    try expect("a.csv: --series “id” is no column;") { $0.series = "id" }
    try expect("a.csv: the condition “mass” is no column;") { $0.conditions = ["mass"] }
    try expect("a.csv: --channels “y” is no column;") { $0.channels = ["x", "y"] }
    try expect("a.csv: the column “x” is named twice") { $0.channels = ["x", "x"] }
    try expect("a.csv: the column “c” is named twice") { ($0.channels, $0.conditions) = (["x", "c"], ["c"]) }
    try expect("a.csv: the column “c” is named twice") { ($0.series, $0.conditions) = ("c", ["c"]) }
    try expect("a.csv, line 3, column 3: the condition “c” changes within a series;", "time,x,c\n0,1,5\n1,2,6\n") { $0.conditions = ["c"] }
    try expect("a.csv, line 2, column 3: the condition “c” is missing;", "time,x,c\n0,1,\n1,2,\n") { $0.conditions = ["c"] }
    try expect("a.csv, line 3, column 3: the condition “c” changes within a series;", "time,x,c\n0,1,5\n1,2,\n") { $0.conditions = ["c"] }
    try expect("accepted [[1.0, 2.0]]") { $0.conditions = ["c"] }
  }

  @Test func badArrays() throws {
    let folder = try TemporaryFolder()
    func message(_ arrays: [(String, [Int], [Double])], _ change: (inout SeriesColumns.Choice) -> Void = { _ in }) throws -> String {
      var choice = SeriesColumns.Choice()
      change(&choice)
      try NumPyArchive.write(arrays.map { ($0.0, try NumPyArray(shape: $0.1, values: .float64($0.2))) }, to: folder("a.npz"))
      let error = #expect(throws: ProgramError.self) { try SeriesFile(reading: folder("a.npz"), choice) }
      #expect(error?.exitCode == .data)
      return error?.description.replacing(folder.path + "/", with: "") ?? "accepted"
    }
    let good = ("values", [2, 2, 1], [1.0, 2, 3, 4])
    #expect(try message([("values", [2], [1, 2])]).hasPrefix("a.npz: the array has the shape [2]; give [times, channels]"))
    #expect(try message([("values", [2, 0, 3], [])]).hasPrefix("a.npz: the array has the shape [2, 0, 3];"))
    #expect(try message([("values", [2, 1], [1, .infinity])]).hasPrefix("a.npz: a value is infinite;"))
    #expect(try message([good, ("times", [3], [0, 1, 2])]).hasPrefix("a.npz: the array “times” has the shape [3]; give [2] or [2, 2]"))
    #expect(try message([good, ("times", [2], [1, 1])]).hasPrefix("a.npz: time 2 is not after the one before;"))
    #expect(try message([good, ("times", [2, 2], [0, 1, 1, 0])]).hasPrefix("a.npz: time 2 is not after the one before;"))
    #expect(try message([good, ("times", [2], [0, .infinity])]).hasPrefix("a.npz: a time is not finite;"))
    #expect(try message([good, ("times", [2], [.nan, 1])]).hasPrefix("a.npz: time 2 is not after"))
    #expect(try message([good, ("conditions", [3, 1], [0, 1, 2])]).hasPrefix("a.npz: the array “conditions” has the shape [3, 1]; give [2, conditions]"))
    #expect(try message([good, ("conditions", [2, 1], [0, .nan])]).hasPrefix("a.npz: a condition is not finite;"))
    #expect(
      try message([good, ("conditions", [2, 1], [0, 1])]) { $0.conditions = ["a", "b"] }.hasPrefix("a.npz: there are 1 conditions where 2 are named;"))
    #expect(try message([good]) { $0.channels = ["a", "b"] }.hasPrefix("a.npz: there are 1 channels where 2 are named;"))
    #expect(try message([("values", [1, 2, 2], [1, 2, 3, 4])]) { $0.channels = ["a", "a"] }.hasPrefix("a.npz: the name “a” is given twice;"))
    #expect(try message([("a", [1], [1]), ("b", [1], [1])]).hasPrefix("a.npz: the array “values” is missing; the file has a, b"))
  }

  @Test func whatIsNoFile() throws {
    let folder = try TemporaryFolder()
    for name in ["no.csv", "no.npy", "no.npz"] {
      let error = #expect(throws: ProgramError.self) { try SeriesFile(reading: folder(name)) }
      #expect(error?.exitCode == .noInput && error?.problem == "cannot read: no such file or folder")
    }
    #expect(#expect(throws: ProgramError.self) { try SeriesFile(reading: folder.path) }?.problem == "cannot read: it is a folder")
    var generator = SeededGenerator(state: 3)
    let rubbish = (0..<4000).map { _ in UInt8(generator.below(256)) }
    for name in ["r.csv", "r.npy", "r.npz"] {
      let path = try folder.put(rubbish, name)
      let error = #expect(throws: ProgramError.self) { try SeriesFile(reading: path) }
      #expect(error?.exitCode == .data && !(error?.description.contains { $0.isNewline } ?? true))
    }
  }

  /// Whatever is done to a good table, it is refused in one line, or its series keep what series promise.
  @Test func damagedTables() throws {
    let folder = try TemporaryFolder()
    let seeds = [
      "series,time,x,y,c\n0,0,1,2,5\n0,0.5,2,,5\n0,1,3,4,5\n1,0,0.1,0.2,6\n1,1,NaN,0.3,6\n", "date,x\n2016-07-01 00:00,1\n2016-07-01 01:00,2\n2016-07-02,\n",
      "a;b\n1;2\n3;4\n",
    ].map { Array($0.utf8) }
    let tokens = ["nan", ",", ";", "series", "time", "c", "\n", "-1", "1e308", "2016-07-01", "\"", "x", "#", "0.5", "é"]
    var mutator = Mutator(seeds: seeds, tokens: tokens, seed: 7)
    var (accepted, refused, wrong) = (0, 0, [[UInt8]]())
    for round in 0..<20_000 {
      let bytes = mutator.next()
      let path = folder("f.csv")
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      var choice = SeriesColumns.Choice()
      if round.isMultiple(of: 2) { choice.conditions = ["c"] }
      do throws(ProgramError) {
        let file = try SeriesFile(reading: path, choice)
        let width = file.columns.channels.count
        let isGood = file.series.allSatisfy { one in
          one.values.count == one.length * width && one.length > 0 && one.conditions.count == file.columns.conditions.count
            && one.conditions.allSatisfy(\.isFinite)
            && !one.values.contains(where: \.isInfinite) && zip(one.times, one.times.dropFirst()).allSatisfy(<)
        }
        if !isGood || width == 0 { wrong.append(bytes) }
        accepted += 1
      } catch {
        refused += 1
        // Making every text would only measure Unicode tables.
        let isBad = refused.isMultiple(of: 16) && error.description.utf8.contains { $0 < 0x20 || $0 == 0x7F }
        if isBad || ![.data, .usage].contains(error.exitCode) { wrong.append(bytes) }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3).map { Printable.quoted($0, limit: 300) })")
    #expect(accepted > 1000 && refused > 1000, "\(accepted) accepted, \(refused) refused")
  }
}
