/// Repeats axes of extent 1, and adds leading axes.
struct BroadcastPrimitive: Primitive {
  let shape: Shape

  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape {
    guard Shape.broadcast(operands[0], shape) == shape else {
      throw TensorError("a tensor of shape \(operands[0]) does not broadcast to \(shape)")
    }
    return shape
  }

  func pullback(_ operands: [Tensor], _ result: Tensor, _ g: Tensor, wanted: [Bool]) -> [Tensor?] {
    [g.sum(to: operands[0].shape)]
  }

  var lowering: Lowering {
    .view { [shape] source in
      let lead = shape.count - source.shape.count
      let strides = shape.indices.map { axis in
        axis < lead || source.shape[axis - lead] == 1 && shape[axis] != 1 ? 0 : source.strides[axis - lead]
      }
      return StridedView(offset: source.offset, shape: shape, strides: strides)
    }
  }
}

extension Tensor {
  /// Repeats axes of extent 1 so that the shape becomes `shape`.
  public func broadcast(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    if let value = splat { return trace.constant(value, shape) }
    return trace.record(BroadcastPrimitive(shape: shape), [self])
  }

  /// The transpose of broadcasting: sums the axes in which `shape` has extent 1 or no axis.
  public func sum(to shape: Shape) -> Tensor {
    if self.shape == shape { return self }
    let lead = rank - shape.count
    guard lead >= 0 else { return trace.reject("a tensor of shape \(self.shape) cannot be summed to \(shape)") }
    let axes = self.shape.indices.filter { $0 < lead || shape[$0 - lead] == 1 && self.shape[$0] != 1 }
    return sum(axes: axes, keepingAxes: true).reshaped(shape)
  }
}
