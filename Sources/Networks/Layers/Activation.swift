public import Tensors

/// A function between layers.
public enum Activation: String, Hashable, Sendable, Codable, CaseIterable {
  case silu, gelu, tanh, sine

  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .silu: x.silu()
    case .gelu: x.gelu()
    case .tanh: x.hyperbolicTangent()
    case .sine: x.sine()
    }
  }
}
