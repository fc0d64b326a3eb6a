/// What inequalities leave of channels: one after another is bounded by those before it, and what that asks of these is kept.
extension LawChartRegime {
  /// What is known of the rows before.
  struct Past {
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

  mutating func eliminate(_ constraints: [Constraint], _ before: Past, _ present: [Int], _ preference: [Int]) {
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
  struct Limit {
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
  func limits(of leaf: SeriesFormula, _ open: [Bound], _ others: () -> LinearImplication) -> (lower: [Limit], upper: [Limit]) {
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
  func isMixed(_ limits: [Limit]) -> Bool {
    limits.contains { $0.value.terms.isEmpty } && limits.contains { !$0.value.terms.isEmpty }
  }

  /// Keeps what is to be solved for, and puts aside what holds anyway, what the row before must keep, and what conditions must.
  mutating func settle(_ bound: Bound, _ past: LinearImplication, _ open: inout [Bound]) {
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
  func openChannels(_ form: LinearForm) -> Set<Int> { form.ownChannels.subtracting(known) }

  /// Whether a form that is bent is a sum of what cannot be negative, as long as channels are not that have a law that says so.
  func isProductOfFactors(_ form: LinearForm, _ constraints: [Constraint]) -> Bool {
    guard form.constant >= 0, form.terms.allSatisfy({ $0.factor > 0 }), form.terms.contains(where: { !$0.formula.isLeaf }) else { return false }
    let signed = Set(
      constraints.compactMap { constraint -> SeriesFormula? in
        guard constraint.relation == .atLeast, constraint.left.isLeaf, case .number(let least) = constraint.right, least >= 0 else { return nil }
        return constraint.left
      })
    return form.terms.allSatisfy { $0.formula.isNonNegative(where: signed) }
  }

  func namesChannels(_ form: LinearForm) -> Bool {
    form.terms.flatMap(\.formula.leaves).contains { if case .channel = $0 { true } else if case .first = $0 { true } else { false } }
  }
}
