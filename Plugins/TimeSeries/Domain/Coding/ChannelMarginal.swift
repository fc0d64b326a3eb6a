internal import Analysis
internal import Foundation

/// The law of one channel's values over all rows, and the map that makes it standard.
///
/// - `.scaled`: z = (x − mean)/deviation, for values whose law is not far from a normal one in its tails.
/// - `.logarithmic`: z = (log x − mean)/deviation, for values above zero that go over a large range: what changes in proportion to its size, as prices do.
/// - `.normalScores`: z = Φ⁻¹(F(x)) with the data's F, for heavy tails, skew, and values that come again and again. F is a line between knots.
///   A value with a share of its own (an atom, as a gap that is often closed) is an interval of z: going there a place in it is drawn, coming back
///   all of it is the value, so that atoms keep their share to the last digit.
public enum ChannelMarginal: Hashable, Sendable {
  /// Which of them channels get.
  public enum Choice: String, Hashable, Sendable, Codable, CaseIterable {
    /// What suits the data of each.
    case fitted
    /// `.scaled` for all that have no bound: for fields and motions, whose values are smooth functions of something else.
    case scaled
  }

  case scaled(mean: Double, deviation: Double)
  case logarithmic(mean: Double, deviation: Double)
  case normalScores(Knots)

  /// A line through (zᵢ, xᵢ), both ascending; two knots with one x are an atom, and two with one z are where an atom ends and the next begins.
  public struct Knots: Hashable, Sendable {
    public let scores: [Double]
    public let values: [Double]
  }

  /// Values that come more often than this, and at least so often, have an interval of their own.
  private static var atomShare: Double { 0.002 }
  private static var fewestOfAtom: Int { 5 }
  /// From this skewness, or excess of kurtosis, on a channel is made normal.
  private static var remarkable: Double { 1 }
  /// The greatest difference of distribution functions with which a channel counts as normal.
  private static var normalDistance: Double { 0.06 }
  /// From this ratio of the greatest value to the least on logarithms are taken.
  private static var largeRange: Double { 4 }
  private static var mostKnots: Int { 400 }

  /// - Parameters:
  ///   - values: of the training rows, all finite; not empty.
  ///   - isBounded: whether the values have a bound that many come near to: a gap, a share.
  public init(of values: [Double], isBounded: Bool, _ choice: Choice = .fitted) throws {
    if choice == .scaled, !isBounded {
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      self = .scaled(mean: mean, deviation: variance > 0 ? variance.squareRoot() : 1)
      return
    }
    if !isBounded, let least = values.min(), let greatest = values.max(), least > 0, greatest > Self.largeRange * least {
      let logarithms = values.map { log($0) }
      guard case .scaled(let mean, let deviation) = try ChannelMarginal(asTheyAre: logarithms, isBounded: false) else {
        self = try ChannelMarginal(asTheyAre: values, isBounded: false)
        return
      }
      self = .logarithmic(mean: mean, deviation: deviation)
      return
    }
    self = try ChannelMarginal(asTheyAre: values, isBounded: isBounded)
  }

  private init(asTheyAre values: [Double], isBounded: Bool) throws {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    func moment(_ power: Int) -> Double { values.reduce(0) { $0 + pow($1 - mean, Double(power)) } / count }
    let variance = moment(2)
    let deviation = variance > 0 ? variance.squareRoot() : 1
    let sorted = values.sorted()
    let (skew, excess) = variance > 0 ? (moment(3) / pow(deviation, 3), moment(4) / (variance * variance) - 3) : (0, 0)
    let (knots, hasAtoms) = try Self.knots(sorted)
    guard knots.values.first != knots.values.last,
      try isBounded || hasAtoms || abs(skew) > Self.remarkable || excess > Self.remarkable
        || Self.distanceFromNormal(sorted, mean, deviation) > Self.normalDistance
    else {
      self = .scaled(mean: mean, deviation: deviation)
      return
    }
    self = .normalScores(knots)
  }

  /// max |F(x) − Φ((x − mean)/deviation)| over the data.
  private static func distanceFromNormal(_ sorted: [Double], _ mean: Double, _ deviation: Double) throws -> Double {
    let law = NormalLaw()
    var distance = 0.0
    for (rank, value) in sorted.enumerated() {
      distance = max(distance, abs((Double(rank) + 0.5) / Double(sorted.count) - (try law.lowerTail((value - mean) / deviation))))
    }
    return distance
  }

  private static func knots(_ sorted: [Double]) throws -> (Knots, hasAtoms: Bool) {
    let count = Double(sorted.count)
    var (scores, values, hasAtoms) = ([Double](), [Double](), false)
    let spacing = max(1, Double(sorted.count) / Double(mostKnots))
    var (index, next) = (0, 0.0)
    let law = NormalLaw()
    func score(_ share: Double) throws -> Double { try law.quantile(lowerTail: min(max(share, 0.25 / count), 1 - 0.25 / count)) }
    while index < sorted.count {
      var end = index + 1
      while end < sorted.count, sorted[end] == sorted[index] { end += 1 }
      let (from, to) = (Double(index) / count, Double(end) / count)
      if end - index >= fewestOfAtom, to - from >= atomShare {
        hasAtoms = true
        scores += [try score(from), try score(to)]
        values += [sorted[index], sorted[index]]
        next = Double(end)
      } else if Double(end) >= next || end == sorted.count {
        scores.append(try score(0.5 * (from + to)))
        values.append(sorted[index])
        // The ends are drawn finely: tails are where knots lie far apart in z.
        let distance = min(Double(end), count - Double(end))
        next = Double(end) + min(spacing, max(1, distance / 8))
      }
      index = end
    }
    return (Knots(scores: scores, values: values), hasAtoms)
  }

  /// z of a value; `place` in 0…1 says where in an atom's interval, as a share of its probability.
  public func score(_ value: Double, place: Double) -> Double {
    switch self {
    case .scaled(let mean, let deviation): return (value - mean) / deviation
    // A number for what should not be there, so that nothing breaks.
    case .logarithmic(let mean, let deviation): return (log(value > 0 ? value : .leastNormalMagnitude) - mean) / deviation
    case .normalScores(let knots):
      let (first, last) = (Self.firstIndex(knots.values, atLeast: value), Self.firstIndex(knots.values, above: value) - 1)
      if first < last { return Self.score(in: knots.scores[first], knots.scores[last], place: place) }
      if first == last { return knots.scores[first] }
      return Self.line(knots.values, knots.scores, value, upper: first) { 1 / Self.riseBeyond($0, of: knots) }
    }
  }

  /// A place in an atom's interval as a standard normal law has it there: Φ⁻¹(Φ(a) + place (Φ(b) − Φ(a))), so that scores of the data are normal.
  ///
  /// It is below b, which may be where the next atom begins.
  private static func score(in a: Double, _ b: Double, place: Double) -> Double {
    let law = NormalLaw()
    // From the nearer tail, where digits are.
    let isAbove = a > 0
    guard let low = try? isAbove ? law.upperTail(a) : law.lowerTail(a), let high = try? isAbove ? law.upperTail(b) : law.lowerTail(b),
      let score = try? isAbove ? law.quantile(upperTail: low + place * (high - low)) : law.quantile(lowerTail: low + place * (high - low))
    else { return a + place * (b - a) }
    return max(a, min(score, b.nextDown))
  }

  /// The value that belongs to z.
  public func value(_ score: Double) -> Double {
    switch self {
    case .scaled(let mean, let deviation): return mean + deviation * score
    case .logarithmic(let mean, let deviation): return exp(mean + deviation * score)
    case .normalScores(let knots):
      let upper = Self.firstIndex(knots.scores, above: score)
      if upper > 0, knots.scores[upper - 1] == score || upper < knots.scores.count && knots.values[upper - 1] == knots.values[upper] {
        return knots.values[upper - 1]
      }
      return Self.line(knots.scores, knots.values, score, upper: upper) { Self.riseBeyond($0, of: knots) }
    }
  }

  // MARK: Lines

  /// y at x on the line through the knots beside it; beyond the last knot goes on a line that rises by `riseBeyond` a score. Beyond an atom nothing is.
  private static func line(_ xs: [Double], _ ys: [Double], _ x: Double, upper: Int, beyond slope: (Int) -> Double) -> Double {
    let last = xs.count - 1
    guard upper == 0 || upper > last else {
      let (a, b) = (xs[upper - 1], xs[upper])
      return a == b ? ys[upper] : ys[upper - 1] + (x - a) / (b - a) * (ys[upper] - ys[upper - 1])
    }
    let (end, next) = upper == 0 ? (0, 1) : (last, last - 1)
    return xs[end] == xs[next] || ys[end] == ys[next] ? ys[end] : ys[end] + (x - xs[end]) * slope(end)
  }

  /// dx/dz beyond a last knot: that of the line through it and the first knot half a score away, for heavy tails, and at least half the range of the middle
  /// two scores. The last two of many data lie as close as chance has it, and a law may end sharply: what comes beyond would be thrown far off.
  private static func riseBeyond(_ end: Int, of knots: Knots) -> Double {
    let (scores, values) = (knots.scores, knots.values)
    let inward = end == 0 ? 1 : -1
    var other = end + inward
    while scores.indices.contains(other + inward), abs(scores[other] - scores[end]) < 0.5 { other += inward }
    let middle = [-1.0, 1].map { values[min(firstIndex(scores, atLeast: $0), scores.count - 1)] }
    return max((values[other] - values[end]) / (scores[other] - scores[end]), 0.5 * (middle[1] - middle[0]))
  }

  private static func firstIndex(_ sorted: [Double], atLeast value: Double) -> Int { first(sorted) { $0 >= value } }
  private static func firstIndex(_ sorted: [Double], above value: Double) -> Int { first(sorted) { $0 > value } }

  private static func first(_ sorted: [Double], _ condition: (Double) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if condition(sorted[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
