internal import Files
internal import Networks
internal import Tensors

/// A network of a score, fitted by Adam with a constant learning rate for a number of steps.
///
/// The scores are defined by so many plain steps: without the average, the schedule and the validation that `Trainer` has for models.
struct NetworkFit {
  enum Kept { case last, meanOfSteps }

  let tree: ParameterTree
  /// Rows of one step.
  let rows: Int
  let steps: Int
  var rate = 1e-3
  var decay = 0.0
  /// Which parameters the fit ends with.
  var kept = Kept.last

  /// - Parameters:
  ///   - loss: as in `TrainingTask`: the sum over the micro-batch's rows, divided by `rows`.
  ///   - fill: fills the inputs of a step.
  func parameters(
    seed: UInt64, threads: Int, loss: (Trace) -> Tensor, fill: (_ executor: Executor<Float>, _ step: Int) throws -> Void
  ) throws -> AlignedMemory<Float> {
    let plan = try Plan.compile(.float32, batch: rows) { trace in tree.outputGradient(of: loss(trace)) }
    let executor = try Executor<Float>(plan, capacity: rows, threads: threads)
    let gradient = UnsafeBufferPointer(start: executor.sums.baseAddress, count: tree.count)
    let parameters = tree.initialValues(seed: seed)
    let mean = AlignedMemory<Float>(count: tree.count, filledWith: 0)
    var options = Adam.Options()
    options.decay = decay
    let optimiser = Adam(options, count: tree.count)
    for step in 0..<steps {
      try fill(executor, step)
      try executor.run(parameters: parameters.pointer)
      guard optimiser.update(parameters, gradient: gradient, rate: rate).isFinite else {
        throw ProgramError(
          .data, "the network of a score diverged at step \(step + 1) of \(steps)", remedy: "scale the channels, to 0…1 for instance")
      }
      if kept == .meanOfSteps {
        VectorOperations.average(mean, parameters, decay: Float(step) / Float(step + 1), threads: 1)
      }
    }
    return kept == .meanOfSteps && steps > 0 ? mean : parameters
  }

  /// What a network gives for each of the chosen series, [numbers, width of the output].
  ///
  /// - Parameter record: the output [rows, …] for the input [rows, length, channels].
  static func outputs(
    of series: ScoredSeries, _ numbers: some Collection<Int>, parameters: AlignedMemory<Float>, threads: Int, _ record: (Tensor) -> Tensor
  ) throws -> [Float] {
    let piece = 256
    let plan = try Plan.compile(.float32, batch: piece) { trace in
      trace.output("y", record(trace.rows("x", [series.length, series.channels])), .rows)
    }
    let executor = try Executor<Float>(plan, capacity: piece, threads: threads)
    let (input, output) = (try executor.input("x"), try executor.output("y"))
    let width = output.count / piece
    var results: [Float] = []
    results.reserveCapacity(numbers.count * width)
    var place = 0
    for number in numbers {
      if let base = input.baseAddress { series.copy(number, to: base + place * series.width) }
      place += 1
      if place == piece {
        try executor.run(parameters: parameters.pointer)
        results += output
        place = 0
      }
    }
    if place > 0 {
      try executor.run(parameters: parameters.pointer, rows: place)
      results += output.prefix(place * width)
    }
    return results
  }
}
