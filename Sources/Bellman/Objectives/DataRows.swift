internal import Networks
internal import Tensors

/// Which data rows and times a training step uses.
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
}
