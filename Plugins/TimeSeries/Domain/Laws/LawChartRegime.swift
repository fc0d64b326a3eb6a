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

  private(set) var rules: [Rule]
  /// Channels in an order in which each is determined or bounded by those before it.
  private(set) var order: [Int] = []
  private(set) var guards: [[Guard]]
  /// What must hold at the row before.
  private(set) var demands: [Bound] = []
  /// What must hold of conditions and times.
  private(set) var requirements: [Bound] = []
  /// Laws that no coordinates take care of.
  private(set) var failed: Set<Int> = []
  /// Laws that cannot hold together.
  private(set) var clash: [Int]?
  /// Channels in the order in which inequalities were solved for them.
  private(set) var elimination: [Int] = []

  private var determined: [Int: SeriesFormula] = [:]
  private var expansions: [Int: SeriesFormula] = [:]
  /// The laws by which a channel is determined.
  private var origins: [Int: [Int]] = [:]
  /// Channels that the rows before and what is given determine.
  private var known: Set<Int> = []

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

  private mutating func determine(_ constraints: [Constraint], _ present: [Int], _ model: LawChartRegime?) {
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
  private func depends(_ formula: SeriesFormula, on channel: Int) -> Bool {
    var (open, seen) = (formula.ownChannels, Set<Int>())
    while let next = open.popLast() {
      if next == channel { return true }
      guard seen.insert(next).inserted, let value = determined[next] else { continue }
      open += value.ownChannels
    }
    return false
  }

  /// With all that is determined replaced, but for what is known.
  private mutating func expanded(_ formula: SeriesFormula) -> SeriesFormula {
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
  private func fullyExpanded(_ formula: SeriesFormula) -> SeriesFormula {
    var formula = formula
    while formula.ownChannels.contains(where: { determined[$0] != nil }) {
      formula = formula.replacing { leaf in if case .channel(let channel, lag: 0) = leaf { determined[channel] ?? leaf } else { leaf } }
    }
    return formula
  }

  /// The laws that determine what a formula names.
  private func behind(_ formula: SeriesFormula) -> [Int] {
    var (open, seen, laws) = (formula.ownChannels, Set<Int>(), [Int]())
    while let next = open.popLast() {
      guard seen.insert(next).inserted, let value = determined[next] else { continue }
      laws += origins[next] ?? []
      open += value.ownChannels
    }
    return laws
  }

  // MARK: Inequalities

  /// What is known of the rows before.
  private struct Past {
    var inequalities: [LinearForm] = []
    var equations: [LinearForm] = []

    init(_ facts: [Constraint]) {
      for fact in facts {
        let form = LinearForm(fact.difference)
        if fact.relation == .equal { equations.append(form) } else { inequalities += form.withoutExtremes }
      }
    }

    /// - Parameter others: what is held besides.
    func implication(_ others: [LinearForm] = []) -> LinearImplication {
      LinearImplication(inequalities: inequalities + others, equations: equations)
    }
  }

  private mutating func eliminate(_ constraints: [Constraint], _ before: Past, _ present: [Int], _ preference: [Int]) {
    var (past, open) = (before, [Bound]())
    // What names known channels alone is a demand on the row before, and a fact then.
    var bounds: [Bound] = []
    let implication = before.implication()
    for constraint in constraints where constraint.relation == .atLeast {
      for form in LinearForm(expanded(constraint.difference)).withoutExtremes {
        let bound = Bound(form: form, laws: constraint.laws + behind(constraint.difference))
        if openChannels(form).isEmpty {
          settle(bound, implication, &open)
          past.inequalities.append(form)
        } else if !isProductOfFactors(form, constraints) {
          bounds.append(bound)
        }
      }
    }
    for channel in known.sorted() {
      if let value = determined[channel] {
        past.equations.append(LinearForm(SeriesFormula.applied(.subtract, .channel(channel, lag: 0), value)))
      }
    }
    let facts = past.implication()
    for bound in bounds { settle(bound, facts, &open) }
    let weights = open.reduce(into: Set<SeriesFormula>()) { $0.formUnion($1.form.weights) }
    var remaining = present.filter { determined[$0] == nil }
    let places = Dictionary(preference.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    while !remaining.isEmpty {
      var best: (score: (Int, Int, Int, Int), channel: Int, lower: [Limit], upper: [Limit], derived: [Bound])?
      for channel in remaining {
        let leaf = SeriesFormula.channel(channel, lag: 0)
        guard open.allSatisfy({ $0.form.isLinear(in: leaf) }) else { continue }
        let others = {
          let forms = open.map(\.form).filter { $0.factor(of: leaf) == 0 }
          // What is not negative is not so times a weight either.
          return past.implication(forms + weights.flatMap { weight in forms.filter(\.weights.isEmpty).map { $0.weighted(by: weight) } })
        }
        let (lower, upper) = limits(of: leaf, open, others)
        var derived: [Bound] = []
        if !lower.isEmpty && !upper.isEmpty {
          let implication = others()
          for low in lower {
            for high in upper {
              for part in high.above(low) where !implication.implies(part) { derived.append(Bound(form: part, laws: low.laws + high.laws)) }
            }
          }
        }
        // What others bound is solved for before them, and first what they bound on one side.
        let coupled = (lower + upper).count { !openChannels($0.value).isEmpty }
        let score = (
          derived.count { !openChannels($0.form).isEmpty }, coupled == 0 ? 3 : isMixed(lower) || isMixed(upper) ? 2 : lower.isEmpty || upper.isEmpty ? 0 : 1,
          -coupled, places[channel] ?? preference.count - channel
        )
        if best.map({ score < $0.score }) ?? true { best = (score, channel, lower, upper, derived) }
      }
      guard let best else {
        // Laws that are bent in all that they name.
        failed.formUnion(open.filter { bound in remaining.contains { !bound.form.isLinear(in: .channel($0, lag: 0)) } }.compactMap { $0.laws.max() })
        return
      }
      let leaf = SeriesFormula.channel(best.channel, lag: 0)
      rules[best.channel] = .coordinate(lower: best.lower.map(\.value), upper: best.upper.map(\.value))
      elimination.append(best.channel)
      remaining.removeAll { $0 == best.channel }
      open.removeAll { $0.form.factor(of: leaf) != 0 }
      for bound in best.derived { settle(bound, facts, &open) }
    }
    failed.formUnion(open.compactMap { $0.laws.max() })
  }

  /// A bound of a channel times a positive weight.
  private struct Limit {
    let form: LinearForm
    let weight: SeriesFormula?
    /// The bound of the channel itself.
    let value: LinearForm
    let laws: [Int]

    /// How far this one is above another one, times both weights.
    func above(_ other: Limit) -> [LinearForm] {
      var form = form
      if weight == other.weight {
        form.add(other.form, times: -1)
      } else {
        if let weight = other.weight { form = form.weighted(by: weight) }
        form.add(weight.map { other.form.weighted(by: $0) } ?? other.form, times: -1)
      }
      return form.withoutExtremes
    }
  }

  /// The bounds of a channel, without those that others of them imply.
  private func limits(of leaf: SeriesFormula, _ open: [Bound], _ others: () -> LinearImplication) -> (lower: [Limit], upper: [Limit]) {
    var (lower, upper): ([Limit], [Limit]) = ([], [])
    for bound in open {
      let factor = bound.form.factor(of: leaf)
      guard factor != 0 else { continue }
      let (form, weight) = bound.form.solved(for: leaf)
      let limit = Limit(form: form, weight: weight, value: bound.form.value(of: leaf), laws: bound.laws)
      if factor > 0 { lower.append(limit) } else { upper.append(limit) }
    }
    guard lower.count > 1 || upper.count > 1 else { return (lower, upper) }
    let others = others()
    func needed(_ limits: [Limit], _ isWeaker: (Limit, Limit) -> Bool) -> [Limit] {
      var kept: [Limit] = []
      for (place, limit) in limits.enumerated() where !kept.contains(where: { isWeaker(limit, $0) }) {
        if !limits[(place + 1)...].contains(where: { isWeaker(limit, $0) && !isWeaker($0, limit) }) { kept.append(limit) }
      }
      return kept
    }
    return (
      needed(lower) { weak, strong in strong.above(weak).allSatisfy(others.implies) },
      needed(upper) { weak, strong in weak.above(strong).allSatisfy(others.implies) }
    )
  }

  /// Whether numbers and others bound a channel on the same side: which of them does changes from row to row.
  private func isMixed(_ limits: [Limit]) -> Bool {
    limits.contains { $0.value.terms.isEmpty } && limits.contains { !$0.value.terms.isEmpty }
  }

  /// Keeps what is to be solved for, and puts aside what holds anyway, what the row before must keep, and what conditions must.
  private mutating func settle(_ bound: Bound, _ past: LinearImplication, _ open: inout [Bound]) {
    let form = bound.form
    if form.terms.isEmpty {
      if form.constant < 0 { clash = bound.laws }
      return
    }
    if past.implies(form) || form.alternatives.contains(where: { $0.withoutExtremes.allSatisfy(past.implies) }) { return }
    guard openChannels(form).isEmpty else {
      if !open.contains(where: { $0.form == form }) { open.append(bound) }
      return
    }
    guard form.ownChannels.isEmpty else {
      for part in LinearForm(fullyExpanded(form.formula())).withoutExtremes { settle(Bound(form: part, laws: bound.laws), past, &open) }
      return
    }
    if namesChannels(form) { demands.append(bound) } else { requirements.append(bound) }
  }

  /// The channels of a form that nothing determines.
  private func openChannels(_ form: LinearForm) -> Set<Int> { form.ownChannels.subtracting(known) }

  /// Whether a form that is bent is a sum of what cannot be negative, as long as channels are not that have a law that says so.
  private func isProductOfFactors(_ form: LinearForm, _ constraints: [Constraint]) -> Bool {
    guard form.constant >= 0, form.terms.allSatisfy({ $0.factor > 0 }), form.terms.contains(where: { !$0.formula.isLeaf }) else { return false }
    let signed = Set(
      constraints.compactMap { constraint -> SeriesFormula? in
        guard constraint.relation == .atLeast, constraint.left.isLeaf, case .number(let least) = constraint.right, least >= 0 else { return nil }
        return constraint.left
      })
    return form.terms.allSatisfy { $0.formula.isNonNegative(where: signed) }
  }

  private func namesChannels(_ form: LinearForm) -> Bool {
    form.terms.flatMap(\.formula.leaves).contains { if case .channel = $0 { true } else if case .first = $0 { true } else { false } }
  }

  // MARK: Order

  private mutating func sort(_ present: [Int]) {
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
  private mutating func watch(_ constraint: Constraint) {
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
  private func isPlain(_ constraint: Constraint, _ leaf: SeriesFormula) -> Bool {
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
