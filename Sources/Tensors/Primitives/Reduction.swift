/// The sum or the maximum over some axes, which stay with extent 1.
struct ReductionPrimitive: Primitive {
  let kind: ReductionKind
  let axes: [Int]

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    var shape = operands[0]
    for axis in axes {
      guard shape.indices.contains(axis) else { throw TensorError("axis \(axis) of a tensor of shape \(operands[0])") }
      shape[axis] = 1
    }
    return shape
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    let x = operands[0]
    switch kind {
    case .sum: return [g.broadcast(to: x.shape)]
    case .maximum:
      // Equal largest elements share the cotangent.
      let largest = x.isEqual(result.broadcast(to: x.shape))
      let count = largest.sum(axes: axes, keepingAxes: true)
      return [(g / count).broadcast(to: x.shape) * largest]
    }
  }

  var lowering: Lowering { .reduction(kind, axes: axes) }
}

extension Tensor {
  private func reduce(_ kind: ReductionKind, _ axes: [Int], _ keepingAxes: Bool) -> Tensor {
    let resolved = Set(axes.map { axis($0) }).sorted()
    // Axes of extent 1 are reduced by a change of shape alone.
    let real = resolved.filter { shape.indices.contains($0) && shape[$0] != 1 }
    var result = self
    if !real.isEmpty {
      if kind == .sum, let value = splat {
        let count = real.reduce(1) { $0 * shape[$1] }
        result = trace.constant(value * Double(count), shape.enumerated().map { real.contains($0.offset) ? 1 : $0.element })
      } else {
        result = trace.record(ReductionPrimitive(kind: kind, axes: real), [self])
      }
    }
    if keepingAxes { return result }
    let kept = shape.indices.filter { !resolved.contains($0) }.map { shape[$0] }
    return result.reshaped(kept)
  }

  /// Σ over the given axes.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> Tensor { reduce(.sum, axes, keepingAxes) }
  public func sum(axis: Int, keepingAxis: Bool = false) -> Tensor { sum(axes: [axis], keepingAxes: keepingAxis) }
  /// Σ over all elements; a scalar.
  public func sum() -> Tensor { sum(axes: Array(0..<rank)) }

  /// Mean over the given axes.
  public func mean(axes: [Int], keepingAxes: Bool = false) -> Tensor {
    let count = Set(axes.map { axis($0) }).reduce(1) { $0 * (shape.indices.contains($1) ? shape[$1] : 1) }
    return sum(axes: axes, keepingAxes: keepingAxes) * (1 / Double(count))
  }
  public func mean(axis: Int, keepingAxis: Bool = false) -> Tensor { mean(axes: [axis], keepingAxes: keepingAxis) }

  /// The greatest element over the given axes; the derivative is shared among equals.
  public func maximum(axes: [Int], keepingAxes: Bool = false) -> Tensor { reduce(.maximum, axes, keepingAxes) }
  public func maximum(axis: Int, keepingAxis: Bool = false) -> Tensor { maximum(axes: [axis], keepingAxes: keepingAxis) }
}
