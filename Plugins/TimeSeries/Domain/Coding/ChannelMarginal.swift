internal import Analysis
internal import Foundation

/// The law of one channel's values over all rows, and the map that makes it standard.
public struct ChannelMarginal: Hashable, Sendable {
  /// Which maps channels get.
  public enum Choice: String, Hashable, Sendable, Codable, CaseIterable {
    /// What suits the data of each.
    case fitted
    /// `.scaled` for all that have no bound: for fields and motions, whose values are smooth functions of something else.
    case scaled
  }

  /// - `.scaled`: z = (x − mean)/deviation, for values whose law is not far from a normal one.
  /// - `.logarithmic`: z = (log x − mean)/deviation, for values above zero that go over a large range: what changes in proportion to its size, as prices do.
  /// - `.normalScores`: z = Φ⁻¹(F(x)) with the data's F, for heavy tails, skew, and values that come again and again. F is a line between knots.
  ///   A value with a share of its own (an atom, as a gap that is often closed) is an interval of z: going there a place in it is chosen (`AtomPlaces`), coming
  ///   back all of it is the value, so that atoms keep their share to the last digit.
  public enum Map: Hashable, Sendable {
    case scaled(mean: Double, deviation: Double)
    case logarithmic(mean: Double, deviation: Double)
    case normalScores(Knots)
  }

  public let map: Map
  /// The values that readings are rounded to, ascending; what comes back is the nearest of them. Empty where values are not rounded.
  public let grid: [Double]

  public init(_ map: Map, grid: [Double] = []) { (self.map, self.grid) = (map, grid) }

  /// A line through (zᵢ, xᵢ), both ascending; two knots with one x are an atom, and two with one z are where an atom ends and the next begins.
  public struct Knots: Hashable, Sendable {
    public let scores: [Double]
    public let values: [Double]

    /// Whether any value is an interval of z.
    var hasAtoms: Bool { zip(values, values.dropFirst()).contains { $0 == $1 } }
  }

  /// Where so many of the different values come again, they are rounded.
  private static var roundedShare: Double { 0.25 }
  /// Values that come more often than this, and at least so often, have an interval of their own.
  private static var atomShare: Double { 0.002 }
  private static var fewestOfAtom: Int { 5 }
  /// From this skewness, or excess of kurtosis, on a channel is made normal.
  private static var remarkable: Double { 1 }
  /// The greatest difference of distribution functions with which a channel counts as normal.
  private static var normalDistance: Double { 0.06 }
  /// What a Gaussian law holds for next to impossible counts as this: steps have heavier tails.
  private static var leastChance: Double { 1e-12 }
  /// From this ratio of the greatest value to the least on logarithms are taken.
  private static var largeRange: Double { 4 }

  /// How far apart knots lie, in values between them.
  private struct KnotSpacing {
    /// In the middle, as a share of all values.
    let middle: Double
    /// Towards the ends, as a share of the values beyond.
    let tail: Double
    /// Nowhere less than this share of all values.
    let least: Double

    static let fine = KnotSpacing(middle: 1.0 / 400, tail: 1.0 / 8, least: 0)
    /// What a slow channel has been at is known from few visits to each place: a line through all of them would bend with every one.
    static let coarse = KnotSpacing(middle: 1.0 / 12, tail: 1.0 / 2, least: 1.0 / 100)
  }

  /// - Parameters:
  ///   - values: of the training rows, in windows one behind the other; all finite, not empty.
  ///   - windowLength: values of a window; all of them when nil.
  ///   - isBounded: whether the values have a bound that many come near to: a gap, a share.
  public init(of values: [Double], windowLength: Int? = nil, isBounded: Bool, _ choice: Choice = .fitted) throws {
    let (mean, deviation) = Self.moments(values)
    let scaled = Map.scaled(mean: mean, deviation: deviation)
    let sorted = values.sorted()
    guard isBounded || choice == .fitted, let least = sorted.first, let greatest = sorted.last, least < greatest else {
      self.init(scaled)
      return
    }
    let fine = try Self.knots(sorted, .fine)
    let grid = isBounded ? [] : Self.grid(sorted)
    guard !isBounded, !fine.hasAtoms || !grid.isEmpty else {
      self.init(.normalScores(fine))
      return
    }
    var plain = [scaled]
    if least > 0, greatest > Self.largeRange * least {
      let (mean, deviation) = Self.moments(values.map { log($0) })
      plain.insert(.logarithmic(mean: mean, deviation: deviation), at: 0)
    }
    guard try !grid.isEmpty || !Self.isNormal(sorted.map { ChannelMarginal(plain[0]).score($0, place: 0.5) }) else {
      self.init(plain[0])
      return
    }
    var maps = plain + [.normalScores(try Self.knots(sorted, .coarse, atoms: false)), .normalScores(fine)]
    if fine.hasAtoms { maps.append(.normalScores(try Self.knots(sorted, .fine, atoms: false))) }
    let candidates = maps.map { ChannelMarginal($0, grid: grid) }
    let likelihoods = candidates.map { $0.logLikelihood(of: values, windowLength: windowLength ?? values.count) }
    self = zip(candidates, likelihoods).max { $0.1 < $1.1 }?.0 ?? ChannelMarginal(scaled, grid: grid)
  }

  /// The different values, where they are rounded.
  private static func grid(_ sorted: [Double]) -> [Double] {
    var values: [(value: Double, count: Int)] = []
    for value in sorted {
      if values.last?.value == value { values[values.count - 1].count += 1 } else { values.append((value, 1)) }
    }
    let again = values.count { $0.count > 1 }
    return Double(again) >= roundedShare * Double(values.count) ? values.map(\.value) : []
  }

  private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance > 0 ? variance.squareRoot() : 1)
  }

  /// Whether values of mean zero and variance one, ascending, are near to normal: by skewness, kurtosis, and max |F(z) − Φ(z)|.
  private static func isNormal(_ sorted: [Double]) throws -> Bool {
    let count = Double(sorted.count)
    let skewness = sorted.reduce(0) { $0 + $1 * $1 * $1 } / count
    let excess = sorted.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count - 3
    guard abs(skewness) <= remarkable, excess <= remarkable else { return false }
    let law = NormalLaw()
    return try sorted.enumerated().allSatisfy { rank, value in
      abs((Double(rank) + 0.5) / count - (try law.lowerTail(value))) <= normalDistance
    }
  }

  /// How well the law x ↦ z of this kind and a Gaussian z whose steps depend on the one before alone explain the steps of windows, in nats a step.
  ///
  /// Of values that are not rounded, log dz/dx − ½ log Var(z_t | z_{t−1}) + const; of rounded ones the chance of the interval of z that is rounded to the value.
  /// For values that do not depend on each other it is the likelihood of the marginal law. For slow ones it is that of steps: a map that bends at every
  /// value makes steps of one size into steps of all sizes, and costs more than it explains.
  private func logLikelihood(of values: [Double], windowLength: Int) -> Double {
    let scores = values.map { score($0, place: 0.5) }
    let steps = scores.indices.filter { $0 % windowLength > 0 }
    guard steps.count > 1 else { return -.infinity }
    let law = StepLaw(scores, steps)
    guard !grid.isEmpty else {
      return steps.reduce(0) { $0 + logRise(values[$1]) } / Double(steps.count) - 0.5 * log(law.variance)
    }
    let edges = [-.infinity] + zip(grid, grid.dropFirst()).map { score(0.5 * ($0 + $1), place: 0.5) } + [.infinity]
    let intervals = values.map { value -> (low: Double, high: Double) in
      let number = Self.firstIndex(grid, atLeast: value)
      return (edges[number], edges[number + 1])
    }
    // What is spread over its interval varies by a twelfth of the width squared more than the middles; those at the ends are as wide as they are to their edge.
    let within = zip(scores, intervals).reduce(0) { sum, own in
      let (below, above) = (own.0 - own.1.low, own.1.high - own.0)
      let width = below.isFinite && above.isFinite ? below + above : 2 * min(below, above)
      return sum + width * width / 12
    }
    let scale = (2 * (law.variance + within / Double(scores.count))).squareRoot()
    return steps.reduce(0) { sum, place in
      let expected = law.constant + law.slope * scores[place - 1]
      let (low, high) = ((intervals[place].low - expected) / scale, (intervals[place].high - expected) / scale)
      // From the tail where digits are.
      let chance = low > 0 ? erfc(low) - erfc(high) : erfc(-high) - erfc(-low)
      return sum + log(max(0.5 * chance, Self.leastChance))
    } / Double(steps.count)
  }

  /// The least squares of z_t on z_{t−1}, and the variance that they leave.
  private struct StepLaw {
    let constant: Double
    let slope: Double
    let variance: Double

    /// - Parameter steps: the t.
    init(_ scores: [Double], _ steps: [Int]) {
      let count = Double(steps.count)
      func mean(_ value: (Int) -> Double) -> Double { steps.reduce(0) { $0 + value($1) } / count }
      let (from, to) = (mean { scores[$0 - 1] }, mean { scores[$0] })
      let spread = mean { (scores[$0 - 1] - from) * (scores[$0 - 1] - from) }
      let covariance = mean { (scores[$0 - 1] - from) * (scores[$0] - to) }
      slope = spread > 0 ? covariance / spread : 0
      constant = to - slope * from
      variance = max(mean { (scores[$0] - to) * (scores[$0] - to) } - slope * covariance, .leastNormalMagnitude)
    }
  }

  /// log dz/dx of values without atoms.
  private func logRise(_ value: Double) -> Double {
    switch map {
    case .scaled(_, let deviation): return -log(deviation)
    case .logarithmic(_, let deviation): return -log(deviation) - log(value > 0 ? value : .leastNormalMagnitude)
    case .normalScores(let knots):
      let upper = Self.firstIndex(knots.values, atLeast: value)
      guard upper > 0, upper < knots.values.count else { return -log(Self.riseBeyond(upper == 0 ? 0 : upper - 1, of: knots)) }
      return log((knots.scores[upper] - knots.scores[upper - 1]) / (knots.values[upper] - knots.values[upper - 1]))
    }
  }

  /// Whether places in intervals of z are drawn, as a law without gaps asks for. Rounded values are in the middle of theirs: what is drawn near to it comes
  /// back to the same value, and one that stands still stands still in z.
  public var drawsPlaces: Bool {
    if grid.isEmpty, case .normalScores(let knots) = map { knots.hasAtoms } else { false }
  }

  private static func knots(_ sorted: [Double], _ distances: KnotSpacing, atoms: Bool = true) throws -> Knots {
    let count = Double(sorted.count)
    var (scores, values) = ([Double](), [Double]())
    let (spacing, least) = (max(1, count * distances.middle), max(1, count * distances.least))
    var (index, next) = (0, 0.0)
    let law = NormalLaw()
    func score(_ share: Double) throws -> Double { try law.quantile(lowerTail: min(max(share, 0.25 / count), 1 - 0.25 / count)) }
    while index < sorted.count {
      var end = index + 1
      while end < sorted.count, sorted[end] == sorted[index] { end += 1 }
      let (from, to) = (Double(index) / count, Double(end) / count)
      if atoms, end - index >= fewestOfAtom, to - from >= atomShare {
        scores += [try score(from), try score(to)]
        values += [sorted[index], sorted[index]]
        next = Double(end)
      } else if Double(end) >= next || end == sorted.count {
        scores.append(try score(0.5 * (from + to)))
        values.append(sorted[index])
        // The ends are drawn finely: tails are where knots lie far apart in z.
        let distance = min(Double(end), count - Double(end))
        next = Double(end) + min(spacing, max(least, distance * distances.tail))
      }
      index = end
    }
    return Knots(scores: scores, values: values)
  }

  /// z of a value; `place` in 0…1 says where in an atom's interval, as a share of its probability.
  public func score(_ value: Double, place: Double) -> Double {
    switch map {
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
    let value = smooth(score)
    guard grid.count > 1 else { return value }
    let above = min(max(Self.firstIndex(grid, atLeast: value), 1), grid.count - 1)
    let (low, high) = (grid[above - 1], grid[above])
    // Farther beyond the ends than their grid is wide nothing says where readings lie.
    if value < 1.5 * low - 0.5 * high || value > 1.5 * high - 0.5 * low { return value }
    return value - low < high - value ? low : high
  }

  /// The value before it is rounded.
  private func smooth(_ score: Double) -> Double {
    switch map {
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
