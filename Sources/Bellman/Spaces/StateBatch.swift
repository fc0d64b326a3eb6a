public import Tensors

/// A batch of states or tangent vectors outside of programs: row-major numbers for every part of a layout, in double
/// precision.
public struct StateBatch: StateCollection, Hashable {
  public let layout: StateLayout
  public private(set) var count: Int
  /// One array of count × elementCount numbers for every part.
  public var values: [[Double]]

  /// Numbers that are missing are NaN, which every check reports, and numbers beyond the last row are left out.
  public init(_ layout: StateLayout, count: Int, values: [[Double]]) {
    self.layout = layout
    self.count = max(count, 0)
    self.values = values
    for index in layout.parts.indices {
      if index >= values.count { self.values.append([]) }
      let excess = self.values[index].count - self.count * layout.parts[index].elementCount
      if excess > 0 { self.values[index].removeLast(excess) }
      if excess < 0 { self.values[index] += [Double](repeating: .nan, count: -excess) }
    }
    self.values.removeLast(self.values.count - layout.parts.count)
  }

  public init(zeros layout: StateLayout, count: Int) {
    let count = max(count, 0)
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

  public var groupsOfEqualRows: [[Int]] {
    var indices: [[Double]: Int] = [:]
    var groups: [[Int]] = []
    for row in 0..<count {
      let key = key(of: row)
      if let index = indices[key] {
        groups[index].append(row)
      } else {
        indices[key] = groups.count
        groups.append([row])
      }
    }
    return groups
  }

  /// What tells a row's state from others.
  public func key(of row: Int) -> [Double] {
    zip(layout.parts, values).flatMap { part, values in
      // Adding zero makes −0 and 0 the same location.
      values[row * part.elementCount..<(row + 1) * part.elementCount].map { $0 + 0 }
    }
  }

  /// This batch and another of the same layout, one behind the other.
  public func appending(_ other: StateBatch) -> StateBatch {
    StateBatch(layout, count: count + other.count, values: zip(values, other.values).map(+))
  }
}

extension Executor {
  /// Writes a batch into the inputs `prefix.part`, from the row `start` on.
  public func fill(_ prefix: String, with batch: StateBatch, startingAt start: Int = 0) throws {
    for (part, values) in zip(batch.layout.parts, batch.values) {
      let memory = try input("\(prefix).\(part.name)")
      let offset = start * part.elementCount
      guard start >= 0, offset + values.count <= memory.count else {
        throw TensorError("\(batch.count) rows in an executor for \(capacity)")
      }
      for (index, value) in values.enumerated() { memory[offset + index] = Scalar(value) }
    }
  }

  /// Reads the first `count` rows of the outputs `prefix.part`.
  public func batch(_ prefix: String, _ layout: StateLayout, count: Int) throws -> StateBatch {
    let values = try layout.parts.map { part in
      let memory = try output("\(prefix).\(part.name)")
      guard (0...memory.count).contains(count * part.elementCount) else {
        throw TensorError(
          "\(count) rows of \(part.elementCount) numbers are asked of “\(prefix).\(part.name)”, which holds \(memory.count) in all")
      }
      return (0..<count * part.elementCount).map { Double(memory[$0]) }
    }
    return StateBatch(layout, count: count, values: values)
  }
}
