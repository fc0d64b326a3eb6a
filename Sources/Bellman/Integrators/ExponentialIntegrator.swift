public import Tensors

/// The exact law of a step of a Gaussian path when the denoiser is frozen over the step: ancestral sampling.
///
/// From t to r > t, with D = D(x, t): x_r = (α_r − κ α_t) D + κ x + √(γ_r² − κ² γ_t²) ξ, κ = (α_t/α_r) γ_r²/γ_t². Exact when the
/// target is one point; weak order 1 otherwise. It needs no small steps for the linear part, however stiff.
///
/// Source: Y. Song et al., ICLR 2021 (ancestral sampling); the posterior of a Gaussian path given its end.
public struct ExponentialIntegrator: Sendable {
  public let reference: GaussianReference

  public init(_ reference: GaussianReference) { self.reference = reference }

  /// - Parameters:
  ///   - denoiser: D(x, t), recorded.
  public func step(
    _ state: NamedTensors, time: Tensor, duration: Tensor, noise: NamedTensors, denoiser: TangentField
  ) throws -> NamedTensors {
    let path = reference.path
    let next = time + duration
    let (scale, deviation) = (path.scale(time), path.deviation(time))
    let (nextScale, nextDeviation) = (path.scale(next), path.deviation(next))
    let keep = (scale / nextScale) * (nextDeviation / deviation).square()
    let mean = try denoiser(state, time).scaled(byRows: nextScale - keep * scale) + state.scaled(byRows: keep)
    let variance = (nextDeviation.square() - keep.square() * deviation.square()).maximum(0)
    return mean + noise.scaled(byRows: variance.squareRoot())
  }
}
