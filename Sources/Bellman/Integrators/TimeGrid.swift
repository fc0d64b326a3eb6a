/// Times at which an integrator stops, from the start of an interval to its end.
public struct TimeGrid: Hashable, Sendable {
  public let times: [Double]

  /// - Throws: `ScheduleError` unless there are two times at least, strictly increasing or strictly decreasing.
  public init(_ times: [Double]) throws {
    let steps = zip(times, times.dropFirst()).map { $1 - $0 }
    guard !steps.isEmpty, steps.allSatisfy({ $0 > 0 }) || steps.allSatisfy({ $0 < 0 }) else {
      throw ScheduleError("a grid of times must have at least two, in strict order: \(times.prefix(5))")
    }
    self.times = times
  }

  /// `steps` equal steps.
  public static func uniform(from start: Double = 0, to end: Double = 1, steps: Int) throws -> TimeGrid {
    guard steps > 0 else { throw ScheduleError("\(steps) steps: there must be at least one") }
    return try TimeGrid((0...steps).map { start + (end - start) * Double($0) / Double(steps) })
  }

  public var stepCount: Int { times.count - 1 }
}
