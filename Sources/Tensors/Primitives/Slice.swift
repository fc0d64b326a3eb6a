/// A range of one axis.
struct SlicePrimitive: Primitive {
  let axis: Int
  let range: Range<Int>

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    var shape = operands[0]
    guard shape.indices.contains(axis), range.lowerBound >= 0, range.upperBound <= shape[axis] else {
      throw TensorError("the range \(range) of axis \(axis) of a tensor of shape \(shape)")
    }
    shape[axis] = range.count
    return shape
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    [g.padded(axis: axis, before: range.lowerBound, after: operands[0].shape[axis] - range.upperBound)]
  }

  var lowering: Lowering {
    .view { [axis, range] source in
      var result = source
      result.offset += range.lowerBound * source.strides[axis]
      result.shape[axis] = range.count
      return result
    }
  }
}

/// Zeros before and after along one axis; the transpose of a slice.
struct PadPrimitive: Primitive {
  let axis: Int
  let before: Int
  let after: Int

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    var shape = operands[0]
    guard shape.indices.contains(axis), before >= 0, after >= 0 else {
      throw TensorError("\(before) and \(after) zeros around axis \(axis) of a tensor of shape \(shape)")
    }
    shape[axis] += before + after
    return shape
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    [g.slice(axis: axis, before..<before + operands[0].shape[axis])]
  }

  var lowering: Lowering { .padding(axis: axis, before: before) }
}

extension Tensor {
  /// A range of one axis.
  public func slice(axis: Int, _ range: Range<Int>) -> Tensor {
    let place = self.axis(axis)
    if shape.indices.contains(place), range == 0..<shape[place] { return self }
    if let value = splat, shape.indices.contains(place) {
      var target = shape
      target[place] = range.count
      return trace.constant(value, target)
    }
    return trace.record(SlicePrimitive(axis: place, range: range), [self])
  }

  /// One position of an axis, which is taken away.
  public func element(axis: Int, _ index: Int) -> Tensor {
    let place = self.axis(axis)
    let part = slice(axis: place, index..<index + 1)
    return part.reshaped(part.shape.enumerated().filter { $0.offset != place }.map(\.element))
  }

  /// Zeros before and after along one axis.
  public func padded(axis: Int, before: Int, after: Int) -> Tensor {
    if before == 0, after == 0 { return self }
    return trace.record(PadPrimitive(axis: self.axis(axis), before: before, after: after), [self])
  }
}
