internal import Files
internal import Foundation
internal import Tensors

/// Whether generated series are nearer to the training series than to held-out ones, by Euclidean distance over all times and channels; scale the
/// channels alike before.
///
/// Where training and held-out series were split at random, a generator that learnt their law and not their list treats both alike: `membership` is
/// 0.5, `nearestRatio` 1, and `copies` is `quantile`. Where they were split in time, held-out series also differ by their time; compare with what an
/// independent model, or other real series, give.
public struct CopyingTest: Hashable, Sendable, Codable {
  /// The chance that a training series is nearer to its nearest generated series than a held-out one to its own: the area under the curve of an attack
  /// that tells members by that distance. 0.5: nothing leaks. The interval is that of series that are independent; for windows that overlap it is too
  /// narrow.
  public let membership: Estimate
  /// The same of an attack that knows how hard each series is: by the distance to the nearest generated series over that to the nearest of `reference`, draws
  /// of a law that keeps no list. What held-out series of another time have of their own cancels. Nil without a reference.
  ///
  /// Source: L. Watson et al., ICLR 2022, for the calibration.
  public let calibratedMembership: Estimate?
  /// Standard error of `membership` (DeLong).
  public let membershipError: Double
  /// Of the distances of generated series to their nearest neighbour, the median for training series over the median for held-out ones; below 1 it
  /// speaks of copying. As many training series as there are held-out ones are used, since more are nearer. Nil where the latter is 0.
  public let nearestRatio: Double?
  /// The part of the generated series that are nearer to a training series than `copyDistance`.
  public let copies: Double
  /// The `quantile` of the distances of held-out series to their nearest training series.
  public let copyDistance: Double
  public let quantile: Double

  /// - Parameters:
  ///   - reference: as many draws as were generated, of a law that was fitted to the training series but cannot copy them.
  ///   - quantile: which part of the held-out series is so near to a training series that a generated one would be called a copy.
  ///   - seed: of the choice of training series for `nearestRatio`.
  /// - Throws: `ProgramError` for sets that cannot be compared (see `SeriesScorer`), and a quantile that is not in 0…1.
  public init(
    generated: SeriesArray, training: SeriesArray, heldOut: SeriesArray, reference: SeriesArray? = nil, quantile: Double = 0.01, seed: UInt64
  ) throws {
    try ScoredSeries.check(training, generated, for: "copying test")
    try ScoredSeries.check(heldOut, generated, for: "copying test")
    guard (0...1).contains(quantile) else {
      throw ProgramError(.usage, "a quantile of \(quantile)", remedy: "give a number from 0 to 1")
    }
    let members = try NearestSeries(of: training, among: generated).distances
    let others = try NearestSeries(of: heldOut, among: generated).distances
    let area = AreaUnderCurve(smaller: members, larger: others)
    membership = area.estimate
    membershipError = area.standardError
    calibratedMembership = try reference.map { reference in
      try ScoredSeries.check(reference, generated, for: "copying test")
      func ratios(_ distances: [Double], _ series: SeriesArray) throws -> [Double] {
        zip(distances, try NearestSeries(of: series, among: reference).distances).map { $0 / max($1, .leastNormalMagnitude) }
      }
      return AreaUnderCurve(smaller: try ratios(members, training), larger: try ratios(others, heldOut)).estimate
    }

    var stream = RandomStream(seed: seed, stream: ScoreStream.subsets)
    func chosen(_ set: SeriesArray, _ count: Int) -> SeriesArray {
      set.count > count ? set.series(stream.permutation(set.count).prefix(count)) : set
    }
    let count = min(training.count, heldOut.count)
    let toTraining = try NearestSeries(of: generated, among: chosen(training, count)).distances
    let toHeldOut = try NearestSeries(of: generated, among: chosen(heldOut, count)).distances
    let median = Self.quantile(0.5, toHeldOut)
    nearestRatio = median > 0 ? Self.quantile(0.5, toTraining) / median : nil

    self.quantile = quantile
    let distance = Self.quantile(quantile, try NearestSeries(of: heldOut, among: training).distances)
    copyDistance = distance
    let nearest = count == training.count ? toTraining : try NearestSeries(of: generated, among: training).distances
    copies = Double(nearest.count { $0 < distance }) / Double(nearest.count)
  }

  /// Interpolated linearly.
  private static func quantile(_ q: Double, _ values: [Double]) -> Double {
    let sorted = values.sorted()
    let place = q * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// P(X < Y) + ½ P(X = Y) of two samples, with its standard error.
///
/// Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837.
struct AreaUnderCurve {
  let value: Double
  let standardError: Double

  var estimate: Estimate { Estimate(value: value, halfWidth: 1.959963984540054 * standardError) }

  init(smaller x: [Double], larger y: [Double]) {
    let (sortedX, sortedY) = (x.sorted(), y.sorted())
    /// The part of the other sample that a value is below or above.
    func shares(_ values: [Double], in other: [Double], above: Bool) -> [Double] {
      var (below, through) = (0, 0)
      return values.map { value in
        while below < other.count, other[below] < value { below += 1 }
        while through < other.count, other[through] <= value { through += 1 }
        let share = (Double(below) + Double(through)) / Double(2 * other.count)
        return above ? 1 - share : share
      }
    }
    let (fromX, fromY) = (shares(sortedX, in: sortedY, above: true), shares(sortedY, in: sortedX, above: false))
    let mean = fromX.reduce(0, +) / Double(fromX.count)
    func variance(_ shares: [Double]) -> Double {
      shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(shares.count - 1, 1)) / Double(shares.count)
    }
    value = mean
    standardError = (variance(fromX) + variance(fromY)).squareRoot()
  }
}
