internal import Bellman

extension DomainLaws {
  /// The law of a domain's constraints. The measured value is the number of faults.
  static func checks<D: DensityDomain>(_ domain: D, _ data: LawData<D>) -> [Law] {
    [
      Law(
        "constraints",
        "Each constraint gives a finite excess for every good sample, the same each time, and does not hold for "
          + "a state that is not finite.",
        tolerance: 0
      ) { _ in
        let states = try data.states()
        var faults: [String] = []
        var spoilt = states
        for part in spoilt.values.indices {
          for index in spoilt.values[part].indices { spoilt.values[part][index] = .nan }
        }
        if Set(domain.space.violations(of: spoilt, tolerance: 1).map(\.row)).count != states.count {
          faults.append("the space accepts states that are not numbers")
        }
        for constraint in domain.constraints {
          let excess = constraint.excess(states)
          if excess.count != states.count {
            faults.append("“\(constraint.name)” gives \(excess.count) numbers for \(states.count) states")
          } else if let row = excess.firstIndex(where: { !$0.isFinite }) {
            faults.append("“\(constraint.name)” is \(excess[row]) at row \(row)")
          } else if excess != constraint.excess(states) {
            faults.append("“\(constraint.name)” is not the same the second time")
          }
          if constraint.excess(spoilt).contains(where: { $0 <= 0 }) {
            faults.append("“\(constraint.name)” holds for a state that is not a number")
          }
          if constraint.name.isEmpty { faults.append("a constraint has no name") }
        }
        return Measurement(Double(faults.count), detail: faults.joined(separator: "; "))
      }
    ]
  }
}
