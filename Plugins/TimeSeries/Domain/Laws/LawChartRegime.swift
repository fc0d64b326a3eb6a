/// What laws make of the channels at a row of a kind (the first one, one between, the last one), with the rows before known.
///
/// First equations: each determines one channel. Then inequalities, in which what is determined is replaced: one channel after another is
/// solved for, as in Fourier's and Motzkin's elimination, so that what is solved for last is free, and each one before lies between bounds made of those
/// after it. That a greatest lower bound is below a least upper one is an inequality more, for those that come after.
///
/// Source: H. P. Williams, Amer. Math. Monthly 93, 681 (1986), for the elimination.
struct LawChartRegime {
  struct Constraint: Hashable {
    enum Relation: Hashable { case equal, atLeast }
    /// The numbers of the laws it comes from.
    let laws: [Int]
    let relation: Relation
    let left: SeriesFormula
    let right: SeriesFormula
    /// The channel that an equation is to determine, where it is known; `left` is that channel then.
    var target: Int?

    func replacing(_ leaf: (SeriesFormula) -> SeriesFormula) -> Constraint {
      Constraint(laws: laws, relation: relation, left: left.replacing(leaf), right: right.replacing(leaf), target: target)
    }
    /// Left − right.
    var difference: SeriesFormula { SeriesFormula.applied(.subtract, left, right) }
  }

  enum Rule: Hashable {
    /// A channel that is not there.
    case absent
    case determined(SeriesFormula)
    case coordinate(lower: [LinearForm], upper: [LinearForm])
  }

  /// A form that is not negative, and the laws it comes from.
  struct Bound: Hashable {
    let form: LinearForm
    let laws: [Int]
  }

  /// An inequality in the words of its law, to be held to the last bit by the channel that is decoded last.
  struct Guard: Hashable {
    let law: SeriesFormula
    let lower: [LinearForm]
    let upper: [LinearForm]
    /// Whether a value at a bound keeps the law whatever the rounding.
    let isExact: Bool
  }

  var rules: [Rule]
  /// Channels in an order in which each is determined or bounded by those before it.
  var order: [Int] = []
  var guards: [[Guard]]
  /// What must hold at the row before.
  var demands: [Bound] = []
  /// What must hold of conditions and times.
  var requirements: [Bound] = []
  /// Laws that no coordinates take care of.
  var failed: Set<Int> = []
  /// Laws that cannot hold together.
  var clash: [Int]?
  /// Channels in the order in which inequalities were solved for them.
  var elimination: [Int] = []

  var determined: [Int: SeriesFormula] = [:]
  var expansions: [Int: SeriesFormula] = [:]
  /// The laws by which a channel is determined.
  var origins: [Int: [Int]] = [:]
  /// Channels that the rows before and what is given determine.
  var known: Set<Int> = []

  /// - Parameters:
  ///   - present: the channels that are there.
  ///   - facts: what is known besides: the same laws at the row before.
  ///   - demands: what is kept for the next row, besides the constraints.
  ///   - model: rows of another kind, whose choices are made again where nothing speaks against it.
  init(
    _ constraints: [Constraint], demands kept: [Constraint], facts: [Constraint], present: [Int], width: Int, model: LawChartRegime? = nil
  ) {
    rules = [Rule](repeating: .absent, count: width)
    guards = [[Guard]](repeating: [], count: width)
    determine(constraints + kept, present, model)
    guard failed.isEmpty, clash == nil else { return }
    eliminate(constraints + kept, Past(facts), present, model?.elimination ?? [])
    guard failed.isEmpty, clash == nil else { return }
    sort(present)
    for constraint in constraints where constraint.relation == .atLeast { watch(constraint) }
  }

  // MARK: Equations

  mutating func determine(_ constraints: [Constraint], _ present: [Int], _ model: LawChartRegime?) {
    var pending: [Constraint] = []
    for constraint in constraints where constraint.relation == .equal {
      if let target = constraint.target, determined[target] == nil, !depends(constraint.right, on: target) {
        determined[target] = constraint.right
        origins[target] = constraint.laws
      } else {
        pending.append(constraint)
      }
    }
    var counts: [Int: Int] = [:]
    for constraint in constraints where constraint.relation == .atLeast {
      for channel in Set(constraint.difference.ownChannels) { counts[channel, default: 0] += 1 }
    }
    let like = Set(determined.keys).union(model?.determined.keys.map { $0 } ?? [])
    while !pending.isEmpty {
      // What stands alone on a side comes first, then what has few other laws, then what is named last.
      var best: (score: (Int, Int, Int, Int), place: Int, channel: Int, value: SeriesFormula)?
      for (place, constraint) in pending.enumerated() {
        for channel in Set(constraint.difference.ownChannels) where determined[channel] == nil {
          guard let (value, depth) = constraint.left.solved(equalTo: constraint.right, for: .channel(channel, lag: 0)),
            !depends(value, on: channel)
          else { continue }
          let score = (like.contains(channel) ? 0 : 1, min(depth, 1), counts[channel] ?? 0, -channel)
          if best.map({ score < $0.score }) ?? true { best = (score, place, channel, value) }
        }
      }
      if let best {
        determined[best.channel] = best.value
        origins[best.channel] = pending.remove(at: best.place).laws
        continue
      }
      // What is left names channels that are determined already.
      let constraint = pending.removeFirst()
      let form = LinearForm(expanded(constraint.difference))
      if form.terms.isEmpty {
        if abs(form.constant) > 1e-12 * max(1, abs(LinearForm(constraint.left).constant)) { clash = constraint.laws + behind(constraint.difference) }
        continue
      }
      let candidates = form.ownChannels.filter { form.factor(of: .channel($0, lag: 0)) != 0 && form.isLinear(in: .channel($0, lag: 0)) }
      if let channel = candidates.min(by: { (counts[$0] ?? 0, -$0) < (counts[$1] ?? 0, -$1) }) {
        determined[channel] = form.value(of: .channel(channel, lag: 0)).formula()
        origins[channel] = constraint.laws + behind(constraint.difference)
        expansions = [:]
      } else {
        failed.formUnion(constraint.laws)
      }
    }
    for (channel, value) in determined { rules[channel] = .determined(value) }
    known = Set(determined.keys.filter { channel in !present.contains { determined[$0] == nil && depends(.channel(channel, lag: 0), on: $0) } })
    expansions = expansions.filter { !known.contains($0.key) }
  }

  /// Whether a formula names a channel at its row, itself or through what is determined.
  func depends(_ formula: SeriesFormula, on channel: Int) -> Bool {
    var (open, seen) = (formula.ownChannels, Set<Int>())
    while let next = open.popLast() {
      if next == channel { return true }
      guard seen.insert(next).inserted, let value = determined[next] else { continue }
      open += value.ownChannels
    }
    return false
  }

  /// With all that is determined replaced, but for what is known.
  mutating func expanded(_ formula: SeriesFormula) -> SeriesFormula {
    for channel in Set(formula.ownChannels) where expansions[channel] == nil && !known.contains(channel) {
      if let value = determined[channel] {
        let value = expanded(value)
        expansions[channel] = value
      }
    }
    let known = expansions
    return formula.replacing { leaf in if case .channel(let channel, lag: 0) = leaf { known[channel] ?? leaf } else { leaf } }
  }

  /// With all that is determined replaced.
  func fullyExpanded(_ formula: SeriesFormula) -> SeriesFormula {
    var formula = formula
    while formula.ownChannels.contains(where: { determined[$0] != nil }) {
      formula = formula.replacing { leaf in if case .channel(let channel, lag: 0) = leaf { determined[channel] ?? leaf } else { leaf } }
    }
    return formula
  }

  /// The laws that determine what a formula names.
  func behind(_ formula: SeriesFormula) -> [Int] {
    var (open, seen, laws) = (formula.ownChannels, Set<Int>(), [Int]())
    while let next = open.popLast() {
      guard seen.insert(next).inserted, let value = determined[next] else { continue }
      laws += origins[next] ?? []
      open += value.ownChannels
    }
    return laws
  }

  // MARK: Order

  mutating func sort(_ present: [Int]) {
    var states: [Int: Bool] = [:]
    var order: [Int] = []
    func visit(_ channel: Int) {
      guard states[channel] == nil else { return }
      states[channel] = false
      for other in Self.formulas(rules[channel]).flatMap(\.ownChannels) { visit(other) }
      states[channel] = true
      order.append(channel)
    }
    for channel in elimination.reversed() + present { visit(channel) }
    self.order = order
  }

  static func formulas(_ rule: Rule) -> [SeriesFormula] {
    switch rule {
    case .absent: []
    case .determined(let value): [value]
    case .coordinate(let lower, let upper): (lower + upper).map { $0.formula() }
    }
  }

  /// Gives an inequality to the channel that is decoded last, where the bounds that it is decoded with are not the law itself.
  mutating func watch(_ constraint: Constraint) {
    let channels = Set(constraint.difference.ownChannels)
    guard let last = order.last(where: channels.contains) else { return }
    let leaf = SeriesFormula.channel(last, lag: 0)
    let forms = LinearForm(constraint.difference).withoutExtremes
    var (lower, upper): ([LinearForm], [LinearForm]) = ([], [])
    for form in forms where form.factor(of: leaf) != 0 || !form.isLinear(in: leaf) {
      guard form.isLinear(in: leaf) else {
        // A greatest one of which another part holds anyway needs no guard.
        if form.alternatives.contains(where: { $0.terms.isEmpty && $0.constant >= 0 }) { continue }
        failed.formUnion(constraint.laws)
        return
      }
      if form.factor(of: leaf) > 0 { lower.append(form.value(of: leaf)) } else { upper.append(form.value(of: leaf)) }
    }
    let isExact = isPlain(constraint, leaf)
    if case .coordinate(let ownLower, let ownUpper) = rules[last], isExact, lower.allSatisfy(ownLower.contains),
      upper.allSatisfy(ownUpper.contains)
    {
      return
    }
    guards[last].append(Guard(law: constraint.difference, lower: lower, upper: upper, isExact: isExact))
  }

  /// Whether the law compares the channel with what needs no arithmetic: the bound is exact then.
  func isPlain(_ constraint: Constraint, _ leaf: SeriesFormula) -> Bool {
    func isExact(_ formula: SeriesFormula) -> Bool {
      switch formula {
      case .operation(.minimum, let a, let b), .operation(.maximum, let a, let b): isExact(a) && isExact(b)
      case .operation, .function: false
      default: true
      }
    }
    return (constraint.left == leaf && isExact(constraint.right)) || (constraint.right == leaf && isExact(constraint.left))
      || (isExact(constraint.left) && isExact(constraint.right))
  }
}
