/// The extents of a tensor's axes, outermost first; `[]` is a scalar.
public typealias Shape = [Int]

extension [Int] {
  /// Number of elements of a tensor of this shape.
  public var elementCount: Int { reduce(1, *) }

  /// Strides, in elements, of a row-major contiguous tensor of this shape.
  var contiguousStrides: [Int] {
    var strides = [Int](repeating: 1, count: count)
    var product = 1
    for axis in indices.reversed() {
      strides[axis] = product
      product *= self[axis]
    }
    return strides
  }

  /// The shape to which two shapes broadcast by NumPy's rule (aligned at the last axis, extent 1 repeats); nil when they do not.
  static func broadcast(_ left: Shape, _ right: Shape) -> Shape? {
    let rank = Swift.max(left.count, right.count)
    var result = Shape(repeating: 1, count: rank)
    for axis in 0..<rank {
      let a = axis < rank - left.count ? 1 : left[axis - (rank - left.count)]
      let b = axis < rank - right.count ? 1 : right[axis - (rank - right.count)]
      guard a == b || a == 1 || b == 1 else { return nil }
      result[axis] = a == 1 ? b : a
    }
    return result
  }
}
