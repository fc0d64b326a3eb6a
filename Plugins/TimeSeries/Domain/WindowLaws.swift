internal import Tensors

/// Puts windows onto the laws of a domain, and says how far they are from them.
///
/// Laws with coordinates hold in whatever was decoded. For the others a window is moved to the nearest one that keeps all laws. What was drawn by a model
/// of data that keep the laws is moved by the model's error alone; projection is no way to draw from a law on the laws' surface (see `ConstrainedSampler`
/// for that).
public struct WindowLaws: Sendable {
  private let domain: TimeSeriesDomain

  public init(_ domain: TimeSeriesDomain) { self.domain = domain }

  /// - Parameter all: also where every law has coordinates, since values were held that coordinates do not know.
  public func enforced(_ states: SeriesStates, keeping all: Bool = false) -> SeriesStates {
    guard !domain.system.laws.isEmpty, all || !domain.chart.remaining.isEmpty else { return states }
    var array = states.array
    let width = array.width
    // One projection for each thread; windows do not depend on each other, so that it does not matter which one has them.
    let piece = max(1, (states.count + Parallel.defaultThreads - 1) / Parallel.defaultThreads)
    array.values.withUnsafeMutableBufferPointer { values in
      // Each window is written by one worker.
      nonisolated(unsafe) let values = values
      Parallel.forEach((states.count + piece - 1) / piece, threads: Parallel.defaultThreads) { _, number in
        var projection = LawProjection(domain.system)
        for window in number * piece..<min((number + 1) * piece, states.count) {
          let own = UnsafeMutableBufferPointer(rebasing: values[window * width..<(window + 1) * width])
          var series = Array(own)
          guard !domain.system.excesses(of: series, conditions: Array(states.conditions(of: window))).allSatisfy({ $0.amount == 0 }) else { continue }
          _ = projection.project(&series, conditions: Array(states.conditions(of: window)))
          _ = own.update(fromContentsOf: series)
        }
      }
    }
    return SeriesStates(
      array, times: (0..<states.count).flatMap { states.times(of: $0) }, conditions: (0..<states.count).flatMap { states.conditions(of: $0) },
      conditionCount: states.conditionCount)
  }

  /// How a law is broken by many windows.
  public struct Excess: Hashable, Sendable {
    /// The window that breaks it most.
    public var worst: LawExcess
    public var window: Int
    /// Windows that break it beyond rounding.
    public var broken: Int
  }

  /// The share of a law's terms below which a difference is rounding.
  public static var rounding: Double { 1e-9 }

  /// For each law the worst window.
  public func excesses(of states: SeriesStates) -> [Excess] {
    let laws = domain.system.laws
    let array = states.array
    let sizes = UnitScaling(states)
    let size = zip(sizes.least, sizes.greatest).reduce(0) { max($0, abs($1.0), abs($1.1)) }
    let all = Parallel.map(states.count) { window in
      domain.system.excesses(of: Array(array.series(window)), conditions: Array(states.conditions(of: window)))
    }
    return laws.indices.map { law in
      var excess = Excess(worst: LawExcess(law: laws[law].name, row: nil, amount: 0), window: 0, broken: 0)
      for (window, found) in all.enumerated() {
        if found[law].amount > excess.worst.amount { (excess.worst, excess.window) = (found[law], window) }
        if !(found[law].amount <= Self.rounding * max(size, 1e-300)) { excess.broken += 1 }
      }
      return excess
    }
  }
}
