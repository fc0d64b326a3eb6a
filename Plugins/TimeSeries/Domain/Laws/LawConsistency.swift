public import Files

/// Whether laws can hold together at all, and which of them clash where they cannot.
///
/// Laws that can hold are those that a series can be moved onto, from one of several starts (`LawProjection`). Where none can be, laws are left out one
/// after another as long as the others still clash: what is left is a set of which every law is needed for the clash.
///
/// Source: J. Chinneck and E. Dravnieks, ORSA J. Comput. 3, 157 (1991), for the deletion filter.
public struct LawConsistency: Sendable {
  /// The laws that cannot hold together, of which none can be left out; nil where all can hold.
  public let clash: [SeriesLaw]?

  /// - Parameters:
  ///   - conditions: names of numbers that come with each series, and the numbers.
  ///   - starts: series to begin at, best such as data: [times, channels] each. Others are tried besides.
  /// - Throws: `ProgramError` for what `LawSystem` does not take.
  public init(
    _ laws: [SeriesLaw], channels: [String], times: [Double], constants: [String: Double] = [:], conditions: [(name: String, value: Double)] = [],
    starts: [[Double]] = []
  ) throws(ProgramError) {
    let (names, numbers) = (conditions.map(\.name), conditions.map(\.value))
    _ = try LawSystem(laws, channels: channels, times: times, constants: constants, conditions: names)
    let starts = starts.prefix(4) + Self.starts(times.count * channels.count)
    func canHold(_ some: [SeriesLaw]) -> Bool {
      guard !some.isEmpty, let system = try? LawSystem(some, channels: channels, times: times, constants: constants, conditions: names) else { return true }
      // What the chart finds needs no search.
      guard let chart = try? LawChart(some, channels: channels, times: times, constants: constants, conditions: names) else { return false }
      do { try chart.check(conditions: numbers) } catch { return false }
      if chart.remaining.isEmpty { return true }
      let projection = LawProjection(system)
      return starts.contains { start in
        var values = start
        return projection.project(&values, conditions: numbers).isExact
      }
    }
    guard !canHold(laws) else {
      clash = nil
      return
    }
    var kept = laws
    var place = 0
    while place < kept.count {
      var fewer = kept
      fewer.remove(at: place)
      if canHold(fewer) { place += 1 } else { kept = fewer }
    }
    clash = kept
  }

  /// - Throws: `ProgramError` that names the laws that clash.
  public func require() throws(ProgramError) {
    guard let clash else { return }
    let names = clash.map { "“\($0.name)” (\($0))" }
    throw ProgramError(
      .data, clash.count == 1 ? "law \(names[0]) cannot hold" : "laws cannot hold together: \(names.joined(separator: " and "))",
      remedy: clash.count == 1 ? "correct or leave it out" : "correct or leave out one of them")
  }

  /// Series without order, of several sizes: multiples of the golden ratio's part.
  private static func starts(_ count: Int) -> [[Double]] {
    [(0.5, 1.0), (-1.0, 2.0), (0.0, 10.0), (-100.0, 200.0)].map { least, range in
      (0..<count).map { place in
        let spread = Double(place + 1) * 0.618_033_988_749_894_9
        return least + range * (spread - spread.rounded(.down))
      }
    }
  }
}
