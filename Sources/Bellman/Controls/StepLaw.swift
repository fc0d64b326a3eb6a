public import Tensors

/// The normal law of a controlled step, recorded: v/s ~ N(m, e^{2a}(1 + uuᵀ)) in the tangent space, s the chain's own
/// deviation of the step.
///
/// One direction in which the law is wider than in the others is what a posterior between two modes has; in two dimensions
/// it is every covariance.
public struct StepLaw {
  /// m, a tangent vector.
  public let move: NamedTensors
  /// a: [batch].
  public let logWidth: Tensor
  /// u, a tangent vector.
  public let direction: NamedTensors
  /// 1 + ‖u‖²: [batch].
  private let stretch: Tensor

  public init(move: NamedTensors, logWidth: Tensor, direction: NamedTensors) {
    self.move = move
    self.logWidth = logWidth
    self.direction = direction
    stretch = 1 + direction.squaredNorm()
  }

  /// m + e^a (z + u⟨u, z⟩/(1 + √(1 + ‖u‖²))), of a standard normal tangent vector z.
  public func step(_ noise: NamedTensors) -> NamedTensors {
    let along = direction.innerProduct(noise) / (1 + stretch.squareRoot())
    return move + (noise + direction.scaled(byRows: along)).scaled(byRows: logWidth.exponential())
  }

  /// −log q(v) of v in units of s, without (d/2) log 2π: ½e^{−2a}(‖r‖² − ⟨u, r⟩²/(1 + ‖u‖²)) + d a + ½ log(1 + ‖u‖²) with
  /// r = v − m. [batch]
  public func exponent(of step: NamedTensors, dimension: Int) -> Tensor {
    let rest = step - move
    let along = direction.innerProduct(rest)
    let square = rest.squaredNorm() - along.square() / stretch
    return 0.5 * square * (-2 * logWidth).exponential() + Double(dimension) * logWidth + 0.5 * stretch.logarithm()
  }
}
