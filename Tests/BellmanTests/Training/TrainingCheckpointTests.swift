import Bellman
import Files
import Foundation
import Networks
import Tensors
import TestInputs
import Testing

@Suite("Checkpoints that do not fit")
struct TrainingCheckpointTests {
  private let folder: TemporaryFolder
  private let checkpoint: Data
  private let log: Data

  /// A run that was interrupted at step 30.
  init() throws {
    folder = try TemporaryFolder()
    var asked = 0
    _ = try Self.trainer(
      folder.path,
      shouldStop: {
        asked += 1; return asked > 30
      }
    ).run()
    checkpoint = try folder.bytes(Trainer.checkpointName)
    log = try folder.bytes(Trainer.logName)
  }

  private static func trainer(
    _ path: String, hidden: Int = 8, options: TrainingOptions = .test(steps: 60),
    shouldStop: @escaping () -> Bool = { false }
  ) -> Trainer {
    Trainer(RegressionTask(hidden: hidden, batchSize: 16), options: options, folder: path, shouldStop: shouldStop)
  }

  /// Expects one line with exit code 65, and a folder as it was.
  private func expectRefusal(
    _ trainer: Trainer, saying words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try folder.bytes(Trainer.checkpointName)
    let error = #expect(throws: ProgramError.self, sourceLocation: sourceLocation) { try trainer.run(.resuming) }
    #expect(error?.exitCode == .data, sourceLocation: sourceLocation)
    let text = error?.description ?? ""
    #expect(text.contains(words) && !text.contains("\n"), "\(text)", sourceLocation: sourceLocation)
    #expect(text.contains(Trainer.checkpointName), sourceLocation: sourceLocation)
    #expect(try folder.bytes(Trainer.checkpointName) == before, sourceLocation: sourceLocation)
    #expect(try folder.bytes(Trainer.logName) == log, sourceLocation: sourceLocation)
    #expect(try folder.contents() == [Trainer.checkpointName, Trainer.logName], sourceLocation: sourceLocation)
  }

  @Test("Another network is refused, with the parameter that differs")
  func otherNetwork() throws {
    try expectRefusal(
      Self.trainer(folder.path, hidden: 9), saying: "“net.0.weight” has shape [2, 8] there and [2, 9] here")
    let linear = Trainer(RegressionTask(), options: .test(steps: 60), folder: folder.path)
    try expectRefusal(linear, saying: "“net.0.weight” has shape [2, 8] there and [2, 1] here")
  }

  @Test("Another seed, budget or rate is refused by name")
  func otherOptions() throws {
    try expectRefusal(Self.trainer(folder.path, options: .test(steps: 60, seed: 8)), saying: "another seed: 7")
    try expectRefusal(Self.trainer(folder.path, options: .test(steps: 61)), saying: "another budget")
    try expectRefusal(Self.trainer(folder.path, options: .test(steps: 60, rate: 1)), saying: "another learning rate")
  }

  @Test("A checkpoint that is cut short, at any length, is refused; whole again it continues")
  func truncated() throws {
    for length in Set((0..<20).map { checkpoint.count * $0 / 20 } + [1, 8, checkpoint.count - 1]) {
      try folder.put(checkpoint.prefix(length), Trainer.checkpointName)
      try expectRefusal(Self.trainer(folder.path), saying: "damaged")
    }
    try folder.put(checkpoint, Trainer.checkpointName)
    #expect(try Self.trainer(folder.path).run(.resuming).step == 60)
  }

  @Test("A header with a digit changed gives a run or a refusal, never a crash")
  func damagedHeader() throws {
    let length = checkpoint.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    var refused = 0
    for position in stride(from: 8, to: 8 + length, by: 29) where (48...57).contains(checkpoint[position]) {
      var damaged = checkpoint
      damaged[position] = damaged[position] == 57 ? 48 : 57
      try folder.put(damaged, Trainer.checkpointName)
      try folder.put(log, Trainer.logName)
      do { _ = try Self.trainer(folder.path).run(.resuming) } catch is ProgramError { refused += 1 }
    }
    #expect(refused > 0)
  }

  @Test("Another file in its place is refused")
  func otherFile() throws {
    try SafetensorsFile(tensors: [SafetensorsFile.Tensor(name: "a", shape: [1], values: [Float(1)])])
      .write(to: folder(Trainer.checkpointName))
    try expectRefusal(Self.trainer(folder.path), saying: "no checkpoint of a run")
  }

  @Test("A new run does not overwrite an old one")
  func anew() throws {
    let error = #expect(throws: ProgramError.self) { try Self.trainer(folder.path).run(.anew) }
    #expect(error?.exitCode == .cannotCreate)
    #expect(try folder.bytes(Trainer.checkpointName) == checkpoint)
    #expect(try folder.bytes(Trainer.logName) == log)
  }

  @Test("A log that is not this run’s is a data error")
  func otherLog() throws {
    try folder.put(Data("hello\n".utf8), Trainer.logName)
    let error = #expect(throws: ProgramError.self) { try Self.trainer(folder.path).run(.resuming) }
    #expect(error?.exitCode == .data)
    #expect(try folder.bytes(Trainer.checkpointName) == checkpoint)
  }

  @Test("Without a place for the folder the error is typed")
  func noFolder() throws {
    let error = #expect(throws: ProgramError.self) { try Self.trainer(folder(Trainer.logName) + "/run").run() }
    #expect(error?.exitCode == .cannotCreate)
  }

  /// The limit on the size of files stands in for a full disk; it holds for a whole process, hence the child.
  @Test("When the disk is full the error is typed, and the earlier checkpoint continues")
  func diskFull() async throws {
    let path = folder.path
    await #expect(processExitsWith: .exitCode(74)) { [path = path as String] in
      // Room for a longer log, not for a checkpoint.
      signal(SIGXFSZ, SIG_IGN)
      let file = path + "/" + Trainer.checkpointName
      let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
      var limit = rlimit(rlim_cur: rlim_t(size / 2), rlim_max: rlim_t(size / 2))
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      do {
        _ = try TrainingCheckpointTests.trainer(path).run(.resuming)
      } catch let error as ProgramError {
        exit(error.exitCode.rawValue)
      }
    }
    #expect(try folder.bytes(Trainer.checkpointName) == checkpoint)
    #expect(try folder.contents() == [Trainer.checkpointName, Trainer.logName])
    let whole = try Trainer(RegressionTask(hidden: 8, batchSize: 16), options: .test(steps: 60)).run()
    expectSame(try Self.trainer(folder.path).run(.resuming), whole)
  }
}
