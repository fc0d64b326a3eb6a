import Bellman
import DomainCommand
import Files
import Foundation
import Synchronization
import Testing

@Suite struct TrainingJobTests {
  /// A job that stops in order at the step.
  private func stopped(_ job: TrainingJob<DensityWork<PlaneDomain>>, after asks: Int) -> TrainingJob<DensityWork<PlaneDomain>> {
    let counter = Counter()
    var job = job
    job.shouldStop = { counter.next() > asks }
    return job
  }

  private final class Counter {
    private var count = 0
    func next() -> Int {
      count += 1
      return count
    }
  }

  @Test func stoppedAndResumedEndsInTheSameBits() throws {
    let place = try Workplace()
    let data = try place.points()
    _ = try place.job(data, "whole").run()
    #expect(throws: (any Error).self) { try stopped(place.job(data, "parts"), after: 20).run() }
    #expect(!FileManager.default.fileExists(atPath: place.file("parts/model.safetensors")))
    #expect(throws: (any Error).self) { try stopped(place.job(data, "parts", start: .resuming), after: 15).run() }
    let record = try place.job(data, "parts", start: .resuming).run()
    #expect(record.status == .finished)
    let (whole, parts) = (try place.content("whole"), try place.content("parts"))
    for name in ["model.safetensors", "fitted.safetensors", "states.safetensors", "split.txt"] {
      #expect(whole[name] == parts[name], "\(name)")
    }
  }

  /// What lies on disk at some moment is all that a kill leaves.
  @Test func killedAtAnyMomentResumesToTheSameBits() throws {
    let place = try Workplace()
    let data = try place.points()
    _ = try place.job(data, "whole").run()
    let whole = try place.content("whole")
    let copies = Counter()
    var job = place.job(data, "source")
    job.shouldStop = {
      let number = copies.next()
      if number % 13 == 1 {
        try? FileManager.default.copyItem(atPath: place.file("source"), toPath: place.file("killed-\(number)"))
        try? Data("half".utf8).write(to: URL(fileURLWithPath: place.file("killed-\(number)/.partial-abc")))
      }
      return false
    }
    _ = try job.run()
    let killed = try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasPrefix("killed-") }
    #expect(killed.count >= 4)
    for folder in killed {
      _ = try place.job(data, folder, start: .resuming).run()
      let content = try place.content(folder)
      #expect(content["model.safetensors"] == whole["model.safetensors"], "\(folder)")
      #expect(content[".partial-abc"] == nil)
    }
  }

  /// A kill between any two of the files that stand before training begins.
  @Test(arguments: [["run.json"], ["run.json", "split.txt"], ["run.json", "split.txt", "states.safetensors"]])
  func killedWhileTheFolderIsMade(kept: [String]) throws {
    let place = try Workplace()
    let data = try place.points()
    _ = try place.job(data, "whole").run()
    #expect(throws: (any Error).self) { try stopped(place.job(data), after: 20).run() }
    for name in try place.content("run").keys where !kept.contains(name) {
      try FileManager.default.removeItem(atPath: place.file("run/" + name))
    }
    _ = try place.job(data, start: .resuming).run()
    #expect(try place.content("run")["model.safetensors"] == place.content("whole")["model.safetensors"])
  }

  @Test func aRunIsNotTrainedOver() throws {
    let place = try Workplace()
    _ = try place.run()
    let before = try place.content("run")
    let error = programError { _ = try place.job(place.points()).run() }
    #expect(error?.exitCode == .usage && error?.remedy.contains("--resume") == true)
    #expect(try place.content("run") == before)
    // A finished run that is resumed stays as it is.
    _ = try place.job(place.points(), start: .resuming).run()
    #expect(try place.content("run") == before)
  }

  @Test func resumingWithAnythingElseIsAnError() throws {
    let place = try Workplace()
    let data = try place.points()
    #expect(throws: (any Error).self) { try stopped(place.job(data), after: 20).run() }
    let before = try place.content("run")
    func error(_ change: (inout TrainingRequest) -> Void) -> ProgramError? {
      var request = Workplace.smallRequest
      change(&request)
      return programError { _ = try place.job(data, request: request, start: .resuming).run() }
    }
    for (error, word) in [
      (error { $0.seed = 1 }, "--seed 0"), (error { $0.budget = .steps(61) }, "--steps 60"),
      (error { $0.network.width = 17 }, "--width 16"),
      (error { $0.network.depth = 3 }, "--depth 2"), (error { $0.batchSize = 65 }, "--batch 64"),
      (error { $0.learningRate = 1e-4 }, "--learning-rate"), (error { $0.splitting = .byLocation }, "all rows"),
    ] {
      #expect(error?.exitCode == .usage, "\(word)")
      #expect(error?.problem.contains(word) == true, "\(error?.description ?? "no error")")
    }
    let others = try place.points(300, seed: 2)
    #expect(programError { _ = try place.job(others, start: .resuming).run() }?.exitCode == .data)
    let line = try place.write((0..<300).map { "\($0)" }.joined(separator: "\n") + "\n", "line.csv")
    #expect(programError { _ = try place.job(line, start: .resuming, dimension: 1).run() }?.exitCode == .data)
    #expect(try place.content("run") == before)
  }

  /// While one program trains in a folder, another is refused, and goes on once the first has ended.
  @Test func oneProgramAtATime() throws {
    let place = try Workplace()
    let data = try place.points()
    #expect(throws: (any Error).self) { try stopped(place.job(data), after: 20).run() }
    let before = try place.content("run")
    var lock: FolderLock? = try FolderLock(place.file("run"))
    let error = programError { _ = try place.job(data, start: .resuming).run() }
    #expect(error?.problem == "another program is working in the folder")
    #expect(try place.content("run") == before)
    lock = nil
    _ = lock
    _ = try place.job(data, start: .resuming).run()
  }

  @Test func otherFoldersAreLeftAlone() throws {
    let place = try Workplace()
    let data = try place.points()
    _ = try place.write("mine", "file")
    #expect(programError { _ = try place.job(data, "file").run() }?.exitCode == .cannotCreate)
    try FileManager.default.createDirectory(atPath: place.file("folder"), withIntermediateDirectories: true)
    _ = try place.write("mine", "folder/thesis.txt")
    for start in [Trainer.Start.anew, .resuming] {
      #expect(programError { _ = try place.job(data, "folder", start: start).run() }?.exitCode == .usage)
    }
    #expect(try place.content("folder").count == 1)
    #expect(programError { _ = try place.job(data, "file/run").run() }?.exitCode == .cannotCreate)
  }

  @Test func aSplitFileDecides() throws {
    let place = try Workplace()
    let data = try place.points(100)
    let rows = (0..<60).map { "\($0) \($0 < 40 ? "train" : $0 < 50 ? "val" : "test")" }
    var request = Workplace.smallRequest
    request.splitting = .file(try place.write(rows.joined(separator: "\n") + "\n", "split"))
    _ = try place.job(data, request: request).run()
    let run = try TrainedRun<DensityWork<PlaneDomain>>(opening: place.file("run"))
    #expect(
      run.split.train == Array(0..<40) && run.split.validation == Array(40..<50) && run.split.test == Array(50..<60))

    // What a run keeps is a split file again.
    request.splitting = .file(place.file("run/split.txt"))
    _ = try place.job(data, "again", request: request).run()
    #expect(try place.content("again")["model.safetensors"] == place.content("run")["model.safetensors"])

    request.splitting = .file(try place.write("0 train\n1 val\n", "few"))
    #expect(programError { _ = try place.job(data, "third", request: request).run() }?.exitCode == .data)
    request.splitting = .file(try place.write("100 train\n", "outside"))
    #expect(programError { _ = try place.job(data, "third", request: request).run() }?.place?.line == 1)
    #expect(!FileManager.default.fileExists(atPath: place.file("third")))
  }

  /// The test rows have no part in training: with others in their place, every bit stays.
  @Test func testRowsAreNotTouched() throws {
    let place = try Workplace()
    let data = try place.points(200)
    _ = try place.job(data).run()
    let run = try TrainedRun<DensityWork<PlaneDomain>>(opening: place.file("run"))
    var lines = try String(contentsOfFile: data, encoding: .utf8).split(separator: "\n").map(String.init)
    for row in run.split.test { lines[row + 1] = "50,50" }
    _ = try place.job(place.write(lines.joined(separator: "\n") + "\n", "changed.csv"), "changed").run()
    #expect(try place.content("changed")["model.safetensors"] == place.content("run")["model.safetensors"])
    #expect(try place.content("changed")["fitted.safetensors"] == place.content("run")["fitted.safetensors"])
    let changed = try TrainedRun<DensityWork<PlaneDomain>>(opening: place.file("changed"))
    #expect(changed.result.laws == run.result.laws)
  }
}
