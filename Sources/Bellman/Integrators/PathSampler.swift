public import Tensors

/// Runs a recorded step over a grid of times, for any number of rows: compiled once, then one plan a step.
public final class PathSampler<Scalar: ExecutableScalar> {
  private let executor: Executor<Scalar>
  private let layout: StateLayout
  private let tangentLayout: StateLayout

  /// A recorded step: (state, time [batch], duration [batch], noise) ↦ next state.
  public typealias Step = (NamedTensors, Tensor, Tensor, NamedTensors) throws -> NamedTensors

  /// - Parameters:
  ///   - rows: most rows of one call of the executor; larger batches are taken in pieces.
  public init(
    layout: StateLayout, tangentLayout: StateLayout, rows: Int = 1024, threads: Int? = nil, step: Step
  ) throws {
    self.layout = layout
    self.tangentLayout = tangentLayout
    let plan = try Plan.compile(Scalar.scalarType, batch: rows) { trace in
      let state = trace.rows("state", layout)
      let noise = trace.rows("noise", tangentLayout)
      let ones = trace.constant(1, [trace.rowCount])
      let next = try step(state, ones * trace.shared("time", []), ones * trace.shared("duration", []), noise)
      trace.output("next", next)
    }
    executor = try Executor(plan, capacity: rows, threads: threads)
  }

  /// The end points of paths that start at `start`.
  /// - Parameters:
  ///   - randomness: noise of row i in step k depends on (seed, stream, k, i) alone.
  ///   - observe: is shown the states after each step, with the step's number.
  public func run(
    from start: StateBatch, over grid: TimeGrid, parameters: AlignedMemory<Scalar>? = nil,
    _ randomness: RandomCoordinates,
    observe: ((Int, StateBatch) throws -> Void)? = nil
  ) throws -> StateBatch {
    guard start.layout == layout else {
      throw TensorError("the states are not of the layout for which the step is recorded")
    }
    var states = start
    for step in 0..<grid.stepCount {
      var next = states
      for first in stride(from: 0, to: states.count, by: executor.capacity) {
        let range = first..<min(first + executor.capacity, states.count)
        try executor.fill("state", with: states.rows(range))
        try executor.input("time")[0] = Scalar(grid.times[step])
        try executor.input("duration")[0] = Scalar(grid.times[step + 1] - grid.times[step])
        try fillNoise(randomness, step: step, rows: range)
        try executor.run(with: parameters, rows: range.count)
        let result = try executor.batch("next", layout, count: range.count)
        for part in layout.parts.indices {
          let size = layout.parts[part].elementCount
          next.values[part].replaceSubrange(
            range.lowerBound * size..<range.upperBound * size, with: result.values[part])
        }
      }
      states = next
      try observe?(step, states)
    }
    return states
  }

  private func fillNoise(_ randomness: RandomCoordinates, step: Int, rows: Range<Int>) throws {
    for (index, part) in tangentLayout.parts.enumerated() {
      let size = part.elementCount
      let memory = try executor.input("noise.\(part.name)")
      Scalar.fillNormal(
        UnsafeMutableBufferPointer(rebasing: memory[0..<rows.count * size]), seed: randomness.seed,
        stream: randomness.stream &+ UInt32(index) << 20, step: randomness.step &+ UInt32(step),
        first: (randomness.firstRow + rows.lowerBound) * size)
    }
  }
}
