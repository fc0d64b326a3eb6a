import DomainCommand
import Files
import Foundation
import Testing
import TimeSeriesDomain
import timeseries

@Suite struct BadInputTests {
  private func expectError(
    _ arguments: [String], _ code: ExitCode, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let ending = Workplace.end(arguments)
    #expect(ending.code == code.rawValue, "\(arguments): \(ending.message)", sourceLocation: sourceLocation)
    #expect(ending.message.hasPrefix("error: ") && !ending.message.contains("\n"), "\(ending.message)", sourceLocation: sourceLocation)
    for word in words { #expect(ending.message.contains(word), "\(ending.message)", sourceLocation: sourceLocation) }
  }

  @Test func data() throws {
    let place = try Workplace()
    func expect(_ text: String, _ code: ExitCode, _ words: String, _ options: [String] = [], sourceLocation: SourceLocation = #_sourceLocation) throws {
      let data = try place.write(text, "bad.csv")
      expectError(place.training(data, "run", options), code, "bad.csv", words, sourceLocation: sourceLocation)
    }
    let rows = (0..<60).map { "\($0),\(($0 * 37) % 11),\($0 % 3)\n" }.joined()
    expectError(place.training(place.file("none.csv")), .noInput, "none.csv", "no such file")
    expectError(place.training(place.path), .noInput, "folder")
    try expect("", .data, "the file is empty")
    try expect("time,a,b\n" + rows + "60,1\n", .data, "line 62: the row has 2 columns")
    try expect("time,a,b\n" + rows + "60,x,1\n", .data, "line 62, column 2: “x” is not a number")
    try expect("time,a,b\n" + rows + "59,1,1\n", .data, "line 62, column 1: the time 59 comes twice")
    try expect("time,a,b\n" + rows.replacing(",0\n", with: ",1\n").replacing(",2\n", with: ",1\n"), .data, "the channel “b” is 1 in every row")
    try expect("time,a,b\n" + rows, .data, "no series has the 100 rows", ["--length", "100"])
    try expect("time,a,b\n" + rows, .data, "too few to split", ["--length", "50"])
    try expect("time,a,b\n" + rows, .usage, "--time “when” is no column", ["--time", "when"])
    try expect("time,a,b\n" + rows, .usage, "--channels “c” is no column", ["--channels", "a", "c"])
    try expect("time,a,b\n" + rows, .data, "the condition “b” changes within a series", ["--conditions", "b"])
    #expect(!place.exists("run"))
  }

  @Test func laws() throws {
    let place = try Workplace()
    let data = try place.levels()
    func expect(_ laws: String, _ code: ExitCode, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
      let path = try place.write("{\"laws\": [\(laws)]}", "laws.json")
      expectError(place.training(data, "run", ["--laws", path]), code, words, sourceLocation: sourceLocation)
    }
    expectError(place.training(data, "run", ["--laws", place.file("none.json")]), .noInput, "none.json")
    try expect(#"{"name": "a", "law": "low >= 2"}, {"name": "b", "law": "low <= 1"}"#, .data, "cannot hold together")
    try expect(#"{"name": "a", "law": "depth >= 2"}"#, .data, "there is no channel, constant or condition “depth”")
    try expect(#"{"name": "a", "law": "low >"}"#, .data, "law “a”")
    try expect("", .data, "no laws")
    #expect(!place.exists("run"))
  }

  /// A law that the data break is named, with how much and in how many windows; nothing is written.
  @Test func aLawThatTheDataBreakIsNamed() throws {
    let place = try Workplace()
    let laws = try place.write(#"{"laws": [{"name": "upside down", "law": "low >= middle"}, {"name": "copy", "law": "copy = middle"}]}"#, "laws.json")
    do {
      _ = try place.job(try place.levels(), "run", "--laws", laws).run()
      Issue.record("trained under a law that the data break")
    } catch let error as ProgramError {
      #expect(error.exitCode == .data && error.description.contains("“upside down”") && error.description.contains("60 of 60"), "\(error)")
    }
    #expect(!place.exists("run"))
  }

  @Test(arguments: [
    ["--lenght", "5"], ["--length", "1"], ["--length", "-3"], ["--length", "five"], ["--stride", "0"], ["--noise", "pink"], ["--noise"],
    ["--marginals", "gauss"],
    ["--law", "x.json"], ["--steps", "0"], ["--unknown"],
  ])
  func trainingOptions(arguments: [String]) throws {
    let place = try Workplace()
    expectError(place.training(try place.levels(), "run") + arguments, .usage)
    #expect(!place.exists("run"))
  }

  @Test func completions() throws {
    let place = try Workplace()
    let data = try place.levels()
    _ = try place.job(data, "run").run()
    let (run, out) = (place.file("run"), place.file("o.csv"))
    let past = "series,time,low,middle,copy,high\n0,0,0.1,0.2,0.2,0.3\n"
    func expect(
      _ text: String, _ code: ExitCode, _ words: String, _ verb: [String] = ["forecast"], _ rest: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let horizon = verb == ["forecast"] && !rest.contains("--horizon") ? ["--horizon", "2"] : []
      let arguments = verb + [run, "--data", try place.write(text, "p.csv"), "--out", out, "--quiet"] + horizon + rest
      expectError(arguments, code, words, sourceLocation: sourceLocation)
    }
    for horizon in ["0", "-1", "1000000", "two"] { try expect(past, .usage, "horizon", ["forecast"], "--horizon", horizon) }
    try expect(past, .usage, "--draws", ["forecast"], "--draws", "1")
    try expect(past, .usage, "--level", ["forecast"], "--level", "1")
    try expect(past, .usage, "--steps", ["forecast"], "--steps", "1")
    try expect(past, .usage, "the same file", ["forecast"], "--draws-out", out)
    try expect(past, .cannotCreate, "nowhere", ["forecast"], "--draws-out", place.file("nowhere/d.csv"))
    try expect("series,time,low,middle,copy\n0,0,0.1,0.2,0.2\n", .usage, "--channels “high” is no column")
    try expect(past + "0,1,0.1\n", .data, "line 3: the row has 3 columns")
    try expect(past, .data, "no value is missing", ["impute"])
    expectError(["impute", run, "--data", data, "--out", data, "--quiet"], .cannotCreate, "it holds the data")
    expectError(["forecast", place.file("no-run"), "--data", data, "--out", out, "--horizon", "2", "--quiet"], .noInput, "no-run")
    #expect(!place.exists("o.csv"))
  }

  @Test func sampleOptions() throws {
    let place = try Workplace()
    _ = try place.job(try place.levels(), "run").run()
    func expect(_ words: String, _ rest: String..., sourceLocation: SourceLocation = #_sourceLocation) {
      expectError(
        ["sample", place.file("run"), "--count", "2", "--out", place.file("s.csv"), "--quiet"] + rest, .usage, words, sourceLocation: sourceLocation)
    }
    expect("--steps", "--steps", "1")
    expect("--enforcement", "--enforcement", "hope")
    expect("no name=value", "--set", "capacity")
    expect("no name=value", "--set", "capacity=much")
    expect("the run has no condition “capacity”", "--set", "capacity=2")
    #expect(!place.exists("s.csv"))
  }

  @Test func simulators() throws {
    let place = try Workplace()
    expectError(["simulate", "perpetuum", "--out", place.file("x.csv")], .usage, "there is no simulator “perpetuum”")
    expectError(["simulate", "kepler"], .usage, "--out is missing")
    for count in ["0", "-1", "ten"] { expectError(["simulate", "kepler", "--out", place.file("x.csv"), "--count", count], .usage) }
    expectError(["simulate", "kepler", "--out", place.file("x.csv"), "--length", "1"], .usage, "--length")
    #expect(!place.exists("x.csv"))
  }
}
