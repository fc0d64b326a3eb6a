public import Tensors

/// A time-dependent tangent field, recorded: (state, time [batch]) ↦ tangent vector.
public typealias TangentField = (_ state: NamedTensors, _ time: Tensor) throws -> NamedTensors

/// A step of an integrator from `time` to `time + duration`, recorded.
public protocol StepMethod: Sendable {
  /// Whether the step uses noise.
  var isStochastic: Bool { get }

  /// - Parameters:
  ///   - time, duration: [batch].
  ///   - noise: standard normal numbers in tangent coordinates.
  func step<Space: RiemannianSpace>(
    _ state: NamedTensors, time: Tensor, duration: Tensor, noise: NamedTensors, in space: Space,
    process: RecordedProcess
  ) throws -> NamedTensors
}

/// dX = drift dt + √diffusion dB inside a program; a flow has no diffusion.
public struct RecordedProcess {
  public let drift: TangentField
  /// σ(t)² [batch] from t [batch]; nil for a flow.
  public let diffusion: ((Tensor) -> Tensor)?

  public init(drift: @escaping TangentField, diffusion: ((Tensor) -> Tensor)? = nil) {
    self.drift = drift
    self.diffusion = diffusion
  }
}
