/// A plan as tapes, and how series and coordinates are had by them.
struct LawChartProgram: Sendable {
  /// A formula that can be worked out at rows.
  struct Compiled: Sendable {
    private let tape: Tape
    private let result: Int
    var size: Int { tape.instructions.count }

    init(_ formula: SeriesFormula) {
      var tape = Tape()
      result = formula.append(to: &tape)
      self.tape = tape
    }

    init?(_ formula: SeriesFormula?) {
      guard let formula else { return nil }
      self.init(formula)
    }

    func evaluate(_ rows: Range<Int>, of series: SeriesRows, _ room: UnsafeMutableBufferPointer<Double>) -> UnsafeMutableBufferPointer<Double> {
      guard rows.count > 1 else {
        tape.evaluate(row: rows.lowerBound, of: series, room)
        return UnsafeMutableBufferPointer(rebasing: room[result..<result + 1])
      }
      tape.evaluate(rows, of: series, room)
      return Tape.column(result, room, rows.count)
    }
  }

  /// The greatest of lower bounds or the least of upper ones, and the size of what they are sums of.
  struct Bounds: Sendable {
    let lower: Compiled?
    let upper: Compiled?
    let lowerSize: Compiled?
    let upperSize: Compiled?
    /// Whether lower bounds need no arithmetic: they are kept then where rounding puts an upper bound below them.
    let isLowerFirst: Bool

    init(lower: [LinearForm], upper: [LinearForm]) {
      self.lower = Compiled(SeriesFormula.joined(.maximum, lower.map { $0.formula() }))
      self.upper = Compiled(SeriesFormula.joined(.minimum, upper.map { $0.formula() }))
      lowerSize = Compiled(SeriesFormula.joined(.maximum, lower.map { $0.formula(absolute: true) }))
      upperSize = Compiled(SeriesFormula.joined(.maximum, upper.map { $0.formula(absolute: true) }))
      isLowerFirst = lower.allSatisfy { $0.terms.isEmpty || ($0.constant == 0 && $0.terms.count == 1 && $0.terms[0].factor == 1) }
    }

    var formulas: [Compiled] { [lower, upper, lowerSize, upperSize].compactMap { $0 } }
  }

  struct Guard: Sendable {
    let bounds: Bounds
    /// What is not negative where the law holds; nil where the bounds keep it whatever the rounding.
    let law: Compiled?
  }

  enum Source: Sendable {
    /// With the size of what it is a sum of.
    case determined(Compiled, size: Compiled)
    case coordinate(Int, Bounds)
  }

  struct Segment: Sendable {
    let rows: Range<Int>
    let source: Source
    let guards: [Guard]
  }

  /// Channels that are had one after the other, or all at each row before the next.
  private enum Step: Sendable {
    case columns(Int)
    case rows([(rows: Range<Int>, channels: [Int])])
  }

  let width: Int
  let auxiliaries: [(channel: Int, value: Compiled)]
  private(set) var coordinates: [(channel: Int, isShare: Bool, isBounded: Bool, rows: Range<Int>)] = []
  let segments: [[Segment]]
  private let steps: [Step]
  /// The instructions of the longest tape.
  let roomSize: Int

  init(_ plan: LawChartPlan, width: Int) {
    self.width = width
    auxiliaries = plan.auxiliaries.map { ($0.channel, Compiled($0.value)) }
    var coordinates: [(channel: Int, isShare: Bool, isBounded: Bool, rows: Range<Int>)] = []
    let owners = Dictionary(plan.auxiliaries.map { ($0.channel, $0.owner) }, uniquingKeysWith: { first, _ in first })
    var roomSize = auxiliaries.map(\.value.size).max() ?? 1
    segments = plan.segments.enumerated().map { channel, segments in
      segments.map { segment in
        let source: Source
        switch segment.rule {
        case .determined(let formula): source = .determined(Compiled(formula), size: Compiled(LinearForm(formula).formula(absolute: true)))
        case .coordinate(let lower, let upper):
          source = .coordinate(coordinates.count, Bounds(lower: lower, upper: upper))
          coordinates.append((owners[channel] ?? channel, !lower.isEmpty && !upper.isEmpty, !lower.isEmpty || !upper.isEmpty, segment.rows))
        case .absent: preconditionFailure("an absent channel has no segment")
        }
        let guards = segment.guards.map {
          Guard(bounds: Bounds(lower: $0.lower, upper: $0.upper), law: $0.isExact ? nil : Compiled($0.law))
        }
        let own: [Compiled] =
          switch source {
          case .determined(let value, let size): [value, size]
          case .coordinate(_, let bounds): bounds.formulas
          }
        roomSize = max(roomSize, (own + guards.flatMap { $0.bounds.formulas + [$0.law].compactMap { $0 } }).map(\.size).max() ?? 1)
        return Segment(rows: segment.rows, source: source, guards: guards)
      }
    }
    self.coordinates = coordinates
    self.roomSize = roomSize
    steps = Self.steps(plan)
  }

  /// Channels that need each other, through other rows, together.
  private static func steps(_ plan: LawChartPlan) -> [Step] {
    let needs = plan.segments.enumerated().map { channel, segments in
      Set(
        segments.flatMap { LawChartRegime.formulas($0.rule) + $0.guards.map(\.law) }.flatMap(\.leaves).compactMap { leaf -> Int? in
          switch leaf {
          case .channel(let other, let lag): lag == 0 && other == channel ? nil : other
          // The first row of a channel is there before its others.
          case .first(let other): other == channel ? nil : other
          default: nil
          }
        })
    }
    return ConnectedGroups.ordered(needs).map { group in
      guard group.count > 1 || needs[group[0]].contains(group[0]) else { return .columns(group[0]) }
      return .rows(plan.orders.map { ($0.rows, $0.channels.filter(group.contains)) })
    }
  }

  // MARK: Series from coordinates

  func decode(_ coordinates: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>, _ series: SeriesRows, _ room: Room) {
    for step in steps {
      switch step {
      case .columns(let channel):
        for segment in segments[channel] { decode(channel, segment, segment.rows, coordinates, values, series, room) }
      case .rows(let orders):
        for (rows, channels) in orders {
          let parts = channels.compactMap { channel in segments[channel].first { $0.rows.contains(rows.lowerBound) }.map { (channel, $0) } }
          for row in rows { for (channel, segment) in parts { decode(channel, segment, row..<row + 1, coordinates, values, series, room) } }
        }
      }
    }
  }

  private func decode(
    _ channel: Int, _ segment: Segment, _ rows: Range<Int>, _ coordinates: UnsafeBufferPointer<Double>,
    _ values: UnsafeMutableBufferPointer<Double>, _ series: SeriesRows, _ room: Room
  ) {
    let stride = series.width
    var isDetermined = false
    switch segment.source {
    case .determined(let formula, _):
      isDetermined = true
      let column = formula.evaluate(rows, of: series, room.tape)
      for (place, row) in rows.enumerated() { values[row * stride + channel] = column[place] }
    case .coordinate(let number, let bounds):
      if let lower = bounds.lower { room.keep(lower.evaluate(rows, of: series, room.tape), 0) }
      if let upper = bounds.upper { room.keep(upper.evaluate(rows, of: series, room.tape), 1) }
      let (low, high, count) = (room.column(0), room.column(1), self.coordinates.count)
      for (place, row) in rows.enumerated() {
        let z = coordinates[row * count + number]
        // What is no number stays so.
        let slack = z < 0 ? 0 : z
        let value: Double
        switch (bounds.lower == nil, bounds.upper == nil) {
        case (true, true): value = z
        case (false, true): value = low[place] + slack
        case (true, false): value = high[place] - slack
        case (false, false):
          if low[place] >= high[place] {
            value = bounds.isLowerFirst ? low[place] : high[place]
          } else if slack >= 1 {
            value = high[place]
          } else {
            let inside = low[place] + slack * (high[place] - low[place])
            value = inside > high[place] ? high[place] : inside
          }
        }
        values[row * stride + channel] = value
      }
    }
    for watch in segment.guards { hold(watch, channel, segment.source, isDetermined, rows, values, series, room) }
  }

  /// Puts what rounding left beside a bound on it, and what it left beyond a law back within.
  private func hold(
    _ watch: Guard, _ channel: Int, _ source: Source, _ isDetermined: Bool, _ rows: Range<Int>, _ values: UnsafeMutableBufferPointer<Double>,
    _ series: SeriesRows, _ room: Room
  ) {
    let stride = series.width
    do {
      if case .determined(_, let size) = source { room.keep(size.evaluate(rows, of: series, room.tape), 2) }
      if let lower = watch.bounds.lower { room.keep(lower.evaluate(rows, of: series, room.tape), 0) }
      if let upper = watch.bounds.upper { room.keep(upper.evaluate(rows, of: series, room.tape), 1) }
      let (low, high, sizes) = (room.column(0), room.column(1), room.column(2))
      for (place, row) in rows.enumerated() {
        let value = values[row * stride + channel]
        let lower = watch.bounds.lower == nil ? -Double.infinity : low[place]
        let upper = watch.bounds.upper == nil ? Double.infinity : high[place]
        let slight = isDetermined ? LawChart.rounding * sizes[place] : 0
        if value < upper, value < lower || (isDetermined && value - lower <= slight) {
          values[row * stride + channel] = lower
        } else if value > lower, value > upper || (isDetermined && upper - value <= slight) {
          values[row * stride + channel] = upper
        }
      }
    }
    guard let law = watch.law else { return }
    let excess = law.evaluate(rows, of: series, room.tape)
    guard (0..<rows.count).contains(where: { excess[$0] < 0 }) else { return }
    let broken = rows.enumerated().filter { excess[$0.offset] < 0 }
    for (offset, row) in broken {
      let place = row * stride + channel
      // Away from the bound, or from the nearer one.
      let (low, high) = (room.column(0)[offset], room.column(1)[offset])
      let isUp = watch.bounds.upper == nil || (watch.bounds.lower != nil && values[place] - low < high - values[place])
      let start = values[place]
      var distance = start.ulp
      for _ in 0..<60 {
        values[place] = isUp ? start + distance : start - distance
        if law.evaluate(row..<row + 1, of: series, room.tape)[0] >= 0 { break }
        distance *= 2
      }
    }
  }

  // MARK: Coordinates from series

  func encode(_ series: SeriesRows, into coordinates: UnsafeMutableBufferPointer<Double>, _ room: Room) {
    let (stride, count, rowCount) = (series.width, self.coordinates.count, series.times.count)
    for (channel, segments) in segments.enumerated() {
      for segment in segments {
        guard case .coordinate(let number, let bounds) = segment.source else { continue }
        for (place, formula) in [bounds.lower, bounds.upper, bounds.lowerSize, bounds.upperSize].enumerated() {
          if let formula { room.keep(formula.evaluate(segment.rows, of: series, room.tape), place) }
        }
        let (low, high, lowSize, highSize) = (room.column(0), room.column(1), room.column(2), room.column(3))
        for (place, row) in segment.rows.enumerated() {
          let value = series.values[row * stride + channel]
          let z: Double
          switch (bounds.lower == nil, bounds.upper == nil) {
          case (true, true): z = value
          case (false, true): z = Self.slack(value - low[place], lowSize[place] + abs(value))
          case (true, false): z = Self.slack(high[place] - value, highSize[place] + abs(value))
          case (false, false):
            let width = high[place] - low[place]
            let (below, above) = (Self.slack(value - low[place], lowSize[place] + abs(value)), Self.slack(high[place] - value, highSize[place] + abs(value)))
            if value.isNaN || width.isNaN {
              z = .nan
            } else if below == 0 || !(width > 0) {
              z = 0
            } else if above == 0 {
              z = 1
            } else {
              z = min(below / width, 1)
            }
          }
          coordinates[row * count + number] = z
        }
        let (first, last) = (segment.rows.lowerBound, segment.rows.upperBound - 1)
        for row in 0..<rowCount where !segment.rows.contains(row) {
          coordinates[row * count + number] = coordinates[(row < first ? first : last) * count + number]
        }
      }
    }
  }

  /// A distance from a bound: none where it is negative or rounding.
  private static func slack(_ distance: Double, _ size: Double) -> Double {
    distance <= 4 * LawChart.rounding * size ? 0 : distance
  }

  /// Memory for one series.
  struct Room {
    let tape: UnsafeMutableBufferPointer<Double>
    private let columns: UnsafeMutableBufferPointer<Double>
    private let rowCount: Int

    static func size(_ program: LawChartProgram, rowCount: Int) -> Int { (program.roomSize + 4) * rowCount }

    init(_ memory: UnsafeMutableBufferPointer<Double>, rowCount: Int) {
      self.rowCount = rowCount
      columns = UnsafeMutableBufferPointer(rebasing: memory[..<(4 * rowCount)])
      tape = UnsafeMutableBufferPointer(rebasing: memory[(4 * rowCount)...])
    }

    func column(_ place: Int) -> UnsafeMutableBufferPointer<Double> {
      UnsafeMutableBufferPointer(rebasing: columns[place * rowCount..<(place + 1) * rowCount])
    }

    func keep(_ values: UnsafeMutableBufferPointer<Double>, _ place: Int) {
      for index in values.indices { columns[place * rowCount + index] = values[index] }
    }
  }
}
