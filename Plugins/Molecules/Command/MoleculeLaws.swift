internal import Bellman
internal import DomainLaws
internal import MoleculeDomain
internal import Tensors

/// What molecules must obey beside what every domain must.
enum MoleculeLaws {
  static func all(for domain: MoleculeDomain) -> [Law] {
    [
      equivariance(domain, in: Float.self, "single", tolerance: 1e-5),
      equivariance(domain, in: Double.self, "double", tolerance: 1e-12), coding(domain),
    ]
  }

  /// Legal molecules of the domain's alphabet with random positions.
  private static func states(_ domain: MoleculeDomain, seed: UInt64) throws -> MoleculeStates {
    try MoleculeStates(randomOf: domain.alphabet, sizes: [2, 5, 9, 14, 20], seed: seed)
  }

  private static func equivariance<Scalar: ExecutableScalar>(
    _ domain: MoleculeDomain, in scalar: Scalar.Type, _ precision: String, tolerance: Double
  ) -> Law {
    let symmetry = domain.configuration.symmetry
    return Law(
      "equivariance in \(precision) precision",
      "The network follows relabellings of atoms and the motions of space that it is said to follow; relative error.",
      tolerance: tolerance
    ) { seed in
      let states = try states(domain, seed: seed)
      let scaling = MoleculeScaling(of: states)
      let network = MoleculeNetwork(
        kinds: domain.alphabet.count, size: NetworkSize(width: 48, depth: 3), symmetry: symmetry, scaling: scaling)
      let check = try EquivarianceCheck(
        network, in: scalar, states: states, noising: MoleculeNoising(MoleculeSchedule(), alphabet: domain.alphabet),
        scaling: scaling, seed: seed)
      return EquivarianceCheck.Transformation.allCases.filter { $0 != .reflection || symmetry == .reflections }
        .reduce(Measurement(0)) { worst, transformation in
          worst.worse(Measurement(check.errors[transformation] ?? .nan, detail: transformation.rawValue))
        }
    }
  }

  private static func coding(_ domain: MoleculeDomain) -> Law {
    Law(
      "encode and decode", "A decoded state is encoded as the same state, and comes back from its arrays.", tolerance: 1e-9
    ) { seed in
      let states = try states(domain, seed: seed)
      let again = try domain.encode(domain.decode(states))
      let stored = try domain.states(from: domain.arrays(of: states))
      guard again.graphs == states.graphs, stored.graphs == states.graphs else { return Measurement(.infinity, detail: "a graph came back changed") }
      let errors = [again, stored].flatMap { other in
        zip(other.positions.joined(), states.positions.joined()).map { abs($0 - $1) }
      }
      return .worst([("the coordinate comes back changed by", errors)])
    }
  }
}
