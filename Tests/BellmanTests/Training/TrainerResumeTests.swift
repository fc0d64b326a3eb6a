import Bellman
import Files
import Foundation
import Networks
import Tensors
import TestInputs
import Testing

/// The fault that a test plants to end a run without a chance to keep anything.
struct PlantedFault: Error {}

@Suite("Trainer, when a run is killed and continued")
struct TrainerResumeTests {
  static let steps = 120

  /// Trouble at steps 46 (a number that is none) and from 80 on (an explosion), with points every 8 steps.
  static func trainer(
    folder: String?, options change: (inout TrainingOptions) -> Void = { _ in },
    before: @escaping @Sendable (Int) throws -> Void = { _ in }, shouldStop: @escaping () -> Bool = { false }
  ) -> Trainer {
    var options = TrainingOptions.test(steps: steps)
    options.validationInterval = 8
    options.logInterval = 3
    change(&options)
    let sabotage = Sabotage(
      targetFactor: { $0 == 45 ? .nan : (80..<90).contains($0) ? 1000 : 1 }, beforeStep: before)
    return Trainer(
      RegressionTask(hidden: 8, batchSize: 16, sabotage: sabotage), validation: RegressionTask(hidden: 8, dataSeed: 6),
      options: options, folder: folder, shouldStop: shouldStop)
  }

  @Test("The unbroken run of these tests goes back twice")
  func unbroken() throws {
    let outcome = try Self.trainer(folder: nil).run()
    #expect(outcome.rollbacks.map(\.step) == [46, 87])
  }

  /// What is done with the folder changes nothing; what is asked to stop continues to the same bits.
  @Test("A run that is interrupted at any step and continued has the bits of the unbroken run")
  func interrupted() throws {
    let expected = try Self.trainer(folder: nil).run()
    for cut in [0, 1, 7, 8, 9, 45, 46, 47, 48, 50, 83, 86, 87, 88, 95, 96, 119, 120] {
      let folder = try TemporaryFolder()
      var asked = -1
      let first = try Self.trainer(
        folder: folder.path,
        shouldStop: {
          asked += 1; return asked == cut
        }
      ).run()
      #expect(first.step == cut && first.reason == (cut < Self.steps ? .interrupted : .finished))
      let second = try Self.trainer(folder: folder.path).run(.resuming)
      expectSame(second, expected, "cut at \(cut)")
    }
  }

  /// With a checkpoint at every step or at validations alone; the log then holds steps that no checkpoint knows.
  @Test("A run that dies in any step and continues has the bits of the unbroken run", arguments: [0, 1e9])
  func died(checkpointSeconds: Double) throws {
    let expected = try Self.trainer(folder: nil).run()
    for cut in checkpointSeconds == 0 ? [1, 20, 46, 87] : [0, 7, 8, 45, 46, 47, 86, 88, 93, 119] {
      let folder = try TemporaryFolder()
      #expect(throws: PlantedFault.self) {
        try Self.trainer(
          folder: folder.path, options: { $0.checkpointSeconds = checkpointSeconds },
          before: { if $0 == cut { throw PlantedFault() } }
        ).run()
      }
      // A kill in the middle of a write leaves a line without its end.
      let log = try folder.bytes(Trainer.logName)
      try folder.put(log + Data(#"{"events":[],"lo"#.utf8), Trainer.logName)
      let outcome = try Self.trainer(folder: folder.path).run(.resuming)
      expectSame(outcome, expected, "died in step \(cut)")
      let records = try JSONLinesLog.records(of: TrainingRecord.self, in: folder(Trainer.logName))
      #expect(records.map(\.step) == expected.history.map(\.step))
    }
  }

  @Test("A run that is killed by the system (SIGKILL), twice, has the bits of the unbroken run")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    for cut in [50, 91] {
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, cut = cut as Int] in
        _ = try TrainerResumeTests.trainer(
          folder: path, options: { $0.checkpointSeconds = 0 }, before: { if $0 == cut { kill(getpid(), SIGKILL) } }
        ).run(.resuming)
      }
    }
    expectSame(try Self.trainer(folder: path).run(.resuming), try Self.trainer(folder: nil).run())
  }

  @Test("A run that has ended is only read")
  func ended() throws {
    let folder = try TemporaryFolder()
    let first = try Self.trainer(folder: folder.path).run()
    let kept = try folder.bytes(Trainer.checkpointName)
    expectSame(try Self.trainer(folder: folder.path).run(.resuming), first)
    #expect(try folder.bytes(Trainer.checkpointName) == kept)
    #expect(try folder.contents() == [Trainer.checkpointName, Trainer.logName])
  }

  @Test("What does not change the bits may be changed when a run continues")
  func otherThreads() throws {
    let folder = try TemporaryFolder()
    var asked = 0
    _ = try Self.trainer(
      folder: folder.path,
      shouldStop: {
        asked += 1; return asked == 60
      }
    ).run()
    let outcome = try Self.trainer(
      folder: folder.path,
      options: {
        $0.threads = 3
        $0.checkpointSeconds = 0.001
      }
    ).run(.resuming)
    expectSame(outcome, try Self.trainer(folder: nil).run())
  }
}
