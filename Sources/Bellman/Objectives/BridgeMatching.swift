internal import Foundation
internal import Networks
internal import Tensors

/// Bridge matching: X_t is drawn from the Brownian bridge between x₀ and x₁ (a coupling of two laws), and the target is
/// the control of the bridge, s(t) ∇log K_{s(t)}(·, x₁) at X_t, scaled by the remaining deviation s(t).
///
/// The true heat-kernel bridge, on curved spaces too: X_t has density proportional to K_a(x₀, x) K_b(x, x₁), a² = s(0)²
/// − s(t)², b = s(t), and is drawn by exact rejection from the narrower kernel. Source: S. Peluchetti, JMLR 24 (2023)
/// 374.
public struct BridgeMatching<Space: HeatKernelSpace>: RegressionSource {
  public let space: Space
  public let schedule: NoiseSchedule
  public let starts: StateBatch
  public let ends: StateBatch
  public let interval: ClosedRange<Double>

  /// - Parameters:
  ///   - starts, ends: coupled pairs, row by row.
  public init(_ space: Space, schedule: NoiseSchedule, starts: StateBatch, ends: StateBatch, interval: ClosedRange<Double> = 0...1) {
    self.space = space
    self.schedule = schedule
    self.starts = starts
    self.ends = ends
    self.interval = interval
  }

  public func pairs(_ rows: Range<Int>, of count: Int, seed: UInt64, step: Int) throws -> RegressionPairs {
    guard starts.count == ends.count else {
      throw ModelError("\(starts.count) starts are coupled with \(ends.count) ends")
    }
    let chosen = try DataRows.indices(count, of: ends.count, seed: seed, step: step)[rows]
    let (first, last) = (starts.rows(chosen), ends.rows(chosen))
    let times = Array(DataRows.times(count, in: interval, seed: seed, step: step)[rows])
    let states = try draws(
      from: first, to: last, times: times,
      RandomCoordinates(seed: seed, stream: RandomPurpose.noise, step: step, firstRow: rows.lowerBound))
    let remaining = times.map { schedule.standardDeviation($0) }
    var targets = space.heatKernelScore(from: last, at: states, standardDeviations: remaining)
    for (part, shape) in targets.layout.parts.enumerated() {
      let size = shape.elementCount
      for index in targets.values[part].indices { targets.values[part][index] *= remaining[index / size] }
    }
    return RegressionPairs(
      states: states, times: times, targets: targets, weights: [Double](repeating: 1, count: rows.count))
  }

  /// Exact draws from the bridges at `times`.
  public func draws(
    from first: StateBatch, to last: StateBatch, times: [Double], _ randomness: RandomCoordinates
  ) throws -> StateBatch {
    guard first.count == last.count, times.count == first.count else {
      throw ModelError("bridges between \(first.count) starts and \(last.count) ends at \(times.count) times")
    }
    let whole = schedule.standardDeviation(0.0)
    var result = first
    var open = Array(0..<first.count)
    let chooser = randomness.branch(-1)
    var uniforms = open.map(chooser.generator)
    for attempt in 0..<Self.mostAttempts where !open.isEmpty {
      let passed = open.map { row in
        let remaining = schedule.standardDeviation(times[row])
        return max(whole * whole - remaining * remaining, 0).squareRoot()
      }
      let remaining = open.map { schedule.standardDeviation(times[$0]) }
      let startIsNarrow = zip(passed, remaining).map { $0 < $1 }
      var centres = last.rows(open)
      var others = first.rows(open)
      let (starts, ends) = (others, centres)
      for part in centres.layout.parts.indices {
        let size = centres.layout.parts[part].elementCount
        for row in open.indices where startIsNarrow[row] {
          for element in row * size..<(row + 1) * size {
            centres.values[part][element] = starts.values[part][element]
            others.values[part][element] = ends.values[part][element]
          }
        }
      }
      let narrow = zip(passed, remaining).map { min($0, $1) }
      let wide = zip(passed, remaining).map { max($0, $1) }
      // A start that has not moved is the state itself.
      let moved = space.heatKernelDraws(
        around: centres, standardDeviations: narrow.map { max($0, 1e-12) }, randomness.branch(attempt))
      let logAccept = zip(
        space.logHeatKernel(from: others, to: moved, standardDeviations: wide),
        space.logHeatKernel(from: others, to: others, standardDeviations: wide)
      ).map { $0 - $1 }
      var stillOpen: [Int] = []
      for (position, row) in open.enumerated() {
        if log(uniforms[row].uniform()) <= logAccept[position] {
          for part in result.layout.parts.indices {
            let size = result.layout.parts[part].elementCount
            for element in 0..<size {
              result.values[part][row * size + element] = moved.values[part][position * size + element]
            }
          }
        } else {
          stillOpen.append(row)
        }
      }
      open = stillOpen
    }
    guard open.isEmpty else {
      throw ScheduleError(
        "the bridge of row \(open[0]) is too improbable to draw: its ends are many deviations apart; use more noise")
    }
    return result
  }

  private static var mostAttempts: Int { 4000 }
}
