package import Bellman

/// How many samples break a check, and the worst of them.
package struct ConstraintSummary: Hashable, Sendable, Codable {
  package struct Check: Hashable, Sendable, Codable {
    package let name: String
    /// Samples that break it.
    package let count: Int
    /// NaN for a sample that is not finite.
    package let worst: Double
  }

  package let samples: Int
  /// The checks that are broken by some sample.
  package let broken: [Check]

  package var holds: Bool { broken.isEmpty }

  /// Tolerance of being in the space, in its own unit of length.
  package static var tolerance: Double { 1e-6 }

  package init(_ states: StateBatch, of domain: some Domain) {
    var found: [(name: String, excesses: [Double])] = []
    func add(_ name: String, _ excess: Double) {
      if let index = found.firstIndex(where: { $0.name == name }) {
        found[index].excesses.append(excess)
      } else {
        found.append((name, [excess]))
      }
    }
    for violation in domain.space.violations(of: states, tolerance: Self.tolerance) { add(violation.check, violation.excess) }
    for constraint in domain.constraints {
      // Written so that a number that is not finite breaks the check.
      for excess in constraint.excess(states) where !(excess <= 0) { add(constraint.name, excess) }
    }
    samples = states.count
    broken = found.map { name, excesses in
      Check(name: name, count: excesses.count, worst: excesses.contains(where: \.isNaN) ? .nan : excesses.max() ?? 0)
    }
  }

  package var description: String {
    guard !holds else { return "all \(samples) samples are in the space and keep every constraint" }
    return broken.map { "\($0.count) of \(samples) samples break “\($0.name)”, by \(Float($0.worst)) at worst" }
      .joined(separator: "; ")
  }
}
