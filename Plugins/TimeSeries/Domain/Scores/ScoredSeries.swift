internal import Files
internal import Networks
internal import Tensors

/// Series as the networks of the scores read them, and whether they can be scored at all.
struct ScoredSeries: Sendable {
  let count: Int
  let length: Int
  let channels: Int
  /// [count, length, channels]
  let values: [Float]

  init(_ series: SeriesArray) {
    (count, length, channels) = (series.count, series.length, series.channels)
    values = series.values.map { Float($0) }
  }

  var width: Int { length * channels }

  /// Writes one series to `target`.
  func copy(_ number: Int, to target: UnsafeMutablePointer<Float>) {
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { target.update(from: base + number * width, count: width) }
    }
  }

  /// - Throws: `ProgramError` for series of other shapes, fewer than `least` of either, fewer times than `times`, and values that are missing or have
  ///   no single-precision form.
  static func check(_ real: SeriesArray, _ generated: SeriesArray, for score: String, least: Int = 2, times: Int = 1) throws(ProgramError) {
    guard real.length == generated.length, real.channels == generated.channels else {
      throw ProgramError(
        .data,
        "the \(score) compares series of \(real.length) times and \(real.channels) channels with series of \(generated.length) and \(generated.channels)",
        remedy: "give both the same shape")
    }
    for (name, series) in [("real", real), ("generated", generated)] {
      guard series.count >= least, series.length >= times, series.channels >= 1 else {
        throw ProgramError(
          .data, "the \(score) is given \(series.count) \(name) series of \(series.length) times and \(series.channels) channels",
          remedy: "give at least \(least) series of at least \(times) times and 1 channel")
      }
      if let place = series.values.firstIndex(where: { !Float($0).isFinite }) {
        let (number, inside) = place.quotientAndRemainder(dividingBy: series.width)
        let (time, channel) = inside.quotientAndRemainder(dividingBy: series.channels)
        throw ProgramError(
          .data,
          "the \(score) is given \(name) series with a value that is missing or beyond 10³⁸: series \(number + 1), time \(time + 1), channel \(channel + 1)",
          remedy: "fill the gaps, or leave such series out")
      }
    }
  }
}

extension ScoredSeries {
  /// Throws a usage error for an option that is out of its range.
  static func require(_ condition: Bool, _ option: @autoclosure () -> String, _ remedy: String = "give at least 1") throws(ProgramError) {
    if !condition { throw ProgramError(.usage, option(), remedy: remedy) }
  }

  /// Checks the options of a score whose networks are trained.
  static func requireTraining(repeats: Int, steps: Int, batch: Int, rate: Double, for score: String) throws(ProgramError) {
    for (name, number) in [("repeats", repeats), ("steps", steps), ("rows in a batch", batch)] {
      try require(number >= 1, "the \(score) with \(number) \(name)")
    }
    try require(rate > 0 && rate.isFinite, "the \(score) with the learning rate \(rate)", "give a positive number")
  }
}

/// Streams of counter-based randomness of the scores and the baselines; a stream has one purpose.
enum ScoreStream {
  static let split = RandomPurpose.domain + 0x5C00
  static let batch = RandomPurpose.domain + 0x5C01
  static let crops = RandomPurpose.domain + 0x5C02
  static let dropout = RandomPurpose.domain + 0x5C03
  static let subsets = RandomPurpose.domain + 0x5C04
  static let repeats = RandomPurpose.domain + 0x5C05
  static let ties = RandomPurpose.domain + 0x5C06

  /// A seed of its own for each repeat.
  static func seed(_ seed: UInt64, repeat number: Int) -> UInt64 {
    var stream = RandomStream(seed: seed, stream: repeats, step: UInt32(truncatingIfNeeded: number))
    return stream.next()
  }

  /// What `body` gives for each repeat, on several threads.
  static func repeated<Value: Sendable>(
    _ count: Int, seed: UInt64, _ body: @Sendable (_ number: Int, _ seed: UInt64) throws -> Value
  ) throws -> [Value] {
    try Parallel.map(count) { number in
      Result { try body(number, Self.seed(seed, repeat: number)) }
    }.map { try $0.get() }
  }
}

extension RandomStream {
  /// A whole number in 0..<count.
  mutating func index(below count: Int) -> Int { min(count - 1, Int(uniform() * Double(count))) }

  /// The numbers 0..<count in a random order.
  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) { order.swapAt(place, index(below: place + 1)) }
    return order
  }
}
