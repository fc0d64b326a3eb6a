import Bellman
import Files
import Networks
import Tensors
import Testing

@Suite("Trainer, when training diverges")
struct TrainerDivergenceTests {
  private func run(
    _ options: TrainingOptions = .test(steps: 400), reporter: any ProgressReporter = SilentReporter(),
    targets factor: @escaping @Sendable (Int) -> Float
  ) throws -> TrainingOutcome {
    try Trainer(
      RegressionTask(hidden: 8, batchSize: 32, sabotage: Sabotage(targetFactor: factor)),
      validation: RegressionTask(hidden: 8, dataSeed: 6), options: options, reporter: reporter
    ).run()
  }

  @Test(
    "One batch that is not a number costs the way back to the last good point, and half the rate",
    arguments: [Float.nan, .infinity, 1e30])
  func wildBatch(factor: Float) throws {
    let messages = Recorder<String>()
    let outcome = try run(reporter: ClosureReporter { $0.message.map(messages.append) }) { $0 == 206 ? factor : 1 }
    #expect(outcome.reason == .finished && outcome.step == 400)
    #expect(outcome.last.array.allSatisfy { $0.isFinite })
    let rollback = try #require(outcome.rollbacks.first)
    #expect(outcome.rollbacks.count == 1)
    #expect(rollback.step == 207)
    // The squared loss overflows before the gradient does.
    #expect(rollback.events == [.rolledBack(trouble: .lossNotFinite, step: 200, rateFactor: 0.5)])
    #expect(messages.all.contains { $0.contains("back to step 200") && $0.contains("not finite") })
    // The rate stays halved.
    let clean = try run { _ in 1 }
    #expect(outcome.history.last?.rate == clean.history.last.map { $0.rate / 2 })
    let (found, expected) = (try #require(outcome.bestValidationLoss), try #require(clean.bestValidationLoss))
    #expect(found < 1.5 * expected)
  }

  @Test("A gradient too large for its square counts as not finite, unless it is clipped")
  func wildGradient() throws {
    // Loss 10³⁷ is finite; the gradient's norm is about 10¹⁸·⁵.
    let factor: @Sendable (Int) -> Float = { $0 == 206 ? 1e18 : 1 }
    let outcome = try run(targets: factor)
    #expect(outcome.rollbacks.first?.events == [.rolledBack(trouble: .gradientNotFinite, step: 200, rateFactor: 0.5)])
    var options = TrainingOptions.test(steps: 400)
    options.optimiser.greatestNorm = 1
    let clipped = try run(options, targets: factor)
    #expect(clipped.rollbacks.isEmpty)
  }

  @Test("A loss that stays beyond belief is an explosion; the run goes back as often as needed")
  func explosion() throws {
    let outcome = try run { (203..<223).contains($0) ? 100 : 1 }
    #expect(outcome.rollbacks.map(\.step) == [210, 217])
    for record in outcome.rollbacks {
      guard case .rolledBack(let trouble, step: 200, rateFactor: _) = record.events[0],
        case .lossExploded(let loss, let threshold) = trouble
      else {
        Issue.record("\(record)")
        continue
      }
      #expect(loss > threshold)
    }
    #expect(outcome.history.last.map { $0.loss < 1 } == true)
  }

  @Test("Single wild batches are borne without going back")
  func outliers() throws {
    let outcome = try run { $0 % 9 == 8 ? 30 : 1 }
    #expect(outcome.rollbacks.isEmpty)
  }

  @Test("A rate that is far too large from the start is halved until it works")
  func rate() throws {
    let task = RegressionTask(hidden: 32)
    let options = TrainingOptions.test(steps: 1000).with { $0.schedule = .constant(10) }
    let outcome = try Trainer(task, options: options).run()
    #expect(outcome.reason == .finished)
    let first = try #require(outcome.rollbacks.first)
    #expect(first.step < 20)
    guard case .rolledBack(trouble: .lossExploded, step: 0, rateFactor: 0.5) = first.events[0] else {
      Issue.record("\(first)")
      return
    }
    let last = try #require(outcome.history.last)
    #expect(last.loss < first.loss / 1000)
  }

  @Test("After several times in a row the run gives up with a typed error", arguments: [0, 1, 5])
  func givesUp(limit: Int) throws {
    var options = TrainingOptions.test(steps: 400)
    options.rollbackLimit = limit
    let error = #expect(throws: TrainingDivergence.self) { try run(options) { $0 >= 206 ? .nan : 1 } }
    #expect(error?.rollbacks == limit)
    #expect(error?.step == 207 + limit)
    #expect(error?.trouble == .lossNotFinite)
    #expect(error?.programError.exitCode == .data)
    #expect(error?.description.contains("diverged at step \(207 + limit)") == true)
  }

  @Test("Trouble at every other step is given up on too: one good step between is no recovery")
  func everyOtherStep() throws {
    var options = TrainingOptions.test(steps: 400)
    options.validationInterval = 1
    #expect(throws: TrainingDivergence.self) { try run(options) { $0 > 206 && $0 % 2 == 0 ? .nan : 1 } }
  }

  @Test("Trouble in the last step still ends the run with good parameters")
  func lastStep() throws {
    let outcome = try run { $0 == 399 ? .nan : 1 }
    #expect(outcome.reason == .finished && outcome.step == 400)
    #expect(outcome.last.array.allSatisfy { $0.isFinite })
    #expect(outcome.history.last?.validationLoss != nil)
  }

  @Test("Held-out rows that are not numbers end the run with a typed error")
  func validationLoss() throws {
    let validation = RegressionTask(sabotage: Sabotage(targetFactor: { _ in .nan }))
    let error = #expect(throws: TrainingDivergence.self) {
      try Trainer(RegressionTask(), validation: validation, options: .test(steps: 400)).run()
    }
    #expect(error?.trouble == .validationLossNotFinite)
  }
}
