public import Networks
public import Tensors

/// A network that steers a chain: it maps (state, time) to the law of the next step.
public protocol StepNetwork: Sendable {
  var parameters: ParameterTree { get }

  /// - Parameters:
  ///   - time: [batch], from 0 (noise) to 1 (target).
  /// - Returns: the law of the step at `state`, in units of the chain's own deviation.
  func callAsFunction(_ state: NamedTensors, time: Tensor) -> StepLaw
}
