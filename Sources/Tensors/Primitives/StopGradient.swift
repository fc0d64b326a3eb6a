internal import CKernels

/// The same value, through which no derivative passes.
struct StopGradientPrimitive: Primitive {
  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape { operands[0] }
  func pullback(_ operands: [Tensor], _ result: Tensor, _ cotangent: Tensor, wanted: [Bool]) -> [Tensor?] { [nil] }
  var lowering: Lowering { .elementwise(opcode: Int32(CK_COPY.rawValue)) }
}

extension Tensor {
  /// The same value, through which no derivative passes.
  public func stoppingGradient() -> Tensor { trace.record(StopGradientPrimitive(), [self]) }
}
