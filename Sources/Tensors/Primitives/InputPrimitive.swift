/// A value that the caller provides.
struct InputPrimitive: Primitive {
  let name: String

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape { [] }
  func pullback(_ operands: [Tensor], _ result: Tensor, _ cotangent: Tensor, wanted: [Bool]) -> [Tensor?] { [] }
  var lowering: Lowering { .input }
}
