/// A value inside a program that is being recorded: a place in the graph, and a shape.
///
/// Arithmetic on tensors records; nothing is computed until a `Plan` of the finished program runs.
public struct Tensor {
  public let trace: Trace
  let identifier: Int
  /// Extents, outermost first.
  public let shape: Shape

  init(trace: Trace, identifier: Int, shape: Shape) {
    self.trace = trace
    self.identifier = identifier
    self.shape = shape
  }

  public var rank: Int { shape.count }
  public var elementCount: Int { shape.elementCount }

  /// The value when it is one known number in every element.
  var splat: Double? {
    if case .splat(let value) = trace.nodes[identifier].primitive.lowering { value } else { nil }
  }

  /// The number, in every element of a tensor of this shape.
  func filled(_ value: Double) -> Tensor { trace.constant(value, shape) }

  /// An axis counted from the front, whether it was given from the front (0…) or from the back (−1…).
  func axis(_ axis: Int) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    if resolved < 0 || resolved >= rank { trace.fail("axis \(axis) of a tensor of shape \(shape)") }
    return Swift.max(0, Swift.min(resolved, Swift.max(rank - 1, 0)))
  }
}
