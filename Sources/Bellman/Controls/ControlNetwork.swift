public import Networks
public import Tensors

/// A network that maps (state, time) to a tangent vector: a control, in one of its faces.
///
/// It respects the domain's symmetry by construction; `parameters` is its declared tree.
public protocol ControlNetwork: Sendable {
  var parameters: ParameterTree { get }

  /// - Parameters:
  ///   - time: [batch], from 0 (noise) to 1 (target).
  /// - Returns: a tangent vector at `state`, in the space's tangent coordinates.
  func callAsFunction(_ state: NamedTensors, time: Tensor) -> NamedTensors
}
