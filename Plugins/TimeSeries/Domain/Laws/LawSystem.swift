public import Files
internal import Foundation

/// Laws for series of given channels and times: what each amounts to in numbers, and how the numbers change with the series.
///
/// A series is a matrix, rows for times and columns for channels, row after row. An equation that is held at every time gives one residual for
/// each; it touches the few rows that it names, so that the Jacobian J has a band. An equation for the whole series (a sum, or the last value by the
/// first) gives one residual that may touch all: a border. `LawProjection` works with both in a time proportional to the rows.
public struct LawSystem: Sendable {
  public let laws: [Law]
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
  private let groups: [Group]
  /// Of each local residual its group, and the row.
  private let origins: [(group: Int, row: Int)]
  private let inequalities: [Group]
  /// Quantities that are conserved, at all rows.
  private let conserved: [Group]

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
  private struct Group: Sendable {
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

  /// - Parameters:
  ///   - times: ascending.
  ///   - constants: numbers with names, the same for all series.
  ///   - conditions: names of numbers that come with each series.
  /// - Throws: `ProgramError` for names that are not there, and laws for which the series is too short or that mix a sum with what is held at every
  ///   time.
  public init(
    _ laws: [Law], channels: [String], times: [Double], constants: [String: Double] = [:], conditions: [String] = []
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
    _ number: Int, _ law: Law, _ quantity: LawCompiler.Quantity, rowCount: Int, isEquation: Bool
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

  private static func variable(of leaf: Tape.Leaf, at row: Int, _ rowCount: Int, _ channelCount: Int) -> Int? {
    switch leaf {
    case .channel(let channel, _), .fixed(let channel, _):
      Self.row(of: leaf, at: row, count: rowCount).map { $0 * channelCount + channel }
    default: nil
    }
  }

  // MARK: Values

  /// Room for the columns of tapes, to be used again.
  final class Workspace {
    fileprivate var columns: [Double] = []
    fileprivate var slopes: [Double] = []
    fileprivate var innerColumns: [[Double]] = []
    fileprivate var innerSlopes: [[Double]] = []
  }

  /// Writes all residuals, and where asked the derivatives: those of local residuals by the variables they touch, those of the others by all.
  /// - Parameters:
  ///   - values: the series, `variableCount` numbers.
  ///   - border: residuals of the whole series × variables.
  func evaluate(
    _ values: UnsafeBufferPointer<Double>, conditions: [Double], _ workspace: Workspace,
    residuals: UnsafeMutableBufferPointer<Double>,
    slopes: (local: UnsafeMutableBufferPointer<Double>, border: UnsafeMutableBufferPointer<Double>)?
  ) {
    if let slopes { slopes.border.update(repeating: 0) }
    for group in groups {
      run(group, values, conditions, workspace) { result, columns in
        for (place, residual) in group.residuals.enumerated() { residuals[residual] = result[place] }
        guard let slopes else { return }
        let tape = group.quantity.tape
        let count = group.rows.count
        Self.grow(&workspace.slopes, tape.instructions.count * count)
        workspace.slopes.withUnsafeMutableBufferPointer { room in
          tape.differentiate(group.quantity.result, count: count, columns, into: room)
          guard group.isBorder else {
            for (number, (_, instruction)) in group.leaves.enumerated() {
              let column = Tape.column(instruction, room, count)
              for (place, residual) in group.residuals.enumerated() { slopes.local[starts[residual] + number] = column[place] }
            }
            return
          }
          let row = UnsafeMutableBufferPointer(
            rebasing: slopes.border[(group.residuals[0] - localCount) * variableCount..<(group.residuals[0] - localCount + 1) * variableCount])
          for (leaf, instruction) in group.leaves {
            if let variable = Self.variable(of: leaf, at: 0, times.count, channels.count) {
              row[variable] += Tape.column(instruction, room, count)[0]
            }
          }
          for (leaf, instruction) in tape.leaves {
            if case .total(let number) = leaf {
              addSlopes(of: group.quantity.totals[number], number, times: Tape.column(instruction, room, count)[0], to: row, workspace)
            }
          }
        }
      }
    }
  }

  /// Writes chosen local residuals alone, and where asked their derivatives.
  func evaluate(
    _ chosen: [Int], _ values: UnsafeBufferPointer<Double>, conditions: [Double], _ workspace: Workspace,
    residuals: UnsafeMutableBufferPointer<Double>, slopes: UnsafeMutableBufferPointer<Double>?
  ) {
    let longest = groups.reduce(0) { max($0, $1.quantity.tape.instructions.count) }
    Self.grow(&workspace.columns, longest)
    Self.grow(&workspace.slopes, longest)
    times.withUnsafeBufferPointer { times in
      conditions.withUnsafeBufferPointer { conditions in
        let series = SeriesRows(values: values, width: channels.count, times: times, conditions: conditions)
        workspace.columns.withUnsafeMutableBufferPointer { columns in
          workspace.slopes.withUnsafeMutableBufferPointer { room in
            for residual in chosen {
              let group = groups[origins[residual].group]
              let tape = group.quantity.tape
              tape.evaluate(row: origins[residual].row, of: series, columns)
              residuals[residual] = columns[group.quantity.result]
              guard let slopes else { continue }
              tape.differentiate(group.quantity.result, count: 1, columns, into: room)
              for (number, leaf) in group.leaves.enumerated() { slopes[starts[residual] + number] = room[leaf.instruction] }
            }
          }
        }
      }
    }
  }

  /// By how much each law is broken, at the row where it is broken most.
  public func excesses(of values: [Double], conditions: [Double] = []) -> [LawExcess] {
    var found = laws.map { LawExcess(law: $0.name, row: nil, amount: 0) }
    func take(_ law: Int, _ row: Int?, _ amount: Double) {
      // What is no number is broken without bound.
      let amount = amount.isNaN ? .infinity : amount
      if amount > found[law].amount { found[law] = LawExcess(law: laws[law].name, row: row, amount: amount) }
    }
    let workspace = Workspace()
    values.withUnsafeBufferPointer { values in
      for group in groups {
        // Not with its neighbour but with its first value is a conserved quantity compared.
        if case .conserved = laws[group.law].relation { continue }
        guard group.isEquation else { continue }
        run(group, values, conditions, workspace) { result, _ in
          for (place, row) in group.rows.enumerated() { take(group.law, group.isHeldEverywhere ? row : nil, abs(result[place])) }
        }
      }
      for group in conserved {
        run(group, values, conditions, workspace) { result, _ in
          for (place, row) in group.rows.enumerated() { take(group.law, row, abs(result[place] - result[0])) }
        }
      }
      for (number, group) in inequalities.enumerated() {
        var own: [Double] = []
        run(group, values, conditions, workspace) { result, _ in own = Array(result) }
        for (place, row) in group.rows.enumerated() { take(group.law, group.isHeldEverywhere ? row : nil, -own[place]) }
        guard let partner = group.partner, partner > number else { continue }
        let other = inequalities[partner]
        run(other, values, conditions, workspace) { result, _ in
          for row in group.rows where other.rows.contains(row) {
            let both = min(abs(own[row - group.rows.lowerBound]), abs(result[row - other.rows.lowerBound]))
            take(group.law, group.isHeldEverywhere ? row : nil, both)
          }
        }
      }
    }
    return found
  }

  /// Fills the columns of a group and gives the result's column, and all.
  private func run(
    _ group: Group, _ values: UnsafeBufferPointer<Double>, _ conditions: [Double], _ workspace: Workspace,
    _ use: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    var totals: [Double] = []
    while workspace.innerColumns.count < group.quantity.totals.count { workspace.innerColumns.append([]) }
    for (number, total) in group.quantity.totals.enumerated() {
      let rows = self.rows(of: total)
      Self.grow(&workspace.innerColumns[number], total.tape.instructions.count * rows.count)
      workspace.innerColumns[number].withUnsafeMutableBufferPointer { room in
        evaluate(total.tape, rows, values, conditions, [], room)
        let column = Tape.column(total.result, room, rows.count)
        let sum = column.reduce(0, +)
        totals.append(total.isMean ? sum / Double(rows.count) : sum)
      }
    }
    let tape = group.quantity.tape
    Self.grow(&workspace.columns, tape.instructions.count * group.rows.count)
    workspace.columns.withUnsafeMutableBufferPointer { room in
      evaluate(tape, group.rows, values, conditions, totals, room)
      use(Tape.column(group.quantity.result, room, group.rows.count), room)
    }
  }

  /// Where all that a sum names is there.
  private func rows(of total: LawCompiler.Total) -> Range<Int> {
    var (least, most) = (0, 0)
    for (leaf, _) in total.tape.leaves {
      switch leaf {
      case .channel(_, let lag), .time(let lag): (least, most) = (min(least, lag), max(most, lag))
      default: break
      }
    }
    return -least..<times.count - most
  }

  private func evaluate(
    _ tape: Tape, _ rows: Range<Int>, _ values: UnsafeBufferPointer<Double>, _ conditions: [Double], _ totals: [Double],
    _ columns: UnsafeMutableBufferPointer<Double>
  ) {
    times.withUnsafeBufferPointer { times in
      conditions.withUnsafeBufferPointer { conditions in
        tape.evaluate(rows, of: SeriesRows(values: values, width: channels.count, times: times, conditions: conditions), totals: totals, columns)
      }
    }
  }

  /// Adds the derivatives of a sum, whose columns are filled, times a factor.
  private func addSlopes(
    of total: LawCompiler.Total, _ number: Int, times factor: Double, to row: UnsafeMutableBufferPointer<Double>, _ workspace: Workspace
  ) {
    let rows = self.rows(of: total)
    let factor = total.isMean ? factor / Double(rows.count) : factor
    while workspace.innerSlopes.count <= number { workspace.innerSlopes.append([]) }
    Self.grow(&workspace.innerSlopes[number], total.tape.instructions.count * rows.count)
    workspace.innerColumns[number].withUnsafeMutableBufferPointer { columns in
      workspace.innerSlopes[number].withUnsafeMutableBufferPointer { room in
        total.tape.differentiate(total.result, count: rows.count, columns, into: room)
        for (leaf, instruction) in total.tape.leaves {
          let column = Tape.column(instruction, room, rows.count)
          for (place, at) in rows.enumerated() {
            if let variable = Self.variable(of: leaf, at: at, times.count, channels.count) { row[variable] += factor * column[place] }
          }
        }
      }
    }
  }

  private static func grow(_ room: inout [Double], _ count: Int) {
    if room.count < count { room += [Double](repeating: 0, count: count - room.count) }
  }
}

/// How far a law is from holding.
public struct LawExcess: Hashable, Sendable, Codable {
  public let law: String
  /// Where it is broken most; nil where it is about the whole series, or holds.
  public let row: Int?
  /// In the unit of the law's quantities; 0 where it holds, infinite where it cannot be worked out.
  public let amount: Double

  public init(law: String, row: Int?, amount: Double) {
    self.law = law
    self.row = row
    self.amount = amount
  }
}
