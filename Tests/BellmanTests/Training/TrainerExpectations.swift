import Bellman
import Networks
import Synchronization
import Tensors
import Testing

/// Values that arrive from a closure.
final class Recorder<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])
  var all: [Value] { values.withLock { $0 } }
  func append(_ value: Value) { values.withLock { $0.append(value) } }
}

extension TrainingOptions {
  /// A run of this many steps at a rate that suits `RegressionTask`.
  static func test(steps: Int, rate: Double = 0.02, seed: UInt64 = 7) -> TrainingOptions {
    var options = TrainingOptions(
      budget: .steps(steps), schedule: .cosine(peak: rate, last: 0, warmup: 0.05), seed: seed)
    options.averageDecay = 0.98
    options.checkpointSeconds = 1e9
    options.threads = 1
    return options
  }
}

func bits(_ vector: AlignedMemory<Float>) -> [UInt32] { vector.array.map(\.bitPattern) }

/// Expects that two runs came to the same: every vector to the bit, every decision, and the log but for its times.
func expectSame(
  _ outcome: TrainingOutcome, _ expected: TrainingOutcome, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func timeless(_ history: [TrainingRecord]) -> [TrainingRecord] {
    history.map { record in
      var record = record
      record.seconds = 0
      // A loss that is no number equals nothing, itself included.
      if record.loss.isNaN { record.loss = -1 }
      if record.gradientNorm?.isNaN == true { record.gradientNorm = -1 }
      return record
    }
  }
  #expect(bits(outcome.last) == bits(expected.last), comment, sourceLocation: sourceLocation)
  #expect(bits(outcome.averaged) == bits(expected.averaged), comment, sourceLocation: sourceLocation)
  #expect(bits(outcome.best) == bits(expected.best), comment, sourceLocation: sourceLocation)
  #expect(outcome.bestValidationLoss == expected.bestValidationLoss, comment, sourceLocation: sourceLocation)
  #expect(outcome.reason == expected.reason, comment, sourceLocation: sourceLocation)
  #expect(outcome.step == expected.step, comment, sourceLocation: sourceLocation)
  #expect(timeless(outcome.history) == timeless(expected.history), comment, sourceLocation: sourceLocation)
}

extension TrainingOutcome {
  /// The records of rollbacks.
  var rollbacks: [TrainingRecord] {
    history.filter { record in
      record.events.contains { if case .rolledBack = $0 { true } else { false } }
    }
  }
}

extension TrainingOptions {
  func with(_ change: (inout TrainingOptions) -> Void) -> TrainingOptions {
    var options = self
    change(&options)
    return options
  }
}
