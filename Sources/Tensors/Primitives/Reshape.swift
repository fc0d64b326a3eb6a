/// The same elements, in row-major order, under another shape.
struct ReshapePrimitive: Primitive {
  let shape: Shape

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    guard operands[0].elementCount == shape.elementCount, shape.allSatisfy({ $0 >= 0 }) else {
      throw TensorError("a tensor of shape \(operands[0]) does not reshape to \(shape)")
    }
    return shape
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    [g.reshaped(operands[0].shape)]
  }

  var lowering: Lowering { .reshape }
}

extension Tensor {
  /// The same elements, in row-major order, under another shape. One extent may be −1: it is then what is left over.
  public func reshaped(_ shape: Shape) -> Tensor {
    var target = shape
    if let open = target.firstIndex(of: -1) {
      let rest = target.enumerated().reduce(1) { $1.offset == open ? $0 : $0 * $1.element }
      target[open] = rest > 0 ? elementCount / rest : 0
    }
    if target == self.shape { return self }
    if let value = splat { return trace.constant(value, target) }
    if case .reshape = trace.nodes[identifier].primitive.lowering {
      let source = trace.nodes[identifier].operands[0]
      return Tensor(trace: trace, identifier: source, shape: trace.nodes[source].shape).reshaped(target)
    }
    return trace.record(ReshapePrimitive(shape: target), [self])
  }

  /// Adds an axis of extent 1 before `axis`; −1 adds it after the last.
  public func expandingAxis(_ axis: Int) -> Tensor {
    var target = shape
    let place = axis < 0 ? axis + rank + 1 : axis
    guard (0...rank).contains(place) else { return trace.reject("axis \(axis) added to a tensor of shape \(shape)") }
    target.insert(1, at: place)
    return reshaped(target)
  }
}
