/// A formula as a constant and a sum of factors times terms. Terms are leaves, or formulas that are not linear in what they are made of.
struct LinearForm: Hashable, Sendable {
  struct Term: Hashable, Sendable {
    let formula: SeriesFormula
    var factor: Double
  }

  var constant = 0.0
  /// In the order in which the formula names them; none twice.
  private(set) var terms: [Term] = []

  init(_ formula: SeriesFormula) { add(formula, times: 1) }

  mutating func add(_ formula: SeriesFormula, times factor: Double) {
    switch formula {
    case .number(let value): constant += factor * value
    case .function(.negative, let a): add(a, times: -factor)
    case .operation(.add, let a, let b):
      add(a, times: factor)
      add(b, times: factor)
    case .operation(.subtract, let a, let b):
      add(a, times: factor)
      add(b, times: -factor)
    case .operation(.multiply, let a, .number(let value)), .operation(.multiply, .number(let value), let a): add(a, times: factor * value)
    case .operation(.divide, let a, .number(let value)): add(a, times: factor / value)
    case .operation(.multiply, let weight, let a) where weight.isPositiveTime, .operation(.multiply, let a, let weight) where weight.isPositiveTime:
      add(LinearForm(a).weighted(by: weight), times: factor)
    case .operation(.divide, let a, let weight) where weight.isPositiveTime:
      add(LinearForm(a).weighted(by: SeriesFormula.applied(.divide, .number(1), weight)), times: factor)
    default: addTerm(Term(formula: formula, factor: factor))
    }
  }

  /// Each term times a positive weight.
  func weighted(by weight: SeriesFormula) -> LinearForm {
    var form = LinearForm(.number(0))
    if constant != 0 { form.addTerm(Term(formula: weight, factor: constant)) }
    for term in terms { form.addTerm(Term(formula: .operation(.multiply, weight, term.formula), factor: term.factor)) }
    return form
  }

  mutating func add(_ other: LinearForm, times factor: Double) {
    constant += factor * other.constant
    for term in other.terms { addTerm(Term(formula: term.formula, factor: factor * term.factor)) }
  }

  private mutating func addTerm(_ term: Term) {
    guard let place = terms.firstIndex(where: { $0.formula == term.formula }) else {
      if term.factor != 0 { terms.append(term) }
      return
    }
    let sum = terms[place].factor + term.factor
    // What cancels but for rounding cancels.
    if abs(sum) <= 1e-14 * (abs(term.factor) + abs(sum)) { terms.remove(at: place) } else { terms[place].factor = sum }
  }

  /// The term of a leaf, with the weight that stands before it.
  func term(of leaf: SeriesFormula) -> (weight: SeriesFormula?, factor: Double)? {
    for term in terms {
      if term.formula == leaf { return (nil, term.factor) }
      if case .operation(.multiply, let weight, leaf) = term.formula, weight.isPositiveTime { return (weight, term.factor) }
    }
    return nil
  }

  /// The weights of its terms.
  var weights: Set<SeriesFormula> {
    Set(terms.compactMap { if case .operation(.multiply, let weight, _) = $0.formula, weight.isPositiveTime { weight } else { nil } })
  }

  /// Its sign is that of the leaf's influence, whatever the weight.
  func factor(of leaf: SeriesFormula) -> Double { term(of: leaf)?.factor ?? 0 }

  /// Whether the leaf is in one term, with no more than a weight, or in none.
  func isLinear(in leaf: SeriesFormula) -> Bool {
    let places = terms.count { $0.formula.leaves.contains(leaf) }
    return places == 0 || (places == 1 && term(of: leaf) != nil)
  }

  var ownChannels: Set<Int> { Set(terms.flatMap(\.formula.ownChannels)) }

  /// What a leaf times its weight is where the form is zero.
  func solved(for leaf: SeriesFormula) -> (form: LinearForm, weight: SeriesFormula?) {
    guard let (weight, factor) = term(of: leaf) else { return (self, nil) }
    let formula = weight.map { SeriesFormula.operation(.multiply, $0, leaf) } ?? leaf
    var rest = self
    rest.terms.removeAll { $0.formula == formula }
    // A factor of one leaves numbers as they are.
    rest.constant /= -factor
    for place in rest.terms.indices { rest.terms[place].factor /= -factor }
    return (rest, weight)
  }

  /// What a leaf is where the form is zero.
  func value(of leaf: SeriesFormula) -> LinearForm {
    let (form, weight) = solved(for: leaf)
    return weight.map { LinearForm(term: SeriesFormula.applied(.divide, form.formula(), $0)) } ?? form
  }

  /// One term, whatever it is made of.
  private init(term: SeriesFormula) {
    if case .number(let value) = term { constant = value } else { terms = [Term(formula: term, factor: 1)] }
  }

  /// The formula, sums from left to right; with absolute values the size of what is summed.
  func formula(absolute: Bool = false) -> SeriesFormula {
    func sized(_ formula: SeriesFormula) -> SeriesFormula { absolute ? SeriesFormula.applied(.absolute, formula) : formula }
    var parts = terms.map { (formula: $0.formula, factor: absolute ? abs($0.factor) : $0.factor) }
    if constant != 0 { parts.append((.number(absolute ? abs(constant) : constant), 1)) }
    // To begin with what is added saves a change of sign, which a number can carry.
    let start = parts.firstIndex { if case .number(let value) = $0.formula { value > 0 } else { $0.factor > 0 } } ?? 0
    guard !parts.isEmpty else { return .number(0) }
    func product(_ part: (formula: SeriesFormula, factor: Double), _ factor: Double) -> SeriesFormula {
      SeriesFormula.applied(.multiply, .number(factor), sized(part.formula))
    }
    let first = parts.remove(at: start)
    var sum = first.factor == -1 ? SeriesFormula.applied(.negative, sized(first.formula)) : product(first, first.factor)
    for part in parts {
      sum =
        part.factor < 0
        ? SeriesFormula.applied(.subtract, sum, product(part, -part.factor)) : SeriesFormula.applied(.add, sum, product(part, part.factor))
    }
    return sum
  }

  /// Forms that are all not negative just where this one is: a least one is not negative where all are of which it is the least.
  var withoutExtremes: [LinearForm] {
    for (place, term) in terms.enumerated() {
      if case .function(.absolute, let a) = term.formula, term.factor < 0 {
        return [a, SeriesFormula.applied(.negative, a)].flatMap { replacing(place, by: $0).withoutExtremes }
      }
      guard case .operation(let operation, let a, let b) = term.formula else { continue }
      guard (operation == .minimum && term.factor > 0) || (operation == .maximum && term.factor < 0) else { continue }
      return [a, b].flatMap { replacing(place, by: $0).withoutExtremes }
    }
    return [self]
  }

  /// Forms of which this one is the greatest; none where it is no greatest.
  var alternatives: [LinearForm] {
    for (place, term) in terms.enumerated() {
      guard case .operation(let operation, let a, let b) = term.formula else { continue }
      guard (operation == .maximum && term.factor > 0) || (operation == .minimum && term.factor < 0) else { continue }
      return [replacing(place, by: a), replacing(place, by: b)]
    }
    return []
  }

  private func replacing(_ place: Int, by formula: SeriesFormula) -> LinearForm {
    var form = self
    let term = form.terms.remove(at: place)
    form.add(formula, times: term.factor)
    return form
  }
}
