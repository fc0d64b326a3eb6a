/// Axes in another order: axis i of the result is axis permutation[i] of the operand.
struct TransposePrimitive: Primitive {
  let permutation: [Int]

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    guard permutation.sorted() == Array(operands[0].indices) else {
      throw TensorError("\(permutation) is no order of the axes of a tensor of shape \(operands[0])")
    }
    return permutation.map { operands[0][$0] }
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    var inverse = permutation
    for (position, axis) in permutation.enumerated() { inverse[axis] = position }
    return [g.transposed(inverse)]
  }

  var lowering: Lowering {
    .view { [permutation] source in
      StridedView(
        offset: source.offset, shape: permutation.map { source.shape[$0] }, strides: permutation.map { source.strides[$0] })
    }
  }
}

extension Tensor {
  /// Axes in another order: axis i of the result is axis `permutation[i]` of this tensor.
  public func transposed(_ permutation: [Int]) -> Tensor {
    if permutation == Array(0..<rank) { return self }
    return trace.record(TransposePrimitive(permutation: permutation), [self])
  }

  /// The last two axes exchanged.
  public func transposed() -> Tensor {
    guard rank >= 2 else { return trace.reject("a tensor of shape \(shape) has no two axes to exchange") }
    return transposed(Array(0..<rank - 2) + [rank - 1, rank - 2])
  }
}
