public import Files
internal import Foundation

/// Laws for series of given channels and times: what each amounts to in numbers, and how the numbers change with the series.
///
/// A series is a matrix, rows for times and columns for channels, row after row. An equation that is held at every time gives one residual for
/// each; it touches the few rows that it names, so that the Jacobian J has a band. An equation for the whole series (a sum, or the last value by the
/// first) gives one residual that may touch all: a border. `LawProjection` works with both in a time proportional to the rows.
public struct LawSystem: Sendable {
  public let laws: [SeriesLaw]
  public let channels: [String]
  public let times: [Double]
  /// Numbers with names, the same in all series.
  public let constants: [String: Double]
  /// Names of what is constant in a series, but not the same in all.
  public let conditions: [String]

  /// The residuals of equations and inequalities: first those of few rows, in the order of their rows, then those of the whole series. Not among
  /// them are inequalities at every time that name a sum or a fixed row, whose derivatives have no band.
  let residuals: [Residual]
  /// Of the residuals, those of few rows.
  let localCount: Int
  /// The variables that local residual i touches: `variables[starts[i]..<starts[i + 1]]`, numbers in the matrix.
  let starts: [Int]
  let variables: [Int32]
  let groups: [Group]
  /// Of each local residual its group, and the row.
  let origins: [(group: Int, row: Int)]
  let inequalities: [Group]
  /// Quantities that are conserved, at all rows.
  let conserved: [Group]

  /// What one number of the laws is about.
  struct Residual: Hashable, Sendable {
    let law: Int
    /// The row at which it is held; nil for the whole series.
    let row: Int?
    /// Whether it is to be zero, rather than not negative.
    let isEquation: Bool
    /// Of a complementary quantity, the residual of the other one: one of the two is to be zero.
    var partner: Int?
  }

  /// A quantity of a law at all rows where it is held.
  struct Group: Sendable {
    let law: Int
    let quantity: LawCompiler.Quantity
    /// At which rows; one that means nothing where no channel is named at the law's own time.
    let rows: Range<Int>
    let isHeldEverywhere: Bool
    /// Leaves that are variables, with the numbers of their instructions.
    let leaves: [(leaf: Tape.Leaf, instruction: Int)]
    /// Whether derivatives are dense.
    let isBorder: Bool
    let isEquation: Bool
    /// Whether it names a sum or a fixed row at every row.
    let isSpread: Bool
    /// For each row, the residual.
    var residuals: [Int] = []
    /// For complementary quantities, the number of the other group among the inequalities.
    var partner: Int?
  }

  public var variableCount: Int { times.count * channels.count }

  /// Of each variable the entries of local residuals that touch it, in their order; and how far residuals that touch one variable are apart, at most.
  var touches: (lists: [[(residual: Int, entry: Int)]], halfWidth: Int) {
    var (lists, halfWidth) = ([[(residual: Int, entry: Int)]](repeating: [], count: variableCount), 0)
    for residual in 0..<localCount {
      for entry in starts[residual]..<starts[residual + 1] {
        let variable = Int(variables[entry])
        if let first = lists[variable].first { halfWidth = max(halfWidth, residual - first.residual) }
        lists[variable].append((residual, entry))
      }
    }
    return (lists, halfWidth)
  }

  /// - Parameters:
  ///   - times: ascending.
  ///   - constants: numbers with names, the same for all series.
  ///   - conditions: names of numbers that come with each series.
  /// - Throws: `ProgramError` for names that are not there, and laws for which the series is too short or that mix a sum with what is held at every
  ///   time.
  public init(
    _ laws: [SeriesLaw], channels: [String], times: [Double], constants: [String: Double] = [:], conditions: [String] = []
  ) throws(ProgramError) {
    self.laws = laws
    self.channels = channels
    self.times = times
    self.constants = constants
    self.conditions = conditions
    let numbers = Dictionary(channels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let conditionNumbers = Dictionary(conditions.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var groups: [Group] = []
    var inequalities: [Group] = []
    var conserved: [Group] = []
    for (number, law) in laws.enumerated() {
      func group(_ expression: Expression, isEquation: Bool) throws(ProgramError) -> Group {
        let quantity = try LawCompiler.quantity(
          expression, law: law.name, channels: numbers, constants: constants, conditions: conditionNumbers)
        return try Self.group(number, law, quantity, rowCount: times.count, isEquation: isEquation)
      }
      switch law.relation {
      case .equal(let a, let b): groups.append(try group(a - b, isEquation: true))
      case .conserved(let a):
        groups.append(try group(.next(a) - a, isEquation: true))
        conserved.append(try group(a, isEquation: true))
      case .atLeast(let a, let b): inequalities.append(try group(a - b, isEquation: false))
      case .complementary(let a, let b):
        var (first, second) = (try group(a, isEquation: false), try group(b, isEquation: false))
        guard first.isHeldEverywhere == second.isHeldEverywhere else {
          throw ProgramError(
            .data, "law “\(law.name)”: one of the two quantities has a value at every time, the other one for the whole series",
            remedy: "correct the law")
        }
        (first.partner, second.partner) = (inequalities.count + 1, inequalities.count)
        inequalities += [first, second]
      }
    }
    let firstInequality = groups.count
    var projected = [Int?](repeating: nil, count: inequalities.count)
    for (number, group) in inequalities.enumerated() where !group.isSpread {
      projected[number] = groups.count
      groups.append(group)
    }
    // Residuals in the order of their first rows, so that those of neighbours stand together.
    var order: [(first: Int, group: Int, place: Int)] = []
    for (number, group) in groups.enumerated() where !group.isBorder {
      for place in group.rows.indices {
        let rows = group.leaves.compactMap { Self.row(of: $0.leaf, at: group.rows[place], count: times.count) }
        order.append((rows.min() ?? group.rows[place], number, place - group.rows.lowerBound))
      }
    }
    order.sort { ($0.first, $0.group, $0.place) < ($1.first, $1.group, $1.place) }
    for number in groups.indices { groups[number].residuals = [Int](repeating: 0, count: groups[number].rows.count) }
    var residuals: [Residual] = []
    var starts = [0]
    var origins: [(group: Int, row: Int)] = []
    var variables: [Int32] = []
    for (_, number, place) in order {
      let group = groups[number]
      let row = group.rows.lowerBound + place
      origins.append((number, row))
      groups[number].residuals[place] = residuals.count
      residuals.append(Residual(law: group.law, row: group.isHeldEverywhere ? row : nil, isEquation: group.isEquation))
      for (leaf, _) in group.leaves {
        if let variable = Self.variable(of: leaf, at: row, times.count, channels.count) { variables.append(Int32(variable)) }
      }
      starts.append(variables.count)
    }
    localCount = residuals.count
    for number in groups.indices where groups[number].isBorder {
      groups[number].residuals[0] = residuals.count
      residuals.append(Residual(law: groups[number].law, row: nil, isEquation: groups[number].isEquation))
    }
    for number in firstInequality..<groups.count {
      let group = groups[number]
      guard let partner = group.partner, let other = projected[partner].map({ groups[$0] }) else { continue }
      for row in group.rows where other.rows.contains(row) {
        residuals[group.residuals[row - group.rows.lowerBound]].partner = other.residuals[row - other.rows.lowerBound]
      }
    }
    (self.residuals, self.starts, self.variables, self.origins) = (residuals, starts, variables, origins)
    (self.groups, self.inequalities, self.conserved) = (groups, inequalities, conserved)
  }

  private static func group(
    _ number: Int, _ law: SeriesLaw, _ quantity: LawCompiler.Quantity, rowCount: Int, isEquation: Bool
  ) throws(ProgramError) -> Group {
    func error(_ problem: String, _ remedy: String = "correct the law") -> ProgramError {
      ProgramError(.data, "law “\(law.name)”: \(problem)", remedy: remedy)
    }
    let leaves = quantity.tape.leaves
    var (lags, fixed, isHeldEverywhere, hasTotal) = ([Int](), [Int](), false, false)
    func visit(_ leaf: Tape.Leaf, inTotal: Bool) {
      switch leaf {
      case .channel(_, let lag), .time(let lag):
        if !inTotal { isHeldEverywhere = true }
        if !inTotal { lags.append(lag) }
      case .fixed(_, let row), .fixedTime(let row): fixed.append(row)
      case .condition: break
      case .total: hasTotal = true
      }
    }
    for (leaf, _) in leaves { visit(leaf, inTotal: false) }
    var totalLags = [0]
    for total in quantity.totals {
      for (leaf, _) in total.tape.leaves {
        visit(leaf, inTotal: true)
        if case .channel(_, let lag) = leaf { totalLags.append(lag) }
        if case .time(let lag) = leaf { totalLags.append(lag) }
      }
    }
    let namesChannels = leaves.contains { if case .channel = $0.leaf { true } else if case .fixed = $0.leaf { true } else { false } }
    guard namesChannels || hasTotal else { throw error("it names no channel") }
    if isEquation, isHeldEverywhere, hasTotal {
      throw error("what is equal at every time cannot have a sum in it", "state the sum by itself, or use conserved(…)")
    }
    if isEquation, isHeldEverywhere, fixed.contains(where: { _ in true }),
      leaves.contains(where: { if case .fixed = $0.leaf { true } else { false } })
    {
      throw error("what is equal at every time cannot name the first or last row", "use conserved(…), next(…) or previous(…)")
    }
    let (least, most) = ((lags + totalLags).min() ?? 0, (lags + totalLags).max() ?? 0)
    let needed = max(1, most - min(least, 0) + (most < 0 ? 0 : 1), fixed.map { $0 < 0 ? -$0 : $0 + 1 }.max() ?? 1)
    guard rowCount >= needed else { throw error("it needs \(needed) times, and the series has \(rowCount)", "give longer series") }
    let rows = isHeldEverywhere ? max(0, -(lags.min() ?? 0))..<rowCount - max(0, lags.max() ?? 0) : 0..<1
    let isBorder = !isHeldEverywhere && (hasTotal || (fixed.contains { $0 < 0 } && fixed.contains { $0 >= 0 }))
    let variables = leaves.filter { if case .channel = $0.leaf { true } else if case .fixed = $0.leaf { true } else { false } }
    let isSpread = isHeldEverywhere && (hasTotal || variables.contains { if case .fixed = $0.leaf { true } else { false } })
    return Group(
      law: number, quantity: quantity, rows: rows, isHeldEverywhere: isHeldEverywhere, leaves: variables, isBorder: isBorder, isEquation: isEquation,
      isSpread: isSpread)
  }

  private static func row(of leaf: Tape.Leaf, at row: Int, count: Int) -> Int? {
    switch leaf {
    case .channel(_, let lag): row + lag
    case .fixed(_, let fixed): fixed < 0 ? count + fixed : fixed
    default: nil
    }
  }

  static func variable(of leaf: Tape.Leaf, at row: Int, _ rowCount: Int, _ channelCount: Int) -> Int? {
    switch leaf {
    case .channel(let channel, _), .fixed(let channel, _):
      Self.row(of: leaf, at: row, count: rowCount).map { $0 * channelCount + channel }
    default: nil
    }
  }
}
