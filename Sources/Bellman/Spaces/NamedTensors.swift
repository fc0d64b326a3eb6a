public import Tensors

/// A batch of states or tangent vectors inside a program: one tensor [batch, shape…] for every part of a layout, in its order.
public struct NamedTensors {
  public let layout: StateLayout
  public let tensors: [Tensor]

  public init(_ layout: StateLayout, _ tensors: [Tensor]) {
    self.layout = layout
    self.tensors = tensors
  }

  /// The tensor of a part; nil when the layout has no such part.
  public subscript(name: String) -> Tensor? {
    layout.parts.firstIndex { $0.name == name }.map { tensors[$0] }
  }

  /// The only tensor of a layout with one part.
  public var vector: Tensor { tensors[0] }

  public var trace: Trace { tensors[0].trace }

  public func map(_ body: (Tensor) -> Tensor) -> NamedTensors { NamedTensors(layout, tensors.map(body)) }

  public func combined(with other: NamedTensors, _ body: (Tensor, Tensor) -> Tensor) -> NamedTensors {
    NamedTensors(layout, zip(tensors, other.tensors).map(body))
  }

  public static func + (a: NamedTensors, b: NamedTensors) -> NamedTensors { a.combined(with: b, +) }
  public static func - (a: NamedTensors, b: NamedTensors) -> NamedTensors { a.combined(with: b, -) }
  public static func * (a: NamedTensors, scale: Double) -> NamedTensors { a.map { $0 * scale } }

  /// Every row scaled by its own number, `scale` [batch].
  public func scaled(byRows scale: Tensor) -> NamedTensors {
    map { $0 * scale.reshaped([scale.elementCount] + Array(repeating: 1, count: $0.rank - 1)) }
  }

  /// Σ of squares over everything but the batch: [batch].
  public func squaredNorm() -> Tensor { innerProduct(self) }

  /// Σ of products over everything but the batch: [batch].
  public func innerProduct(_ other: NamedTensors) -> Tensor {
    let terms = zip(tensors, other.tensors).map { a, b in (a * b).sum(axes: Array(1..<a.rank)) }
    return terms.dropFirst().reduce(terms[0], +)
  }
}

extension Trace {
  /// Declares an input of rows for every part of a layout; parts are named `prefix.part`.
  public func rows(_ prefix: String, _ layout: StateLayout) -> NamedTensors {
    NamedTensors(layout, layout.parts.map { rows("\(prefix).\($0.name)", $0.shape) })
  }

  /// Declares an output of rows for every part.
  public func output(_ prefix: String, _ values: NamedTensors) {
    for (part, tensor) in zip(values.layout.parts, values.tensors) { output("\(prefix).\(part.name)", tensor, .rows) }
  }
}
