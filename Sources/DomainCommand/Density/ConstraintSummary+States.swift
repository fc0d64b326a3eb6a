package import Bellman

extension ConstraintSummary {
  /// Tolerance of being in the space, in its own unit of length.
  package static var tolerance: Double { 1e-6 }

  package init(_ states: StateBatch, of domain: some DensityDomain) {
    var found: [(name: String, excesses: [Double])] = []
    func add(_ name: String, _ excess: Double) {
      if let index = found.firstIndex(where: { $0.name == name }) {
        found[index].excesses.append(excess)
      } else {
        found.append((name, [excess]))
      }
    }
    for violation in domain.space.violations(of: states, tolerance: Self.tolerance) {
      add(violation.check, violation.excess)
    }
    for constraint in domain.constraints {
      // Written so that a number that is not finite breaks the check.
      for excess in constraint.excess(states) where !(excess <= 0) { add(constraint.name, excess) }
    }
    self.init(
      samples: states.count,
      broken: found.map { name, excesses in
        Check(name: name, count: excesses.count, worst: excesses.contains(where: \.isNaN) ? .nan : excesses.max() ?? 0)
      })
  }
}
