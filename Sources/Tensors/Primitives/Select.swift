internal import CKernels

/// a where the condition is not zero, else b. Unlike a product with a mask it keeps NaN and infinities of the other branch out.
struct SelectPrimitive: Primitive {
  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape { operands[0] }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    let zero = g.filled(0)
    return [
      nil,
      wanted[1] ? Tensor.select(operands[0], g, zero) : nil,
      wanted[2] ? Tensor.select(operands[0], zero, g) : nil,
    ]
  }

  var lowering: Lowering { .elementwise(opcode: Int32(CK_SELECT.rawValue)) }
}

extension Tensor {
  /// `first` where `condition` is not zero, else `second`; shapes broadcast. The derivative through the branch that is not
  /// taken is exactly zero, but a NaN made *inside* that branch's own derivative stays: guard its argument too.
  public static func select(_ condition: Tensor, _ first: Tensor, _ second: Tensor) -> Tensor {
    guard let inner = Shape.broadcast(first.shape, second.shape), let shape = Shape.broadcast(condition.shape, inner) else {
      return condition.trace.reject(
        "select of shapes \(condition.shape), \(first.shape) and \(second.shape), which do not broadcast")
    }
    return condition.trace.record(
      SelectPrimitive(), [condition.broadcast(to: shape), first.broadcast(to: shape), second.broadcast(to: shape)])
  }
}
