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

extension Tensor {
  /// x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))), written as x · sigmoid of twice the argument.
  ///
  /// Source: D. Hendrycks, K. Gimpel, arXiv 1606.08415.
  public func gelu() -> Tensor {
    // 1/2 (1 + tanh z) = sigmoid(2z), and 2√(2/π) = 1.5957691216057308.
    self * (self * (square() * (0.044715 * 1.5957691216057308) + 1.5957691216057308)).sigmoid()
  }
}
