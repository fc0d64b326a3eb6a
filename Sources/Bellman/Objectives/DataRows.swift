internal import Networks
internal import Synchronization
internal import Tensors

/// Which data rows and times a training step uses, and how its threads share them.
public enum DataRows {
  /// Rows of the batch, drawn with replacement.
  /// - Throws: `ModelError` when there are none to draw from.
  public static func indices(_ count: Int, of total: Int, seed: UInt64, step: Int) throws -> [Int] {
    guard total > 0 else { throw ModelError("there are no data rows to train on") }
    var stream = RandomCoordinates(seed: seed, stream: RandomPurpose.batchOrder, step: step).generator(row: 0)
    return (0..<max(count, 0)).map { _ in min(total - 1, Int(stream.uniform() * Double(total))) }
  }

  /// One time in each of `count` equal parts of the interval: the mean of a function of time varies less than with free
  /// draws.
  public static func times(_ count: Int, in interval: ClosedRange<Double>, seed: UInt64, step: Int) -> [Double] {
    var stream = RandomCoordinates(seed: seed, stream: RandomPurpose.times, step: step).generator(row: 0)
    let length = interval.upperBound - interval.lowerBound
    return (0..<max(count, 0)).map { interval.lowerBound + length * (Double($0) + stream.uniform()) / Double(count) }
  }

  /// What `make` gives for the rows of a batch, a few rows at a time and on several threads, with the number of each
  /// piece's first row. The pieces are the same for any number of threads, and so are the results: what is drawn for a
  /// row depends on its number alone (see `RandomCoordinates.firstRow`).
  static func pieces<Piece: Sendable>(
    of count: Int, threads: Int, _ make: @Sendable (Range<Int>) throws -> Piece
  ) throws -> [(start: Int, piece: Piece)] {
    let starts = Array(stride(from: 0, to: count, by: rowsOfAPiece))
    let results = Mutex([Int: Result<Piece, any Error>]())
    Parallel.forEach(starts.count, threads: threads) { _, index in
      let piece = Result { try make(starts[index]..<min(starts[index] + rowsOfAPiece, count)) }
      results.withLock { $0[index] = piece }
    }
    let made = results.withLock { $0 }
    return try starts.indices.compactMap { index in
      try made[index].map { try (starts[index], $0.get()) }
    }
  }

  private static var rowsOfAPiece: Int { 32 }
}
