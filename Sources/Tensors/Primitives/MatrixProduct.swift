/// C_p = A_p B_p for every p of equal leading axes: [p…, m, k] × [p…, k, n] → [p…, m, n].
struct MatrixProductPrimitive: Primitive {
  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    let (a, b) = (operands[0], operands[1])
    guard a.count >= 2, a.count == b.count, a.dropLast(2) == b.dropLast(2), a[a.count - 1] == b[b.count - 2] else {
      throw TensorError("a matrix product of shapes \(a) and \(b)")
    }
    return a.dropLast() + [b[b.count - 1]]
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    let (a, b) = (operands[0], operands[1])
    return [
      wanted[0] ? g.matrixProduct(b.transposed()) : nil,
      wanted[1] ? a.transposed().matrixProduct(g) : nil,
    ]
  }

  var lowering: Lowering { .matrixProduct }
}

extension Tensor {
  /// The matrix product over the last two axes. `other` is one matrix [k, n] for all, or has the same leading axes.
  public func matrixProduct(_ other: Tensor) -> Tensor {
    guard rank >= 1, other.rank >= 2 else { return trace.reject("a matrix product of shapes \(shape) and \(other.shape)") }
    if other.rank == 2, rank != 2 {
      let flat = reshaped([-1, shape[rank - 1]]).matrixProduct(other)
      return flat.reshaped(shape.dropLast() + [other.shape[1]])
    }
    // A product over one term is element-wise and fuses with its neighbours.
    if shape[rank - 1] == 1, other.shape[other.rank - 2] == 1, shape.dropLast(2) == other.shape.dropLast(2) {
      return self * other
    }
    return trace.record(MatrixProductPrimitive(), [self, other])
  }
}
