/// A quantity of a law with its names looked up: numbers, channels so many rows later, channels at the first row, times and conditions.
///
/// What `LawChart` reckons with. Sums over a series, and rows counted from its end, have no formula: no coordinates take care of them.
indirect enum SeriesFormula: Hashable, Sendable {
  case number(Double)
  case channel(Int, lag: Int)
  /// A channel at the first row.
  case first(Int)
  case time(lag: Int)
  case firstTime(row: Int)
  case condition(Int)
  case function(Expression.Function, SeriesFormula)
  case operation(Expression.Operation, SeriesFormula, SeriesFormula)

  /// What names stand for; those of channels go before those of constants, and these before those of conditions.
  struct Names {
    let channels: [String: Int]
    let constants: [String: Double]
    let conditions: [String: Int]
  }

  private enum Row {
    case after(Int)
    case first
  }

  /// - Returns: nil for what has no formula.
  init?(_ expression: Expression, _ names: Names) {
    guard let formula = Self.formula(expression, names, .after(0)) else { return nil }
    self = formula
  }

  private static func formula(_ expression: Expression, _ names: Names, _ row: Row) -> SeriesFormula? {
    switch expression {
    case .number(let value): return .number(value)
    case .name(let name): return leaf(name, names, row)
    case .function(let function, let a): return formula(a, names, row).map { applied(function, $0) }
    case .operation(let operation, let a, let b):
      guard let a = formula(a, names, row), let b = formula(b, names, row) else { return nil }
      return applied(operation, a, b)
    case .at(let place, let a):
      switch (place, row) {
      case (.first, _): return formula(a, names, .first)
      case (.next, .after(let lag)): return formula(a, names, .after(lag + 1))
      case (.previous, .after(let lag)): return formula(a, names, .after(lag - 1))
      default: return nil
      }
    case .total: return nil
    }
  }

  private static func leaf(_ name: String, _ names: Names, _ row: Row) -> SeriesFormula? {
    if let channel = names.channels[name] {
      switch row {
      case .after(let lag): return .channel(channel, lag: lag)
      case .first: return .first(channel)
      }
    }
    if let value = names.constants[name] { return .number(value) }
    if let condition = names.conditions[name] { return .condition(condition) }
    func time(_ later: Int) -> SeriesFormula {
      switch row {
      case .after(let lag): .time(lag: lag + later)
      case .first: .firstTime(row: later)
      }
    }
    switch name {
    case "t": return time(0)
    case "dt": return applied(.subtract, time(1), time(0))
    default: return nil
    }
  }

  // MARK: Building

  static func applied(_ function: Expression.Function, _ a: SeriesFormula) -> SeriesFormula {
    if case .number(let value) = a { return .number(Tape.value(function, value)) }
    return .function(function, a)
  }

  /// Numbers are reckoned at once, and what changes nothing is left out.
  static func applied(_ operation: Expression.Operation, _ a: SeriesFormula, _ b: SeriesFormula) -> SeriesFormula {
    switch (operation, a, b) {
    case (_, .number(let left), .number(let right)): return .number(Tape.value(operation, left, right))
    case (.add, .number(0), _): return b
    case (.add, _, .number(0)), (.subtract, _, .number(0)), (.multiply, _, .number(1)), (.divide, _, .number(1)): return a
    case (.subtract, .number(0), _): return .function(.negative, b)
    case (.multiply, .number(1), _): return b
    case (.minimum, _, _) where a == b, (.maximum, _, _) where a == b: return a
    default: return .operation(operation, a, b)
    }
  }

  /// The greatest or the least of several; nil of none.
  static func joined(_ operation: Expression.Operation, _ formulas: [SeriesFormula]) -> SeriesFormula? {
    guard let first = formulas.first else { return nil }
    return formulas.dropFirst().reduce(first) { applied(operation, $0, $1) }
  }

  /// The same with every leaf replaced by what is given for it.
  func replacing(_ leaf: (SeriesFormula) -> SeriesFormula) -> SeriesFormula {
    switch self {
    case .function(let function, let a): Self.applied(function, a.replacing(leaf))
    case .operation(let operation, let a, let b): Self.applied(operation, a.replacing(leaf), b.replacing(leaf))
    default: leaf(self)
    }
  }

  /// So many rows later.
  func shifted(by rows: Int) -> SeriesFormula {
    rows == 0
      ? self
      : replacing {
        switch $0 {
        case .channel(let channel, let lag): .channel(channel, lag: lag + rows)
        case .time(let lag): .time(lag: lag + rows)
        default: $0
        }
      }
  }

  // MARK: Asking

  /// All leaves, as often as they occur.
  var leaves: [SeriesFormula] {
    var found: [SeriesFormula] = []
    collectLeaves(into: &found)
    return found
  }

  private func collectLeaves(into found: inout [SeriesFormula]) {
    switch self {
    case .function(_, let a): a.collectLeaves(into: &found)
    case .operation(_, let a, let b):
      a.collectLeaves(into: &found)
      b.collectLeaves(into: &found)
    case .number: break
    default: found.append(self)
    }
  }

  var isLeaf: Bool {
    switch self {
    case .number, .function, .operation: false
    default: true
    }
  }

  /// Whether it is made of times alone and positive since times ascend: a step of time, and what is a product of such.
  var isPositiveTime: Bool {
    switch self {
    case .operation(.subtract, .time(let later), .time(let earlier)): later > earlier
    case .operation(.multiply, .number(let factor), let a), .operation(.multiply, let a, .number(let factor)), .operation(.divide, let a, .number(let factor)),
      .operation(.divide, .number(let factor), let a):
      factor > 0 && a.isPositiveTime
    case .operation(.multiply, let a, let b), .operation(.divide, let a, let b): a.isPositiveTime && b.isPositiveTime
    default: false
    }
  }

  /// Whether it cannot be negative where some leaves are not, in floating point as well.
  func isNonNegative(where leaves: Set<SeriesFormula>) -> Bool {
    switch self {
    case .number(let value): value >= 0
    case .function(.absolute, _), .function(.exponential, _), .function(.squareRoot, _): true
    case .operation(.multiply, let a, let b) where a == b: true
    case .operation(.power, let a, .number(let exponent)):
      exponent.truncatingRemainder(dividingBy: 2) == 0 || a.isNonNegative(where: leaves)
    case .operation(.add, let a, let b), .operation(.multiply, let a, let b), .operation(.divide, let a, let b), .operation(.minimum, let a, let b):
      a.isNonNegative(where: leaves) && b.isNonNegative(where: leaves)
    case .operation(.maximum, let a, let b): a.isNonNegative(where: leaves) || b.isNonNegative(where: leaves)
    default: leaves.contains(self)
    }
  }

  /// The channels that are named at the law's own row.
  var ownChannels: [Int] { leaves.compactMap { if case .channel(let channel, lag: 0) = $0 { channel } else { nil } } }

  /// Appends it to a tape and gives the instruction that has its value.
  func append(to tape: inout Tape) -> Int {
    switch self {
    case .number(let value): return tape.append(.number(value))
    case .channel(let channel, let lag): return tape.append(.leaf(.channel(channel, lag: lag)))
    case .first(let channel): return tape.append(.leaf(.fixed(channel, row: 0)))
    case .time(let lag): return tape.append(.leaf(.time(lag: lag)))
    case .firstTime(let row): return tape.append(.leaf(.fixedTime(row: row)))
    case .condition(let number): return tape.append(.leaf(.condition(number)))
    case .function(let function, let a):
      let a = a.append(to: &tape)
      return tape.append(.function(function), a)
    case .operation(let operation, let a, let b):
      let (a, b) = (a.append(to: &tape), b.append(to: &tape))
      return tape.append(.operation(operation), a, b)
    }
  }

  // MARK: Solving

  /// From self = other, the value of a leaf that occurs once in both, with a constant factor: by taking away what stands around it, so that the
  /// law holds in floating point as nearly as it can.
  /// - Returns: the value, and how many operations stood around it; nil where the leaf cannot be had so.
  func solved(equalTo other: SeriesFormula, for leaf: SeriesFormula) -> (value: SeriesFormula, depth: Int)? {
    let (here, there) = (count(of: leaf), other.count(of: leaf))
    guard here + there == 1 else { return nil }
    var (inner, value, depth) = here == 1 ? (self, other, 0) : (other, self, 0)
    while inner != leaf {
      depth += 1
      switch inner {
      case .function(.negative, let a): (inner, value) = (a, Self.applied(.negative, value))
      case .operation(.add, let a, let b):
        (inner, value) = a.count(of: leaf) == 1 ? (a, Self.applied(.subtract, value, b)) : (b, Self.applied(.subtract, value, a))
      case .operation(.subtract, let a, let b):
        (inner, value) = a.count(of: leaf) == 1 ? (a, Self.applied(.add, value, b)) : (b, Self.applied(.subtract, a, value))
      case .operation(.multiply, let a, .number(let factor)) where factor != 0: (inner, value) = (a, Self.applied(.divide, value, .number(factor)))
      case .operation(.multiply, .number(let factor), let b) where factor != 0: (inner, value) = (b, Self.applied(.divide, value, .number(factor)))
      case .operation(.divide, let a, .number(let factor)) where factor != 0: (inner, value) = (a, Self.applied(.multiply, value, .number(factor)))
      default: return nil
      }
    }
    return (value, depth)
  }

  private func count(of leaf: SeriesFormula) -> Int { leaves.count { $0 == leaf } }
}
