internal import Bellman
internal import Foundation

extension DomainLaws {
  /// The laws of a heat kernel, each at three levels: a twentieth, a quarter and the whole of what the space's reach
  /// allows.
  static func heatKernel<Space: HeatKernelSpace>(of space: Space) -> [Law] {
    [heatKernelScore(of: space), heatKernelDraws(of: space), heatKernelComposition(of: space)]
  }

  /// Standard deviations at which a heat kernel in d dimensions reaches so many times as far as geodesics stay
  /// shortest.
  private static func levels<Space: HeatKernelSpace>(_ probe: Probe<Space>) throws -> [Double] {
    let reach = try probe.reach()
    return [0.05, 0.25, 1].map { $0 * reach / Double(probe.space.dimension).squareRoot() }
  }

  static func heatKernelScore<Space: HeatKernelSpace>(of space: Space) -> Law {
    Law(
      "score of the heat kernel",
      "`heatKernelScore` is tangent and is the gradient of `logHeatKernel`, by finite differences; the kernel "
        + "is the same both ways.",
      tolerance: 1e-5
    ) { seed in
      let probe = Probe(space, seed: seed)
      let (count, dimension) = (32, space.dimension)
      var worst = Measurement(0)
      for level in try levels(probe) {
        let centres = probe.states(count, 101)
        let deviations = Array(repeating: level, count: count)
        let states = space.heatKernelDraws(around: centres, standardDeviations: deviations, probe.randomness(102))
        let scores = space.heatKernelScore(from: centres, at: states, standardDeviations: deviations)
        let frames = try probe.frames(at: states)
        let step = 1e-4 * level
        let (origins, points) = (centres.repeating(dimension), states.repeating(dimension))
        let all = Array(repeating: level, count: count * dimension)
        func logKernel(_ sign: Double) throws -> [Double] {
          let moved = try probe.advanced(points, along: frames.scaled(byRows: all.map { _ in sign * step }))
          return space.logHeatKernel(from: origins, to: moved, standardDeviations: all)
        }
        let (forward, backward) = try (logKernel(1), logKernel(-1))
        let claimed = try recordedNumbers(scores.repeating(dimension), frames, points) {
          space.innerProduct($0[0], $0[1], at: $0[2])
        }
        let slopes = zip(forward, backward).map { ($0 - $1) / (2 * step) }
        let normal = try recorded(scores, states) { [space.tangentPart($0[0], at: $0[1]) - $0[0]] }[0].largestMagnitudes
        let there = space.logHeatKernel(from: centres, to: states, standardDeviations: deviations)
        let back = space.logHeatKernel(from: states, to: centres, standardDeviations: deviations)
        worst = worst.worse(
          .worst([
            (
              "at s = \(level) the score times s is too large by",
              zip(claimed, slopes).map { ($0 - $1) * level / (1 + abs($1) * level) }
            ),
            ("at s = \(level) the score times s has a normal part of", normal.map { $0 * level }),
            ("at s = \(level) the kernel there and back differ by", zip(there, back).map { ($0 - $1) / (1 + abs($1)) }),
          ]))
      }
      return worst
    }
  }

  static func heatKernelDraws<Space: HeatKernelSpace>(of space: Space) -> Law {
    Law(
      "draws of the heat kernel",
      "`heatKernelDraws` have the density `logHeatKernel` and the score `heatKernelScore`, each row by its own "
        + "coordinates of randomness.",
      tolerance: Significance.standardErrors
    ) { seed in
      let probe = Probe(space, seed: seed)
      var worst = Measurement(0)
      for level in try levels(probe) {
        let centre = probe.states(1, 111)
        let draws: (Int, RandomCoordinates) -> StateBatch = { count, randomness in
          space.heatKernelDraws(
            around: centre.rows(Array(repeating: 0, count: count)),
            standardDeviations: Array(repeating: level, count: count),
            randomness)
        }
        worst = try worst.worse(rowsAreTheirOwn(draws, probe.randomness(112)))
          .worse(
            density(probe, of: draws, stream: 113, what: "heat-kernel draws at s = \(level)") {
              space.logHeatKernel(
                from: centre.rows(Array(repeating: 0, count: $0.count)), to: $0,
                standardDeviations: Array(repeating: level, count: $0.count))
            })
        let states = draws(steinCount, probe.randomness(117))
        let scores = space.heatKernelScore(
          from: centre.rows(Array(repeating: 0, count: steinCount)), at: states,
          standardDeviations: Array(repeating: level, count: steinCount))
        worst = try worst.worse(
          stein(
            probe, states: states, scores: scores, anchors: draws(steinCount, probe.randomness(118)),
            what: "heat-kernel draws at s = \(level)"))
      }
      return worst
    }
  }

  static func heatKernelComposition<Space: HeatKernelSpace>(of space: Space) -> Law {
    Law(
      "s then t is √(s² + t²)",
      "A heat-kernel draw around a heat-kernel draw is a heat-kernel draw with both variances.",
      tolerance: Significance.standardErrors
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 1 << 15
      var worst = Measurement(0)
      for (index, level) in try levels(probe).enumerated() {
        let stream = UInt32(121 + 3 * index)
        let centres = probe.states(1, 120).rows(Array(repeating: 0, count: count))
        func draws(_ around: StateBatch, _ deviation: Double, _ stream: UInt32) -> StateBatch {
          space.heatKernelDraws(
            around: around, standardDeviations: Array(repeating: deviation, count: count), probe.randomness(stream))
        }
        let twice = draws(draws(centres, 0.6 * level, stream), 0.8 * level, stream + 1)
        let once = draws(centres, level, stream + 2)
        let (first, second) = try (probe.distances(centres, twice), probe.distances(centres, once))
        worst = worst.worse(
          Significance.deviation(
            of: first.map { $0 * $0 }, from: second.map { $0 * $0 },
            what: "mean square distance in two steps and in one, s = \(level)")
        ).worse(
          Significance.deviation(
            of: first.map { exp(-$0 / level) }, from: second.map { exp(-$0 / level) },
            what: "mean of exp(−distance/s) in two steps and in one, s = \(level)"))
      }
      return worst
    }
  }
}
