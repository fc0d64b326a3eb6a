/// Puts windows onto the laws of a domain, and checks them.
///
/// Laws with coordinates hold in whatever was decoded. For the others a window is moved to the nearest one that keeps all laws. What was drawn by a model
/// of data that keep the laws is moved by the model's error alone; projection is no way to draw from a law on the laws' surface (see `ConstrainedSampler`
/// for that).
public struct WindowLaws: Sendable {
  private let domain: TimeSeriesDomain

  public init(_ domain: TimeSeriesDomain) { self.domain = domain }

  /// Windows that keep all laws.
  public func enforced(_ states: SeriesStates) -> SeriesStates {
    domain.chart.remaining.isEmpty ? states : enforced(states, Array(0..<states.count), weights: nil)
  }

  /// Windows that keep all laws, and have the values that were observed: those hardly move, and are at last what they were.
  /// - Parameter observed: [windows, length, channels], not a number where nothing was observed.
  public func enforced(_ states: SeriesStates, observed: SeriesArray) -> SeriesStates {
    guard !domain.system.laws.isEmpty else { return states }
    let width = observed.width
    let variances = UnitScaling(states).deviations.map { $0 * $0 }
    let groups = Dictionary(grouping: 0..<states.count) { window in observed.series(window).map(\.isNaN) }
    var array = states.array
    for (isFree, windows) in groups {
      let weights = isFree.enumerated().map { place, isFree in variances[place % variances.count] * (isFree ? 1 : Self.hardly) }
      let moved = enforced(states, windows, weights: weights).array
      for window in windows {
        for place in window * width..<(window + 1) * width {
          array.values[place] = observed.values[place].isNaN ? moved.values[place] : observed.values[place]
        }
      }
    }
    return states.replacing(array)
  }

  /// How freely what is observed moves beside the rest.
  private static var hardly: Double { 1e-12 }

  private func enforced(_ states: SeriesStates, _ windows: [Int], weights: [Double]?) -> SeriesStates {
    var array = states.array
    let drawn = array
    let moved = LawProjection.map(windows.count, onto: domain.system, weights: weights) { projection, number -> [Double]? in
      let conditions = Array(states.conditions(of: windows[number]))
      var series = Array(drawn.series(windows[number]))
      guard !domain.system.excesses(of: series, conditions: conditions).allSatisfy({ $0.amount == 0 }) else { return nil }
      _ = projection.project(&series, conditions: conditions)
      return series
    }
    for (window, series) in zip(windows, moved) {
      if let series { array.values.replaceSubrange(window * array.width..<(window + 1) * array.width, with: series) }
    }
    return states.replacing(array)
  }

  /// How the windows keep the laws, but for rounding.
  /// - Parameter tolerance: the share of a law's terms up to which it holds.
  public func check(_ states: SeriesStates, tolerance: Double = 1e-9) -> LawCheck {
    LawCheck(domain.system, series: states.array, conditions: states.allConditions, tolerance: tolerance)
  }
}
