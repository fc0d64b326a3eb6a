internal import Files

/// From laws to what each channel is at each row.
struct LawChartPlan {
  typealias Constraint = LawChartRegime.Constraint

  /// The quantity of which two complementary ones are the parts: a storage before anything is spilled, say.
  struct Auxiliary {
    /// Its number, after those of the channels.
    let channel: Int
    /// The channel under whose name it goes.
    let owner: Int
    /// What it is in a series that keeps the laws.
    let value: SeriesFormula
    /// Whether it is there in every row, or in the first one alone.
    let isEverywhere: Bool
  }

  /// Rows where a channel is had in one way.
  struct Segment {
    let rows: Range<Int>
    let rule: LawChartRegime.Rule
    let guards: [LawChartRegime.Guard]
  }

  /// For each channel, and each auxiliary after them, its segments in the order of rows.
  private(set) var segments: [[Segment]] = []
  private(set) var auxiliaries: [Auxiliary] = []
  /// The order of channels at each kind of row, and the rows.
  private(set) var orders: [(rows: Range<Int>, channels: [Int])] = []
  private(set) var remaining: Set<Int> = []
  /// Those of which not even a part is taken.
  private var dropped: Set<Int> = []
  private(set) var requirements: [LawChartRegime.Bound] = []

  /// Whether the laws that were taken were taken in the end.
  private var isComplete = true
  private let rowCount: Int
  private let width: Int
  private let goesOn: Bool
  /// Constraints at a row of their own, from the first or from the second row on, and those of the first row alone.
  private var always: [Constraint] = []
  private var later: [Constraint] = []
  private var first: [Constraint] = []
  /// Those that a row keeps for the next one.
  private var beforeNext: [Constraint] = []

  init(_ laws: [SeriesLaw], names: SeriesFormula.Names, width: Int, rowCount: Int, goesOn: Bool) throws(ProgramError) {
    (self.rowCount, self.width, self.goesOn) = (rowCount, width, goesOn)
    while true {
      (always, later, first, beforeNext, auxiliaries) = ([], [], [], [], [])
      isComplete = true
      take(laws, names)
      guard isComplete else { continue }
      if try chart(laws) { return }
    }
  }

  // MARK: Laws as constraints

  private mutating func take(_ laws: [SeriesLaw], _ names: SeriesFormula.Names) {
    var equations: [Constraint] = []
    var pairs: [(law: Int, SeriesFormula, SeriesFormula)] = []
    for (number, law) in laws.enumerated() where !dropped.contains(number) {
      func formulas(_ a: Expression, _ b: Expression) -> (SeriesFormula, SeriesFormula)? {
        guard let a = SeriesFormula(a, names), let b = SeriesFormula(b, names) else { return nil }
        return (a, b)
      }
      switch law.relation {
      case .equal(let a, let b):
        if let (a, b) = formulas(a, b) {
          equations.append(Constraint(laws: [number], relation: .equal, left: a, right: b))
        } else {
          dropped.insert(number)
        }
      case .atLeast(let a, let b):
        guard let (a, b) = formulas(a, b), place(Constraint(laws: [number], relation: .atLeast, left: a, right: b)) else {
          dropped.insert(number)
          continue
        }
      case .conserved(let a):
        guard let (a, b) = formulas(a, .first(a)), Self.lags(a).allSatisfy({ $0 == 0 }) else {
          dropped.insert(number)
          continue
        }
        later.append(Constraint(laws: [number], relation: .equal, left: a, right: b))
      case .complementary(let a, let b):
        guard let (a, b) = formulas(a, b) else {
          dropped.insert(number)
          continue
        }
        // Neither is negative, wherever it is named: this can be kept even where the rest cannot.
        for part in [a, b] where !place(Constraint(laws: [number], relation: .atLeast, left: part, right: .number(0))) { dropped.insert(number) }
        guard !remaining.contains(number) else { continue }
        pairs.append((number, a, b))
      }
    }
    for (number, a, b) in pairs where !takePair(number, a, b, &equations) {
      remaining.insert(number)
      isComplete = false
    }
    for equation in equations where !place(equation) { dropped.formUnion(equation.laws) }
    remaining.formUnion(dropped)
  }

  private static func lags(_ formula: SeriesFormula, timesToo: Bool = true) -> [Int] {
    formula.leaves.compactMap {
      switch $0 {
      case .channel(_, let lag): lag
      case .time(let lag): timesToo ? lag : nil
      default: nil
      }
    }
  }

  /// The row of the latest channel made the constraint's own, and the first row at which it is held then; nil where it reaches farther back than one
  /// row, or does not reach the last one.
  private static func standing(_ left: SeriesFormula, _ right: SeriesFormula) -> (shift: Int, start: Int)? {
    let all = lags(left) + lags(right)
    guard let latest = (lags(left, timesToo: false) + lags(right, timesToo: false)).max(), latest >= 0, max(0, all.max() ?? 0) == latest else { return nil }
    let start = latest + max(0, -(all.min() ?? 0))
    return start <= 1 ? (-latest, start) : nil
  }

  private mutating func place(_ constraint: Constraint) -> Bool {
    if Self.lags(constraint.difference, timesToo: false).isEmpty {
      // Of the first row alone.
      guard Self.lags(constraint.difference).isEmpty else { return false }
      first.append(constraint)
      return true
    }
    guard let (shift, start) = Self.standing(constraint.left, constraint.right) else { return false }
    let shifted = Constraint(
      laws: constraint.laws, relation: constraint.relation, left: constraint.left.shifted(by: shift), right: constraint.right.shifted(by: shift))
    if start == 0 { always.append(shifted) } else { later.append(shifted) }
    return true
  }

  // MARK: Complementary quantities

  /// Two quantities of which one is zero are two parts of one: what a balance would leave in a channel, cut at its bound.
  private mutating func takePair(_ law: Int, _ a: SeriesFormula, _ b: SeriesFormula, _ equations: inout [Constraint]) -> Bool {
    guard let (shift, start) = Self.standing(a, b) else { return false }
    let (a, b) = (a.shifted(by: shift), b.shifted(by: shift))
    var withoutBalance: (kept: Int, part: Int, bound: SeriesFormula, least: SeriesFormula, isUpper: Bool)?
    for (one, other) in [(a, b), (b, a)] {
      // The part is what spills; the other one bounds what is kept.
      let (part, kept) = (LinearForm(one), LinearForm(other))
      for keptTerm in kept.terms where abs(keptTerm.factor) == 1 {
        guard case .channel(let channel, lag: 0) = keptTerm.formula, kept.isLinear(in: keptTerm.formula),
          part.factor(of: keptTerm.formula) == 0, part.isLinear(in: keptTerm.formula)
        else { continue }
        for partTerm in part.terms where partTerm.factor == 1 {
          guard case .channel(let spilled, let lag) = partTerm.formula, lag == 0 || lag == -1, spilled != channel, part.isLinear(in: partTerm.formula),
            kept.isLinear(in: partTerm.formula), kept.factor(of: partTerm.formula) == 0
          else { continue }
          let bound = kept.value(of: keptTerm.formula).formula()
          let least = part.value(of: partTerm.formula).formula()
          let isUpper = keptTerm.factor < 0
          for (place, equation) in equations.enumerated() {
            guard let (equationShift, equationStart) = Self.standing(equation.left, equation.right) else { continue }
            let (left, right) = (equation.left.shifted(by: equationShift), equation.right.shifted(by: equationShift))
            guard let (value, _) = left.solved(equalTo: right, for: keptTerm.formula) else { continue }
            let form = LinearForm(value)
            guard let (weight, factor) = form.term(of: partTerm.formula), isUpper ? factor < 0 : factor > 0, form.isLinear(in: partTerm.formula) else {
              continue
            }
            let rate = SeriesFormula.applied(.multiply, .number(abs(factor)), weight ?? .number(1))
            let before = value.replacing { $0 == partTerm.formula ? least : $0 }
            guard equationStart == 1 || start == equationStart, start <= equationStart,
              lag == 0 || (Self.lags(before, timesToo: false) + Self.lags(bound, timesToo: false) + Self.lags(least, timesToo: false)).allSatisfy({ $0 <= -1 })
            else { continue }
            equations.remove(at: place)
            let overflow = Self.overflow(before, bound, least, isUpper, rate: rate)
            let laws = [law]
            let keptRule = Constraint(
              laws: laws, relation: .equal, left: keptTerm.formula, right: SeriesFormula.applied(isUpper ? .minimum : .maximum, before, bound),
              target: channel)
            let partRule = Constraint(
              laws: laws, relation: .equal, left: .channel(spilled, lag: 0), right: overflow.shifted(by: lag == 0 ? 0 : 1), target: spilled)
            if equationStart == 0 { always.append(keptRule) } else { later.append(keptRule) }
            if lag == -1 {
              beforeNext.append(partRule)
            } else {
              if equationStart == 0 { always.append(partRule) } else { later.append(partRule) }
              if equationStart == 1 && start == 0 {
                addAuxiliary(laws, channel, spilled, bound, least, isUpper, rate: rate, isEverywhere: false)
              }
            }
            return true
          }
          if lag == 0, start == 0, withoutBalance == nil,
            !equations.contains(where: { Self.isDetermined(channel, by: $0) || Self.isDetermined(spilled, by: $0) })
          {
            withoutBalance = (channel, spilled, bound, least, isUpper)
          }
        }
      }
    }
    guard let (kept, part, bound, least, isUpper) = withoutBalance else { return false }
    addAuxiliary([law], kept, part, bound, least, isUpper, rate: .number(1), isEverywhere: true)
    return true
  }

  /// Whether an equation has a channel alone on a side.
  private static func isDetermined(_ channel: Int, by equation: Constraint) -> Bool {
    guard let (shift, _) = standing(equation.left, equation.right) else { return false }
    return equation.left.shifted(by: shift).solved(equalTo: equation.right.shifted(by: shift), for: .channel(channel, lag: 0))?.depth == 0
  }

  /// What a balance leaves beyond the bound, as the part that takes it off: least + max(0, before − bound)/rate.
  private static func overflow(
    _ before: SeriesFormula, _ bound: SeriesFormula, _ least: SeriesFormula, _ isUpper: Bool, rate: SeriesFormula
  ) -> SeriesFormula {
    let beyond = isUpper ? SeriesFormula.applied(.subtract, before, bound) : SeriesFormula.applied(.subtract, bound, before)
    return SeriesFormula.applied(
      .maximum, least, SeriesFormula.applied(.add, least, SeriesFormula.applied(.divide, beyond, rate)))
  }

  private mutating func addAuxiliary(
    _ laws: [Int], _ kept: Int, _ part: Int, _ bound: SeriesFormula, _ least: SeriesFormula, _ isUpper: Bool, rate: SeriesFormula, isEverywhere: Bool
  ) {
    let number = width + auxiliaries.count
    let (keptLeaf, partLeaf) = (SeriesFormula.channel(kept, lag: 0), SeriesFormula.channel(part, lag: 0))
    let excess = SeriesFormula.applied(.multiply, rate, SeriesFormula.applied(.subtract, partLeaf, least))
    auxiliaries.append(
      Auxiliary(
        channel: number, owner: kept, value: SeriesFormula.applied(isUpper ? .add : .subtract, keptLeaf, excess), isEverywhere: isEverywhere))
    let leaf = SeriesFormula.channel(number, lag: 0)
    let rules = [
      Constraint(laws: laws, relation: .equal, left: keptLeaf, right: SeriesFormula.applied(isUpper ? .minimum : .maximum, leaf, bound), target: kept),
      Constraint(laws: laws, relation: .equal, left: partLeaf, right: Self.overflow(leaf, bound, least, isUpper, rate: rate), target: part),
    ]
    if isEverywhere { always += rules } else { first += rules }
  }

  // MARK: Rows

  /// - Returns: whether all laws that were taken could be; where not, they are among the remaining ones now.
  private mutating func chart(_ laws: [SeriesLaw]) throws(ProgramError) -> Bool {
    var demands: [LawChartRegime.Bound] = []
    while true {
      let kept = demands.map { Constraint(laws: $0.laws, relation: .atLeast, left: $0.form.formula(), right: .number(0)) } + beforeNext
      let atFirst = { (constraint: Constraint) in
        constraint.replacing { if case .first(let channel) = $0 { .channel(channel, lag: 0) } else { $0 } }
      }
      let past = always + kept
      let facts =
        past.map { constraint in
          Constraint(
            laws: constraint.laws, relation: constraint.relation, left: constraint.left.shifted(by: -1), right: constraint.right.shifted(by: -1))
        } + (always + first).map { $0.replacing { if case .channel(let channel, lag: 0) = $0 { .first(channel) } else { $0 } } }
      let channels = Array(0..<width)
      let everywhere = channels + auxiliaries.filter(\.isEverywhere).map(\.channel)
      let all = channels + auxiliaries.map(\.channel)
      let size = width + auxiliaries.count
      let middle = LawChartRegime(always + later, demands: kept, facts: facts, present: everywhere, width: size)
      // What a row keeps for the next one may need a time that is not there after the last.
      let isLastLikeOthers = goesOn && !kept.contains { Self.lags($0.difference).contains { $0 > 0 } }
      let last =
        isLastLikeOthers ? middle : LawChartRegime(always + later, demands: [], facts: facts, present: everywhere, width: size, model: middle)
      let start = LawChartRegime(
        (always + first).map(atFirst), demands: rowCount > 1 || isLastLikeOthers ? kept.map(atFirst) : [], facts: [], present: all, width: size,
        model: middle)
      let regimes = rowCount == 1 ? [start] : rowCount == 2 && !goesOn ? [start, last] : [start, middle, last]
      for regime in regimes {
        if let clash = regime.clash { throw Self.error(laws, clash) }
      }
      let failed = regimes.reduce(into: Set<Int>()) { $0.formUnion($1.failed) }
      guard failed.isEmpty else {
        drop(failed, laws)
        return false
      }
      let before = demands.count
      for demand in regimes.flatMap(\.demands) {
        let shifted = LawChartRegime.Bound(form: LinearForm(demand.form.formula().shifted(by: 1)), laws: demand.laws)
        if !demands.contains(where: { $0.form == shifted.form }) { demands.append(shifted) }
      }
      if demands.count > 64 {
        // Demands that never end: without the laws that they come from there are fewer.
        drop([demands[64].laws.max() ?? 0], laws)
        return false
      }
      guard demands.count == before else { continue }
      requirements = regimes.flatMap(\.requirements)
      finish(regimes)
      return true
    }
  }

  private mutating func drop(_ failed: Set<Int>, _ laws: [SeriesLaw]) {
    for law in failed {
      if case .complementary = laws[law].relation, !remaining.contains(law) { remaining.insert(law) } else { dropped.insert(law) }
    }
    remaining.formUnion(dropped)
  }

  private mutating func finish(_ regimes: [LawChartRegime]) {
    let bounds = rowCount == 1 ? [0..<1] : regimes.count == 2 ? [0..<1, 1..<rowCount] : [0..<1, 1..<rowCount - 1, rowCount - 1..<rowCount]
    orders = zip(bounds, regimes).map { ($0, $1.order) }
    segments = (0..<width + auxiliaries.count).map { channel in
      var segments: [Segment] = []
      for (rows, regime) in zip(bounds, regimes) where !rows.isEmpty && regime.rules[channel] != .absent {
        let next = Segment(rows: rows, rule: regime.rules[channel], guards: regime.guards[channel])
        if let previous = segments.last, previous.rule == next.rule, previous.guards == next.guards {
          segments[segments.count - 1] = Segment(rows: previous.rows.lowerBound..<rows.upperBound, rule: next.rule, guards: next.guards)
        } else {
          segments.append(next)
        }
      }
      return segments
    }
  }

  private static func error(_ laws: [SeriesLaw], _ clash: [Int]) -> ProgramError {
    let names = Set(clash).sorted().map { "“\(laws[$0].name)” (\(laws[$0]))" }
    return ProgramError(.data, "laws cannot hold together: \(names.joined(separator: " and "))", remedy: "correct or leave out one of them")
  }
}
