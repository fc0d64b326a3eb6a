import Bellman
import Files
import Foundation
import Networks
import Tensors
import TestInputs
import Testing

@Suite("Trainer")
struct TrainerTests {
  @Test("A linear function comes to the least-squares solution")
  func closedForm() throws {
    let task = RegressionTask()
    let outcome = try Trainer(task, options: .test(steps: 1600)).run()
    let expected = task.leastSquares
    // The tree lays out the weight, and the bias on the next cache line.
    let found = [0, 1, 16].map { Double(outcome.last.pointer[$0]) }
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 2e-5, "\(found) for \(expected)") }
    #expect(outcome.reason == .finished)
    #expect(outcome.step == 1600)
    #expect(outcome.rollbacks.isEmpty)
    #expect(bits(outcome.best) == bits(outcome.averaged))
    #expect(outcome.history.last?.step == 1600)
    #expect(outcome.history.count == 200)
  }

  @Test("A whole run has the same bits on 1, 2 and 4 threads")
  func threads() throws {
    let outcomes = try [1, 2, 4].map { threads in
      var options = TrainingOptions.test(steps: 120)
      options.threads = threads
      return try Trainer(
        RegressionTask(hidden: 32, batchSize: 32), validation: RegressionTask(hidden: 32, dataSeed: 6), options: options
      ).run()
    }
    expectSame(outcomes[1], outcomes[0])
    expectSame(outcomes[2], outcomes[0])
  }

  @Test("Another seed is another run")
  func seeds() throws {
    let task = RegressionTask(hidden: 8, batchSize: 16)
    let outcomes = try [7, 8].map { try Trainer(task, options: .test(steps: 20, seed: $0)).run() }
    #expect(bits(outcomes[0].last) != bits(outcomes[1].last))
  }

  @Test("The averaged parameters with the lowest validation loss are kept, and the run stops when the patience is over")
  func earlyStop() throws {
    // The held-out rows obey the opposite law, so that every step makes it worse.
    let task = RegressionTask(hidden: 8, batchSize: 16)
    var options = TrainingOptions.test(steps: 400)
    options.validationInterval = 10
    options.patience = 3
    let outcome = try Trainer(task, validation: RegressionTask(hidden: 8, sign: -1), options: options).run()
    #expect(outcome.reason == .stoppedEarly)
    #expect(outcome.step == 40)
    let losses = outcome.history.compactMap(\.validationLoss)
    #expect(losses.count == 4 && losses == losses.sorted())
    #expect(outcome.bestValidationLoss == losses.first)
    #expect(outcome.history.last?.events == [.stoppedEarly])

    // The best are the averaged parameters of step 10.
    var count = 0
    let first = try Trainer(task, options: options) {
      count += 1; return count > 10
    }.run()
    #expect(first.reason == .interrupted && first.step == 10)
    #expect(bits(outcome.best) == bits(first.averaged))
  }

  @Test("Validation uses the same rows and the averaged parameters each time")
  func validation() throws {
    let task = RegressionTask(hidden: 8, batchSize: 16)
    var options = TrainingOptions.test(steps: 30, rate: 1e-30)
    options.validationInterval = 1
    // An average of equal numbers would be rounded.
    options.averageDecay = 0
    let losses = try Trainer(task, validation: task, options: options).run().history.compactMap(\.validationLoss)
    #expect(losses.count == 30)
    #expect(Set(losses).count == 1)
  }

  @Test("A run can start from given parameters")
  func initialParameters() throws {
    let task = RegressionTask()
    let first = try Trainer(task, options: .test(steps: 1000)).run()
    let second = try Trainer(task, options: .test(steps: 1, rate: 1e-30)).run(from: first.last)
    #expect(bits(first.last) == bits(second.last))
    #expect(throws: ProgramError.self) {
      try Trainer(task, options: .test(steps: 1)).run(from: AlignedMemory(count: 3, filledWith: 0))
    }
  }

  @Test("Under a budget of time the run ends, and progress never goes back when it continues")
  func minutes() throws {
    let folder = try TemporaryFolder()
    var options = TrainingOptions.test(steps: 1)
    options.budget = .minutes(0.003)
    let task = RegressionTask(hidden: 8, batchSize: 16)
    var count = 0
    let first = try Trainer(task, options: options, folder: folder.path) {
      count += 1; return count > 3
    }.run()
    #expect(first.reason == .interrupted && first.step == 3)
    let second = try Trainer(task, options: options, folder: folder.path).run(.resuming)
    #expect(second.reason == .finished)
    #expect(second.history.map(\.seconds) == second.history.map(\.seconds).sorted())
    let third = try Trainer(task, options: options, folder: folder.path).run(.resuming)
    #expect(third.step == second.step && bits(third.last) == bits(second.last))
  }

  @Test("Progress says where the run is")
  func progress() throws {
    let reported = Recorder<TrainingProgress>()
    let outcome = try Trainer(
      RegressionTask(), options: .test(steps: 50), reporter: ClosureReporter { reported.append($0) }
    ).run()
    let last = try #require(reported.all.last)
    #expect(last.step == 50 && last.totalSteps == 50 && last.fraction == 1 && last.secondsLeft == 0)
    #expect(last.loss == outcome.history.last?.smoothedLoss)
    #expect(last.message == "finished at step 50")
  }

  @Test(
    "Options out of range are usage errors",
    arguments: [
      { $0.budget = .steps(0) }, { $0.budget = .minutes(.nan) }, { $0.budget = .minutes(-1) },
      { $0.schedule = .constant(.infinity) }, { $0.schedule = .cosine(peak: 1, last: -1, warmup: 0) },
      { $0.schedule = .cosine(peak: 1, last: 0, warmup: 2) }, { $0.averageDecay = 1 }, { $0.optimiser.beta2 = 1 },
      { $0.optimiser.greatestNorm = .nan }, { $0.validationInterval = 0 }, { $0.patience = 0 }, { $0.threads = -1 },
      { $0.validationBatches = 0 }, { $0.rollbackLimit = -1 }, { $0.checkpointSeconds = .nan },
    ] as [@Sendable (inout TrainingOptions) -> Void])
  func options(change: @Sendable (inout TrainingOptions) -> Void) throws {
    var options = TrainingOptions.test(steps: 5)
    try options.validate()
    change(&options)
    let error = #expect(throws: ProgramError.self) { try Trainer(RegressionTask(), options: options).run() }
    #expect(error?.exitCode == .usage)
  }

  @Test("A loss that is no number, and one that declares outputs, are errors")
  func badLosses() {
    struct Bad: TrainingTask {
      var good = RegressionTask()
      let declaresOutput: Bool
      var parameters: ParameterTree { good.parameters }
      var batchSize: Int { good.batchSize }
      func loss(_ trace: Trace) -> Tensor {
        if declaresOutput { trace.output("mine", good.loss(trace), .sum) }
        return declaresOutput ? good.loss(trace) : trace.rows("y", [1])
      }
      func fill(_ executor: Executor<Float>, parameters: AlignedMemory<Float>, seed: UInt64, step: Int) throws {}
    }
    for declaresOutput in [true, false] {
      #expect(throws: TensorError.self) {
        try Trainer(Bad(declaresOutput: declaresOutput), options: .test(steps: 1)).run()
      }
    }
  }
}
