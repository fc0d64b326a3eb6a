internal import Files

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
