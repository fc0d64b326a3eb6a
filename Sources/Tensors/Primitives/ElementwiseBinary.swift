internal import CKernels

/// z = f(x, y), element by element, on operands of one shape.
enum ElementwiseBinary: Primitive {
  case add, subtract, multiply, divide, maximum, minimum, power, arcTangent2
  case less, lessOrEqual, equal

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape { operands[0] }

  func pullback(_ operands: [Tensor], _ z: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    let (x, y) = (operands[0], operands[1])
    switch self {
    case .add: return [g, g]
    case .subtract: return [g, wanted[1] ? -g : nil]
    case .multiply: return [wanted[0] ? g * y : nil, wanted[1] ? g * x : nil]
    case .divide:
      let scaled = g / y
      return [scaled, wanted[1] ? -(scaled * z) : nil]
    // Where the two are equal the first takes all of the cotangent.
    case .maximum:
      let first = y.isLessOrEqual(x)
      return [g * first, wanted[1] ? g * (1 - first) : nil]
    case .minimum:
      let first = x.isLessOrEqual(y)
      return [g * first, wanted[1] ? g * (1 - first) : nil]
    case .power:
      return [wanted[0] ? g * y * x.power(y - 1) : nil, wanted[1] ? g * z * x.logarithm() : nil]
    case .arcTangent2:
      let scaled = g / (x.square() + y.square())
      return [wanted[0] ? scaled * y : nil, wanted[1] ? -(scaled * x) : nil]
    case .less, .lessOrEqual, .equal: return [nil, nil]
    }
  }

  var lowering: Lowering { .elementwise(opcode: Int32(opcode.rawValue)) }

  private var opcode: ck_opcode {
    switch self {
    case .add: CK_ADD
    case .subtract: CK_SUBTRACT
    case .multiply: CK_MULTIPLY
    case .divide: CK_DIVIDE
    case .maximum: CK_MAXIMUM
    case .minimum: CK_MINIMUM
    case .power: CK_POWER
    case .arcTangent2: CK_ARC_TANGENT2
    case .less: CK_LESS
    case .lessOrEqual: CK_LESS_OR_EQUAL
    case .equal: CK_EQUAL
    }
  }

  /// The result on two known numbers, for folding; nil for the operations that are not folded.
  func fold(_ x: Double, _ y: Double) -> Double? {
    switch self {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    default: nil
    }
  }
}

extension Tensor {
  private static func apply(_ operation: ElementwiseBinary, _ x: Tensor, _ y: Tensor) -> Tensor {
    guard let shape = Shape.broadcast(x.shape, y.shape) else {
      return x.trace.reject("\(operation) of shapes \(x.shape) and \(y.shape), which do not broadcast")
    }
    let (a, b) = (x.broadcast(to: shape), y.broadcast(to: shape))
    if let left = a.splat, let right = b.splat, let value = operation.fold(left, right) { return a.filled(value) }
    switch operation {
    case .add:
      if a.splat == 0 { return b }
      if b.splat == 0 { return a }
    case .subtract:
      if b.splat == 0 { return a }
      if a.splat == 0 { return -b }
    case .multiply:
      if a.splat == 1 { return b }
      if b.splat == 1 { return a }
      if a.splat == -1 { return -b }
      if b.splat == -1 { return -a }
    case .divide:
      if b.splat == 1 { return a }
    default: break
    }
    return x.trace.record(operation, [a, b])
  }

  public static func + (x: Tensor, y: Tensor) -> Tensor { apply(.add, x, y) }
  public static func - (x: Tensor, y: Tensor) -> Tensor { apply(.subtract, x, y) }
  public static func * (x: Tensor, y: Tensor) -> Tensor { apply(.multiply, x, y) }
  public static func / (x: Tensor, y: Tensor) -> Tensor { apply(.divide, x, y) }

  public static func + (x: Tensor, y: Double) -> Tensor { x + x.trace.constant(y) }
  public static func + (x: Double, y: Tensor) -> Tensor { y.trace.constant(x) + y }
  public static func - (x: Tensor, y: Double) -> Tensor { x - x.trace.constant(y) }
  public static func - (x: Double, y: Tensor) -> Tensor { y.trace.constant(x) - y }
  public static func * (x: Tensor, y: Double) -> Tensor { x * x.trace.constant(y) }
  public static func * (x: Double, y: Tensor) -> Tensor { y.trace.constant(x) * y }
  public static func / (x: Tensor, y: Double) -> Tensor { x / x.trace.constant(y) }
  public static func / (x: Double, y: Tensor) -> Tensor { y.trace.constant(x) / y }

  /// The greater of the two; NaN carries through. Where they are equal the derivative goes to `self`.
  public func maximum(_ other: Tensor) -> Tensor { Tensor.apply(.maximum, self, other) }
  public func maximum(_ other: Double) -> Tensor { maximum(trace.constant(other)) }
  /// The smaller of the two; NaN carries through. Where they are equal the derivative goes to `self`.
  public func minimum(_ other: Tensor) -> Tensor { Tensor.apply(.minimum, self, other) }
  public func minimum(_ other: Double) -> Tensor { minimum(trace.constant(other)) }
  /// self to the power `exponent`; for a negative base only whole exponents give a number.
  public func power(_ exponent: Tensor) -> Tensor { Tensor.apply(.power, self, exponent) }
  /// The angle of the point (x, self), in (−π, π].
  public func arcTangent2(_ x: Tensor) -> Tensor { Tensor.apply(.arcTangent2, self, x) }
  /// 1 where self < other, else 0.
  public func isLess(_ other: Tensor) -> Tensor { Tensor.apply(.less, self, other) }
  public func isLess(_ other: Double) -> Tensor { isLess(trace.constant(other)) }
  /// 1 where self ≤ other, else 0.
  public func isLessOrEqual(_ other: Tensor) -> Tensor { Tensor.apply(.lessOrEqual, self, other) }
  /// 1 where self = other, else 0.
  public func isEqual(_ other: Tensor) -> Tensor { Tensor.apply(.equal, self, other) }
}
