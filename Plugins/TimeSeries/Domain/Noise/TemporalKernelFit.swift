public import Files
internal import Foundation
internal import Tensors

/// The kernel under which a channel's values are most likely, among families and a grid of time scales, the amplitude being the best for each.
///
/// For a kernel of variance one the likelihood is greatest at the amplitude σ² = Σ z²/N, z = L⁻¹ (x − mean), so that only shapes are searched:
/// the time scale over a geometric grid from half the shortest gap to four times the duration, and then once more around the best, four times as fine.
/// Between families Schwarz's criterion decides, ½ ln N off for the time scale and for a share of white noise, so that white noise is called so. The mean
/// is that of all values. Values that are not numbers are left out.
/// Source: G. Schwarz, Ann. Stat. 6, 461 (1978).
public struct TemporalKernelFit: Hashable, Sendable {
  public let kernel: TemporalKernel
  public let mean: Double
  /// ln p of all values.
  public let logLikelihood: Double
  public let valueCount: Int

  /// Kernels with a time scale, and white noise.
  public enum Family: Hashable, Sendable, CaseIterable {
    case white, ornsteinUhlenbeck, maternThreeHalves, maternFiveHalves

    func kernel(variance: Double, timeScale: Double) -> TemporalKernel {
      switch self {
      case .white: .white(variance: variance)
      case .ornsteinUhlenbeck: .ornsteinUhlenbeck(variance: variance, timeScale: timeScale)
      case .maternThreeHalves: .maternThreeHalves(variance: variance, timeScale: timeScale)
      case .maternFiveHalves: .maternFiveHalves(variance: variance, timeScale: timeScale)
      }
    }
  }

  /// - Parameters:
  ///   - families: which kernels to try.
  ///   - noiseShares: variances of white noise to try, as shares of the kernel's variance; zero is no noise.
  ///   - mostSeries: how many of the series are looked at, evenly spread.
  /// - Throws: `ProgramError` where a channel has no values, or but one.
  public init(
    _ series: SeriesArray, times: [Double], channel: Int, families: [Family] = Family.allCases, noiseShares: [Double] = [1e-6, 1e-3, 1e-2, 0.1, 0.5],
    mostSeries: Int = 200
  ) throws(ProgramError) {
    guard times.count == series.length, (0..<series.channels).contains(channel) else {
      throw ProgramError(
        .data, "\(times.count) times and channel \(channel) for series of \(series.length) times and \(series.channels) channels",
        remedy: "give the series' own times, and one of their channels")
    }
    let chosen = min(series.count, max(mostSeries, 1))
    // Paths with their values' places; those that miss the same values share a factor.
    var paths: [[Int]: [[Double]]] = [:]
    var (sum, squares, count) = (0.0, 0.0, 0)
    for number in 0..<chosen {
      let which = number * series.count / chosen
      let places = times.indices.filter { series[which, $0, channel].isFinite }
      guard !places.isEmpty else { continue }
      let path = places.map { series[which, $0, channel] }
      paths[places, default: []].append(path)
      for value in path { sum += value }
      count += path.count
    }
    let mean = sum / Double(max(count, 1))
    for path in paths.values.joined() { for value in path { squares += (value - mean) * (value - mean) } }
    guard count > 1 else { throw ProgramError(.data, "channel \(channel) has \(count) values", remedy: "give at least two") }
    let gaps = zip(times, times.dropFirst()).map { $1 - $0 }
    let shortest = max(gaps.min() ?? 1, 1e-300)
    let longest = max((times.last ?? 1) - times[0], shortest)
    // A channel that never changes has no scale; its noise is what rounding is.
    guard squares > 1e-24 * mean * mean * Double(count) else {
      (kernel, self.mean) = (.white(variance: max(1e-24 * mean * mean, 1e-300)), mean)
      (logLikelihood, valueCount) = (.infinity, count)
      return
    }
    let profile = Profile(times: times, paths: paths.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }, mean: mean, count: count)
    let steps = max(1, Int((log(8 * longest / shortest) / log(1.6)).rounded(.up)))
    let scales = (0...steps).map { 0.5 * shortest * pow(8 * longest / shortest, Double($0) / Double(steps)) }
    let trials = families.flatMap { family in
      family == .white ? [(family, longest, 0.0)] : noiseShares.flatMap { share in scales.map { (family, $0, share) } }
    }
    func best(_ trials: [(Family, Double, Double)]) -> (trial: (Family, Double, Double), kernel: TemporalKernel, value: Double)? {
      let results = Parallel.map(trials.count) { profile.likelihood(trials[$0].0, trials[$0].1, trials[$0].2) }
      return zip(trials, results).compactMap { trial, result in result.map { (trial, $0.kernel, $0.value) } }.max {
        $0.2 - profile.penalty($0.0.0, $0.0.2) < $1.2 - profile.penalty($1.0.0, $1.0.2)
      }
    }
    guard var found = best(trials) else {
      throw ProgramError(.data, "no kernel has a likelihood for channel \(channel)", remedy: "give increasing times and finite values")
    }
    let (family, scale, share) = found.trial
    if family != .white, let finer = best((-3...3).map { (family, scale * pow(1.6, Double($0) / 4), share) }), finer.value > found.value { found = finer }
    (kernel, self.mean, logLikelihood, valueCount) = (found.kernel, mean, found.value, count)
  }

  /// The likelihood as a function of the shape.
  private struct Profile: Sendable {
    let times: [Double]
    let paths: [(places: [Int], members: [[Double]])]
    let mean: Double
    let count: Int

    func penalty(_ family: Family, _ share: Double) -> Double {
      0.5 * log(Double(count)) * ((family == .white ? 0 : 1) + (share > 0 ? 1 : 0))
    }

    func likelihood(_ family: Family, _ scale: Double, _ share: Double) -> (kernel: TemporalKernel, value: Double)? {
      let pure = family.kernel(variance: 1, timeScale: scale)
      let unit = family == .white || share == 0 ? pure : .sum([pure, .white(variance: share)])
      var (squares, logDeterminant) = (0.0, 0.0)
      for (places, members) in paths {
        guard let factor = try? TemporalFactor(unit, times: places.map { times[$0] }) else { return nil }
        logDeterminant += Double(members.count) * factor.logDeterminant
        for path in members { squares += factor.applying(.whiten, to: path.map { $0 - mean }).reduce(0) { $0 + $1 * $1 } }
      }
      let amplitude = squares / Double(count)
      let value = -0.5 * (Double(count) * (log(2 * .pi * amplitude) + 1) + logDeterminant)
      return value.isFinite ? (unit.scaled(by: amplitude), value) : nil
    }
  }
}
