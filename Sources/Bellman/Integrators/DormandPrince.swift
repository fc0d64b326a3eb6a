internal import Tensors

/// The embedded pair of Dormand and Prince, order 5 with an error estimate of order 4, as one recorded step.
///
/// Stages lie in the coordinates of the state; the step's end is projected back to the space. Source: J. R. Dormand,
/// P. J. Prince, Journal of Computational and Applied Mathematics 6 (1980) 19, table 2.
enum DormandPrince {
  static let nodes: [Double] = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1]
  static let stages: [[Double]] = [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ]
  /// Fifth-order weights minus fourth-order weights.
  static let errorWeights: [Double] = [
    35 / 384 - 5179 / 57600, 0, 500 / 1113 - 7571 / 16695, 125 / 192 - 393 / 640, -2187 / 6784 + 92097 / 339200,
    11 / 84 - 187 / 2100, -1 / 40,
  ]

  /// One step of dx/dt = velocity, d(extra)/dt = rate: states, the change of the extra quantity [batch], and error estimates.
  static func step(
    _ state: NamedTensors, time: Tensor, duration: Tensor,
    rate: (NamedTensors, Tensor) throws -> (velocity: NamedTensors, extra: Tensor)
  ) throws -> (state: NamedTensors, extra: Tensor, stateError: NamedTensors, extraError: Tensor) {
    var velocities: [NamedTensors] = []
    var extras: [Tensor] = []
    var last = state
    for stage in 0..<7 {
      last = combination(state, velocities, stages[stage], duration)
      let (velocity, extra) = try rate(last, time + duration * nodes[stage])
      velocities.append(velocity)
      extras.append(extra)
    }
    let zero = state.map { $0 * 0 }
    let stateError = combination(zero, velocities, errorWeights, duration)
    func weighted(_ weights: [Double]) -> Tensor {
      zip(weights, extras).filter { $0.0 != 0 }.map { $0.1 * $0.0 }.reduce(extras[0] * 0, +) * duration
    }
    return (last, weighted(stages[6]), stateError, weighted(errorWeights))
  }

  private static func combination(
    _ state: NamedTensors, _ velocities: [NamedTensors], _ weights: [Double], _ duration: Tensor
  ) -> NamedTensors {
    let terms = zip(weights, velocities).filter { $0.0 != 0 }.map { $0.1 * $0.0 }
    guard let first = terms.first else { return state }
    return state + terms.dropFirst().reduce(first, +).scaled(byRows: duration)
  }
}
