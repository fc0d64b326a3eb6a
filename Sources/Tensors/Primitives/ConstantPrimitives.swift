/// One number in every element.
struct SplatPrimitive: Primitive {
  let value: Double
  let shape: Shape

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape { shape }
  func pullback(_ operands: [Tensor], _ result: Tensor, _ cotangent: Tensor, wanted: [Bool]) -> [Tensor?] { [] }
  var lowering: Lowering { .splat(value) }

  // Compared by bits, so that a NaN is one node and the zeros are two.
  static func == (left: Self, right: Self) -> Bool {
    left.value.bitPattern == right.value.bitPattern && left.shape == right.shape
  }
  func hash(into hasher: inout Hasher) {
    hasher.combine(value.bitPattern)
    hasher.combine(shape)
  }
}

/// An array that belongs to the program.
struct ArrayPrimitive: Primitive {
  let values: [Double]
  let shape: Shape

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape { shape }
  func pullback(_ operands: [Tensor], _ result: Tensor, _ cotangent: Tensor, wanted: [Bool]) -> [Tensor?] { [] }
  var lowering: Lowering { .array(values) }
}
