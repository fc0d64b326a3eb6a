public import Tensors

/// A batch of states or tangent vectors outside of programs: row-major numbers for every part of a layout, in double precision.
public struct StateBatch: Hashable, Sendable {
  public let layout: StateLayout
  public private(set) var count: Int
  /// One array of count × elementCount numbers for every part.
  public var values: [[Double]]

  public init(_ layout: StateLayout, count: Int, values: [[Double]]) {
    precondition(
      values.count == layout.parts.count && zip(values, layout.parts).allSatisfy { $0.count == count * $1.elementCount },
      "values do not fit the layout")
    self.layout = layout
    self.count = count
    self.values = values
  }

  public init(zeros layout: StateLayout, count: Int) {
    self.layout = layout
    self.count = count
    values = layout.parts.map { [Double](repeating: 0, count: count * $0.elementCount) }
  }

  /// Points of a layout with one part, from row-major numbers.
  public init(vectors: [Double], dimension: Int) {
    self.init(StateLayout(vector: dimension), count: vectors.count / max(dimension, 1), values: [vectors])
  }

  /// The numbers of one row of a layout with one part.
  public func vector(_ row: Int) -> ArraySlice<Double> {
    let size = layout.parts[0].elementCount
    return values[0][row * size..<(row + 1) * size]
  }

  /// The chosen rows, in the order given.
  public func rows(_ indices: some Sequence<Int>) -> StateBatch {
    let indices = Array(indices)
    var result = StateBatch(zeros: layout, count: indices.count)
    for (part, shape) in layout.parts.enumerated() {
      let size = shape.elementCount
      for (row, index) in indices.enumerated() {
        for element in 0..<size { result.values[part][row * size + element] = values[part][index * size + element] }
      }
    }
    return result
  }

  /// This batch and another, one behind the other.
  public func appending(_ other: StateBatch) -> StateBatch {
    var result = self
    result.count += other.count
    for part in values.indices { result.values[part] += other.values[part] }
    return result
  }
}

extension Executor {
  /// Writes a batch into the inputs `prefix.part`, from the row `start` on.
  public func fill(_ prefix: String, with batch: StateBatch, startingAt start: Int = 0) throws {
    for (part, values) in zip(batch.layout.parts, batch.values) {
      let memory = try input("\(prefix).\(part.name)")
      let offset = start * part.elementCount
      guard offset + values.count <= memory.count else {
        throw TensorError("\(batch.count) rows in an executor for \(capacity)")
      }
      for (index, value) in values.enumerated() { memory[offset + index] = Scalar(value) }
    }
  }

  /// Reads the first `count` rows of the outputs `prefix.part`.
  public func batch(_ prefix: String, _ layout: StateLayout, count: Int) throws -> StateBatch {
    let values = try layout.parts.map { part in
      let memory = try output("\(prefix).\(part.name)")
      return (0..<count * part.elementCount).map { Double(memory[$0]) }
    }
    return StateBatch(layout, count: count, values: values)
  }
}
