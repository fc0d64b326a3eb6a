/// Tensors one behind the other along an axis.
struct ConcatenationPrimitive: Primitive {
  let axis: Int

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    guard var shape = operands.first, shape.indices.contains(axis) else {
      throw TensorError("concatenation along axis \(axis) of shapes \(operands)")
    }
    for operand in operands.dropFirst() {
      var expected = shape
      if operand.indices.contains(axis) { expected[axis] = operand[axis] }
      guard operand == expected else { throw TensorError("concatenation along axis \(axis) of shapes \(operands)") }
      shape[axis] += operand[axis]
    }
    return shape
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    var start = 0
    return zip(operands, wanted).map { operand, isWanted in
      let range = start..<start + operand.shape[axis]
      start = range.upperBound
      return isWanted ? g.slice(axis: axis, range) : nil
    }
  }

  var lowering: Lowering { .concatenation(axis: axis) }
}

extension Tensor {
  /// Tensors one behind the other along an axis; the other extents are equal.
  public static func concatenated(_ tensors: [Tensor], axis: Int) -> Tensor? {
    guard let first = tensors.first else { return nil }
    return tensors.count == 1 ? first : first.trace.record(ConcatenationPrimitive(axis: first.axis(axis)), tensors)
  }

  /// This tensor and others, one behind the other along an axis.
  public func concatenated(with others: [Tensor], axis: Int) -> Tensor {
    others.isEmpty ? self : trace.record(ConcatenationPrimitive(axis: self.axis(axis)), [self] + others)
  }

  /// Tensors of one shape side by side along a new axis.
  public func stacked(with others: [Tensor], axis: Int) -> Tensor {
    let place = axis < 0 ? axis + rank + 1 : axis
    return expandingAxis(place).concatenated(with: others.map { $0.expandingAxis(place) }, axis: place)
  }
}
