import Bellman
import DomainCommand
import Files
import Foundation
import Testing

@Suite struct BadInputTests {
  private func expectError(
    _ arguments: [String], _ code: ExitCode, _ words: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let ending = DensityProgram<PlaneDomain>.end(arguments)
    #expect(ending.code == code.rawValue, "\(arguments): \(ending.message)", sourceLocation: sourceLocation)
    #expect(
      ending.message.hasPrefix("error: ") && !ending.message.contains("\n"), "\(ending.message)",
      sourceLocation: sourceLocation)
    #expect(words.isEmpty || ending.message.contains(words), "\(ending.message)", sourceLocation: sourceLocation)
  }

  @Test func data() throws {
    let place = try Workplace()
    let out = place.file("run")
    func train(_ path: String) -> [String] { ["train", "--data", path, "--out", out, "--steps", "5", "--quiet"] }
    expectError(train(place.file("missing.csv")), .noInput, "missing.csv")
    expectError(train(place.path), .noInput)
    expectError(train(try place.write("", "empty.csv")), .data)
    expectError(train(try place.write("1,2\n", "one.csv")), .data, "1 row is too few")
    expectError(train(try place.write("1,2\n1,2,3\n", "columns.csv")), .data, "line 2")
    expectError(train(try place.write("1,2\n1,nan\n", "nan.csv")), .data, "line 2")
    try Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 167) }).write(
      to: URL(fileURLWithPath: place.file("binary.csv")))
    expectError(train(place.file("binary.csv")), .data, "binary.csv")
    let copies = String(repeating: "1,2\n", count: 500)
    expectError(train(try place.write(copies, "copies.csv")) + ["--deduplicate"], .data, "1 row is too few")
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test(arguments: [
    ["--steps", "0"], ["--steps", "-5"], ["--minutes", "0"], ["--minutes", "-1"], ["--minutes", "nan"],
    ["--minutes", "inf"],
    ["--steps", "many"], ["--steps", "5", "--minutes", "1"], ["--width", "0"], ["--width", "100000000"],
    ["--depth", "-1"],
    ["--batch", "0"], ["--threads", "0"], ["--learning-rate", "0"], ["--learning-rate", "nan"], ["--seed", "-1"],
    ["--dimension", "0"], ["--unknown"], ["--split", "x", "--deduplicate"],
  ])
  func trainingOptions(arguments: [String]) throws {
    let place = try Workplace()
    expectError(["train", "--data", try place.points(30), "--out", place.file("run"), "--quiet"] + arguments, .usage)
    #expect(!FileManager.default.fileExists(atPath: place.file("run")))
  }

  @Test func arguments() throws {
    expectError(["train"], .usage, "--data")
    expectError(["fly"], .usage)
    expectError(["sample"], .usage)
  }

  @Test func notARun() throws {
    let place = try Workplace()
    for path in [place.path, place.file("nowhere"), try place.points(30)] {
      expectError(["sample", path, "--count", "1", "--out", place.file("s.csv")], .noInput)
      expectError(["evaluate", path], .noInput)
      expectError(["report", path], .noInput)
      expectError(["describe", path], .noInput)
    }
  }

  @Test func sampling() throws {
    let place = try Workplace()
    let run = try place.run().folder.path
    func sample(_ rest: String...) -> [String] { ["sample", run] + rest }
    let out = place.file("s.csv")
    expectError(sample("--out", out, "--count", "0"), .usage, "--count 0")
    expectError(sample("--out", out, "--count", "-3"), .usage, "--count -3")
    expectError(sample("--out", out, "--count", "1", "--steps", "0"), .usage, "--steps 0")
    expectError(sample("--out", out, "--count", "1", "--steps", "-1"), .usage, "--steps -1")
    expectError(sample("--out", out, "--count", "1", "--threads", "0"), .usage, "--threads 0")
    expectError(sample("--out", out, "--count", "1", "--law", "moon"), .usage)
    expectError(sample("--out", place.file("no/such/folder.csv"), "--count", "1"), .cannotCreate)
    expectError(sample("--out", place.path, "--count", "1"), .cannotCreate)
    #if os(Linux)
      // A device that is always full.
      expectError(sample("--out", "/dev/full", "--count", "1"), .inputOutput, "full")
    #endif
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).count == 2)
    let record = try Data(contentsOf: URL(fileURLWithPath: run + "/run.json"))
    for name in ["run.json", "model.safetensors", "split.txt"] {
      expectError(sample("--out", run + "/" + name, "--count", "1"), .cannotCreate, "belongs to a run")
    }
    expectError(sample("--out", place.file("points-300-1-0.csv"), "--count", "1"), .cannotCreate, "trained on")
    #expect(try Data(contentsOf: URL(fileURLWithPath: run + "/run.json")) == record)
    expectError(["describe", run, "--dimension", "3"], .usage, "options")
    expectError(["describe", "--dimension", "3", "--json"], .usage, "run")
    expectError(["evaluate", run, "--data", place.file("missing.csv")], .noInput)
    expectError(["evaluate", run, "--data", try place.write("1,2\n", "one.csv"), "--quiet"], .data)
    expectError(["evaluate", run, "--draws", "0", "--quiet"], .usage)
    expectError(["evaluate", run, "--part", "moon"], .usage)
    expectError(["evaluate", run, "--threads", "2000"], .usage, "--threads 2000")
  }

  @Test func pipesAreNoData() throws {
    let place = try Workplace()
    #expect(mkfifo(place.file("pipe"), 0o600) == 0)
    expectError(["train", "--dimension", "2", "--data", place.file("pipe"), "--out", place.file("run")], .noInput, "regular")
    #expect(!FileManager.default.fileExists(atPath: place.file("run")))
    let data = try place.points()
    #expect(PathCheck.isDevice(place.file("pipe")) && PathCheck.isDevice("/dev/null"))
    #expect(!PathCheck.isDevice(data) && !PathCheck.isDevice(place.path) && !PathCheck.isDevice(place.file("none")))
  }

  /// Runs the job until it has asked twenty times whether it should stop.
  private func expectStop(_ job: TrainingJob<DensityWork<PlaneDomain>>) {
    var job = job
    var asks = 0
    job.shouldStop = {
      asks += 1
      return asks > 20
    }
    #expect(throws: (any Error).self) { try job.run() }
  }

  @Test func unfinishedRun() throws {
    let place = try Workplace()
    let data = try place.points()
    expectStop(place.job(data))
    expectError(["evaluate", place.file("run")], .data, "--resume")
    #expect(DensityProgram<PlaneDomain>.end(["describe", place.file("run")]).code == 0)
  }

  @Test(arguments: ["run.json", "model.safetensors", "fitted.safetensors", "states.safetensors", "split.txt"])
  func damagedFiles(name: String) throws {
    let place = try Workplace()
    let folder = try place.run().folder.path
    let url = URL(fileURLWithPath: folder + "/" + name)
    let content = try Data(contentsOf: url)
    let evaluate = ["evaluate", folder, "--quiet"]
    for damaged in [
      content.prefix(content.count / 2), Data(), Data((0..<999).map { UInt8(truncatingIfNeeded: $0 &* 31) }),
    ] {
      try damaged.write(to: url)
      expectError(evaluate, .data, name)
    }
    try FileManager.default.removeItem(at: url)
    expectError(evaluate, .noInput)
  }

  /// A flipped bit of a number is a number.
  @Test(arguments: ["model.safetensors", "fitted.safetensors", "states.safetensors", "split.txt"])
  func flippedBit(name: String) throws {
    let place = try Workplace()
    let data = try place.points()
    let folder = try place.run().folder
    let url = URL(fileURLWithPath: folder.path + "/" + name)
    var content = try Data(contentsOf: url)
    content[content.count - 3] ^= 1
    try content.write(to: url)
    expectError(["evaluate", folder.path, "--quiet"], .data, name)
    #expect(programError { _ = try place.job(data, start: .resuming).run() }?.exitCode == .data)
  }

  @Test func damagedCheckpoint() throws {
    let place = try Workplace()
    let data = try place.points()
    expectStop(place.job(data))
    let url = URL(fileURLWithPath: place.file("run/checkpoint.safetensors"))
    let content = try Data(contentsOf: url)
    try content.prefix(content.count - 100).write(to: url)
    let before = try place.content("run")
    let error = programError { _ = try place.job(data, start: .resuming).run() }
    #expect(error?.exitCode == .data && error?.description.contains("checkpoint.safetensors") == true)
    #expect(try place.content("run") == before)
  }

  @Test func runsOfOthers() throws {
    let place = try Workplace()
    let folder = try place.run().folder
    let text = try String(contentsOfFile: folder.record, encoding: .utf8)
    func expect(_ old: String, _ new: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
      #expect(text.contains(old), sourceLocation: sourceLocation)
      try text.replacingOccurrences(of: old, with: new).write(toFile: folder.record, atomically: true, encoding: .utf8)
      expectError(["evaluate", folder.path, "--quiet"], .data, words, sourceLocation: sourceLocation)
    }
    try expect("\"program\" : \"planes\"", "\"program\" : \"molecules\"", "molecules")
    try expect("\"format\" : \(RunHeader.currentFormat)", "\"format\" : 1", "format 1")
    try expect("\"dimension\" : 2", "\"dimension\" : 3", "safetensors")
    try expect("\"width\" : 16", "\"width\" : 1000000000000", "out of range")
    try expect("\"width\" : 16", "\"width\" : 24", "model.safetensors")
    // The model of a run in another space, with the same number of parameters.
    try text.write(toFile: folder.record, atomically: true, encoding: .utf8)
    let model = try Data(contentsOf: URL(fileURLWithPath: folder.model))
    let other = String(decoding: model, as: Unicode.ASCII.self).contains("dimension")
    #expect(other)
    var changed = model
    if let range = changed.range(of: Data("dimension\\\":2".utf8)) {
      changed.replaceSubrange(range, with: Data("dimension\\\":3".utf8))
    }
    #expect(changed != model)
    try changed.write(to: URL(fileURLWithPath: folder.model))
    expectError(["evaluate", folder.path, "--quiet"], .data, "the model is for")
  }
}
