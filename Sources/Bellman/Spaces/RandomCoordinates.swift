public import Tensors

/// Coordinates of counter-based randomness: what is drawn for row i depends on (seed, stream, step, i) alone.
public struct RandomCoordinates: Hashable, Sendable {
  public var seed: UInt64
  public var stream: UInt32
  public var step: UInt32
  /// Number of the batch's first row.
  public var firstRow: Int

  public init(seed: UInt64, stream: UInt32, step: Int = 0, firstRow: Int = 0) {
    self.seed = seed
    self.stream = stream
    self.step = UInt32(truncatingIfNeeded: step)
    self.firstRow = firstRow
  }

  /// Coordinates of a source of its own for a part of the work, “the k-th step”, “the k-th model”: independent of what
  /// is drawn with these coordinates, and of every other part's, however many rows and parts there are.
  public func branch(_ part: Int) -> RandomCoordinates {
    var result = self
    var stream = RandomStream(
      seed: seed, stream: stream ^ 0x8000_0000, step: step, index: UInt32(truncatingIfNeeded: part))
    result.seed = stream.next()
    return result
  }

  /// The generator of one row.
  public func generator(row: Int) -> RandomStream {
    RandomStream(seed: seed, stream: stream, step: step, index: UInt32(truncatingIfNeeded: firstRow + row))
  }

  /// Standard normal numbers for `count` rows of a layout.
  public func normals(_ layout: StateLayout, count: Int) -> StateBatch {
    var batch = StateBatch(zeros: layout, count: count)
    for part in layout.parts.indices {
      let size = layout.parts[part].elementCount
      batch.values[part].withUnsafeMutableBufferPointer { buffer in
        Double.fillNormal(
          buffer, seed: seed, stream: stream &+ UInt32(part) << 20, step: step, first: firstRow * size)
      }
    }
    return batch
  }
}
