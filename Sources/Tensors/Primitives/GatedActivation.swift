internal import CKernels

/// x · s for a gate s = sigmoid(u(x)) that is recorded beside it, with the derivative of the whole as one factor.
///
/// With v = x s, dv/dx = s + v u′ (1 − s): the factor is computed with the value and kept instead of x, s and their products,
/// and one exponential serves both.
enum GatedActivation: Primitive {
  case silu, gelu

  /// 2√(2/π) and its product with 0.044715: the tanh form of GELU as a gate, 1/2 (1 + tanh z) = sigmoid(2z).
  static let linear = 1.5957691216057308
  static let cubic = 0.07135481627260025

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape { operands[0] }

  /// The gate is a function of x: its share is in the first cotangent.
  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    let (x, s) = (operands[0], operands[1])
    let weighted =
      switch self {
      case .silu: result
      case .gelu: result * (x.square() * (3 * Self.cubic) + Self.linear)
      }
    return [g * (weighted * (1 - s) + s), nil]
  }

  var lowering: Lowering { .elementwise(opcode: Int32(CK_MULTIPLY.rawValue)) }
}

extension Tensor {
  /// x / (1 + e⁻ˣ), the activation SiLU or swish.
  public func silu() -> Tensor { trace.record(GatedActivation.silu, [self, sigmoid()]) }

  /// x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))), the activation GELU in its tanh form.
  ///
  /// Source: D. Hendrycks, K. Gimpel, arXiv 1606.08415.
  public func gelu() -> Tensor {
    let gate = (self * (square() * GatedActivation.cubic + GatedActivation.linear)).sigmoid()
    return trace.record(GatedActivation.gelu, [self, gate])
  }
}
