internal import CKernels

/// y = f(x), element by element.
enum ElementwiseUnary: Primitive {
  case negate, absolute, sign, square, squareRoot, reciprocal, reciprocalSquareRoot
  case exponential, exponentialMinusOne, logarithm, logarithmOnePlus
  case sine, cosine, hyperbolicTangent, sigmoid, softplus, floor

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape { operands[0] }

  func pullback(_ operands: [Tensor], _ y: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    let x = operands[0]
    return switch self {
    case .negate: [-g]
    case .absolute: [g * x.sign()]
    case .sign, .floor: [nil]
    case .square: [g * x * 2]
    case .squareRoot: [g * 0.5 / y]
    case .reciprocal: [-(g * y.square())]
    case .reciprocalSquareRoot: [g * -0.5 * y * y.square()]
    case .exponential: [g * y]
    case .exponentialMinusOne: [g * (y + 1)]
    case .logarithm: [g / x]
    case .logarithmOnePlus: [g / (x + 1)]
    case .sine: [g * x.cosine()]
    case .cosine: [-(g * x.sine())]
    case .hyperbolicTangent: [g * (1 - y.square())]
    case .sigmoid: [g * (y * (1 - y))]
    case .softplus: [g * x.sigmoid()]
    }
  }

  var lowering: Lowering { .elementwise(opcode: Int32(opcode.rawValue)) }

  private var opcode: ck_opcode {
    switch self {
    case .negate: CK_NEGATE
    case .absolute: CK_ABSOLUTE
    case .sign: CK_SIGN
    case .square: CK_SQUARE
    case .squareRoot: CK_SQUARE_ROOT
    case .reciprocal: CK_RECIPROCAL
    case .reciprocalSquareRoot: CK_RECIPROCAL_SQUARE_ROOT
    case .exponential: CK_EXPONENTIAL
    case .exponentialMinusOne: CK_EXPONENTIAL_MINUS_ONE
    case .logarithm: CK_LOGARITHM
    case .logarithmOnePlus: CK_LOGARITHM_ONE_PLUS
    case .sine: CK_SINE
    case .cosine: CK_COSINE
    case .hyperbolicTangent: CK_HYPERBOLIC_TANGENT
    case .sigmoid: CK_SIGMOID
    case .softplus: CK_SOFTPLUS
    case .floor: CK_FLOOR
    }
  }
}

extension Tensor {
  private func apply(_ operation: ElementwiseUnary) -> Tensor { trace.record(operation, [self]) }

  public static prefix func - (x: Tensor) -> Tensor {
    if let value = x.splat { return x.filled(-value) }
    return x.apply(.negate)
  }

  /// |x|; its derivative at 0 is taken as 0.
  public func absolute() -> Tensor { apply(.absolute) }
  /// −1, 0 or 1.
  public func sign() -> Tensor { apply(.sign) }
  public func square() -> Tensor { apply(.square) }
  /// √x; its derivative at 0 is infinite: add a floor under the root where 0 can occur.
  public func squareRoot() -> Tensor { apply(.squareRoot) }
  public func reciprocal() -> Tensor { apply(.reciprocal) }
  /// 1/√x
  public func reciprocalSquareRoot() -> Tensor { apply(.reciprocalSquareRoot) }
  public func exponential() -> Tensor { apply(.exponential) }
  /// eˣ − 1 without cancellation near 0.
  public func exponentialMinusOne() -> Tensor { apply(.exponentialMinusOne) }
  /// Natural logarithm.
  public func logarithm() -> Tensor { apply(.logarithm) }
  /// log(1 + x) without cancellation near 0.
  public func logarithmOnePlus() -> Tensor { apply(.logarithmOnePlus) }
  public func sine() -> Tensor { apply(.sine) }
  public func cosine() -> Tensor { apply(.cosine) }
  public func hyperbolicTangent() -> Tensor { apply(.hyperbolicTangent) }
  /// 1 / (1 + e⁻ˣ)
  public func sigmoid() -> Tensor { apply(.sigmoid) }
  /// log(1 + eˣ)
  public func softplus() -> Tensor { apply(.softplus) }
  public func floor() -> Tensor { apply(.floor) }
}
