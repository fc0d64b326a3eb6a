public import Files

/// Coordinates in which series keep laws by themselves: a one-to-one map between the series that keep (some of) the laws and free numbers.
///
/// Whatever a model generates in the coordinates, the series that is decoded keeps the laws: equations to rounding (1e-15 of their terms, and `a = b`
/// exactly), inequalities to the last bit. Each channel is, at each row,
/// - determined, where an equation can be solved for it (`adjusted = close`, `s + i + r = 1`, `next(storage) = storage + inflow - outflow`): no coordinate;
/// - a bound plus or minus a slack that is not negative, where inequalities are on one side of it (`high >= max(open, close)`, `next(x) >= x`, `x >= 0`);
/// - a share, from 0 to 1, of the interval between its bounds, where they are on both;
/// - free: its coordinate is itself.
///
/// Of two complementary quantities with a balance (`next(storage) = storage + inflow - outflow - spill`,
/// `complementary(spill, capacity - next(storage))`) none has a coordinate: what the balance without spill leaves is cut at the capacity, and the rest spills. Without
/// a balance both are parts of one free coordinate.
///
/// What lies on a bound has a slack of exactly 0, or a share of exactly 0 or 1, and comes back exactly on the bound: where data are often there, the law of the
/// coordinate has atoms, which the model is to learn as such.
///
/// Laws for which there are no coordinates of these kinds (what is not linear, sums over the series, differences of more than one row) are `remaining`: to
/// be held by `LawProjection`.
public struct LawChart: Sendable {
  /// What is after the last row of a series.
  public enum Ending: Hashable, Sendable {
    /// Nothing: what the last row would have to keep for one more is not asked of it, so that it may have coordinates of its own.
    case stops
    /// More of the same: series are pieces of longer ones, and the last row is like those before it.
    case goesOn
  }

  public struct Coordinate: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
      case free
      /// Not negative; 0 is on the bound.
      case nonNegative
      /// From 0 to 1, each on a bound.
      case share
    }

    /// The channel that it makes.
    public let channel: String
    public let kind: Kind
    /// The rows where it means something. At others it repeats its nearest value, and is not read.
    public let rows: Range<Int>
  }

  public let laws: [SeriesLaw]
  public let channels: [String]
  public let times: [Double]
  public let conditions: [String]
  public let coordinates: [Coordinate]
  /// Laws that no coordinates take care of, in their order.
  public let remaining: [SeriesLaw]
  private let program: LawChartProgram
  private let requirements: [(formula: LawChartProgram.Compiled, laws: [SeriesLaw], reach: ClosedRange<Int>, needsConditions: Bool)]

  /// What of a sum's size is rounding.
  static let rounding = 0x1p-51

  /// - Parameters:
  ///   - times: ascending.
  ///   - constants: numbers with names, the same for all series.
  ///   - conditions: names of numbers that come with each series.
  /// - Throws: `ProgramError` for what `LawSystem` does not take, and for laws that cannot hold together, by name.
  public init(
    _ laws: [SeriesLaw], channels: [String], times: [Double], constants: [String: Double] = [:], conditions: [String] = [], ending: Ending = .stops
  ) throws(ProgramError) {
    _ = try LawSystem(laws, channels: channels, times: times, constants: constants, conditions: conditions)
    (self.laws, self.channels, self.times, self.conditions) = (laws, channels, times, conditions)
    let names = SeriesFormula.Names(
      channels: Dictionary(channels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }), constants: constants,
      conditions: Dictionary(conditions.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }))
    let plan = try LawChartPlan(laws, names: names, width: channels.count, rowCount: times.count, goesOn: ending == .goesOn)
    program = LawChartProgram(plan, width: channels.count)
    coordinates = program.coordinates.map {
      Coordinate(channel: channels[$0.channel], kind: $0.isShare ? .share : $0.isBounded ? .nonNegative : .free, rows: $0.rows)
    }
    remaining = laws.enumerated().filter { plan.remaining.contains($0.offset) }.map(\.element)
    requirements = plan.requirements.map { bound in
      let formula = bound.form.formula()
      let lags = formula.leaves.compactMap { if case .time(let lag) = $0 { lag } else { nil } } + [0]
      let needsConditions = formula.leaves.contains { if case .condition = $0 { true } else { false } }
      return (.init(formula), Set(bound.laws).sorted().map { laws[$0] }, (lags.min() ?? 0)...(lags.max() ?? 0), needsConditions)
    }
    try check(conditions: nil)
  }

  /// Whether laws can hold in a series with these conditions: a lower bound on a channel is not above an upper one.
  /// - Throws: `ProgramError` with the laws that cannot hold together.
  public func check(conditions: [Double]) throws(ProgramError) { try check(conditions: Optional(conditions)) }

  private func check(conditions: [Double]?) throws(ProgramError) {
    for requirement in requirements where conditions != nil || !requirement.needsConditions {
      let rows = max(0, -requirement.reach.lowerBound)..<times.count - max(0, requirement.reach.upperBound)
      guard !rows.isEmpty else { continue }
      let isKept = withRoom(UnsafeBufferPointer(start: nil, count: 0), conditions ?? []) { series, room in
        requirement.formula.evaluate(rows, of: series, room.tape).allSatisfy { $0 >= 0 }
      }
      guard !isKept else { continue }
      let names = requirement.laws.map { "“\($0.name)” (\($0))" }.joined(separator: " and ")
      let values = zip(self.conditions, conditions ?? []).map { "\($0) = \($1)" }.joined(separator: ", ")
      throw ProgramError(
        .data, "\(names) cannot hold together\(values.isEmpty ? "" : " where \(values)")", remedy: "correct or leave out one of them, or give other conditions")
    }
  }

  /// The coordinates of a series.
  /// - Parameters:
  ///   - values: [times, channels].
  ///   - conditions: a number for each name.
  ///   - coordinates: [times, coordinates]. What breaks a law is taken to be at its bound.
  public func coordinates(
    of values: UnsafeBufferPointer<Double>, conditions: [Double] = [], into coordinates: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(values.count == times.count * channels.count && coordinates.count == times.count * self.coordinates.count, "a value for every place")
    guard !coordinates.isEmpty else { return }
    guard !program.auxiliaries.isEmpty else {
      withRoom(values, conditions) { series, room in program.encode(series, into: coordinates, room) }
      return
    }
    var wide = [Double](repeating: 0, count: times.count * (channels.count + program.auxiliaries.count))
    let width = channels.count + program.auxiliaries.count
    wide.withUnsafeMutableBufferPointer { wide in
      for row in times.indices { for channel in channels.indices { wide[row * width + channel] = values[row * channels.count + channel] } }
      withRoom(UnsafeBufferPointer(wide), conditions) { series, room in
        for (channel, value) in program.auxiliaries {
          let column = value.evaluate(0..<times.count, of: series, room.tape)
          for row in times.indices { wide[row * width + channel] = column[row] }
        }
        program.encode(series, into: coordinates, room)
      }
    }
  }

  /// The series of coordinates. A slack that is negative is taken for 0, and a share beyond 0 or 1 for these.
  /// - Parameters:
  ///   - coordinates: [times, coordinates].
  ///   - conditions: a number for each name.
  ///   - values: [times, channels].
  public func values(
    of coordinates: UnsafeBufferPointer<Double>, conditions: [Double] = [], into values: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(values.count == times.count * channels.count && coordinates.count == times.count * self.coordinates.count, "a value for every place")
    guard !program.auxiliaries.isEmpty else {
      withRoom(UnsafeBufferPointer(values), conditions) { series, room in program.decode(coordinates, into: values, series, room) }
      return
    }
    let width = channels.count + program.auxiliaries.count
    var wide = [Double](repeating: 0, count: times.count * width)
    wide.withUnsafeMutableBufferPointer { wide in
      withRoom(UnsafeBufferPointer(wide), conditions) { series, room in program.decode(coordinates, into: wide, series, room) }
      for row in times.indices { for channel in channels.indices { values[row * channels.count + channel] = wide[row * width + channel] } }
    }
  }

  public func coordinates(of values: [Double], conditions: [Double] = []) -> [Double] {
    var result = [Double](repeating: 0, count: times.count * coordinates.count)
    values.withUnsafeBufferPointer { values in
      result.withUnsafeMutableBufferPointer { coordinates(of: values, conditions: conditions, into: $0) }
    }
    return result
  }

  public func values(of coordinates: [Double], conditions: [Double] = []) -> [Double] {
    var result = [Double](repeating: 0, count: times.count * channels.count)
    coordinates.withUnsafeBufferPointer { coordinates in
      result.withUnsafeMutableBufferPointer { values(of: coordinates, conditions: conditions, into: $0) }
    }
    return result
  }

  private func withRoom<Result>(
    _ values: UnsafeBufferPointer<Double>, _ conditions: [Double], _ body: (SeriesRows, LawChartProgram.Room) -> Result
  ) -> Result {
    let roomSize = LawChartProgram.Room.size(program, rowCount: times.count) + (requirements.map(\.formula.size).max() ?? 0) * times.count
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: roomSize) { memory in
      memory.initialize(repeating: 0)
      return times.withUnsafeBufferPointer { times in
        conditions.withUnsafeBufferPointer { conditions in
          let series = SeriesRows(values: values, width: values.count / times.count, times: times, conditions: conditions)
          return body(series, .init(memory, rowCount: times.count))
        }
      }
    }
  }
}
