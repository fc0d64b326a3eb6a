internal import Bellman

/// Good samples of a domain, and their states.
struct LawData<D: DensityDomain>: Sendable {
  let domain: D
  private let given: [D.Sample]?

  init(_ domain: D, samples: [D.Sample]?) {
    self.domain = domain
    given = samples
  }

  /// The samples that were given, or those of draws from the space's uniform law.
  var samples: [D.Sample] { given ?? domain.decode(Probe(domain.space, seed: 0).states(256, 300)) }

  func states() throws -> StateBatch {
    let samples = samples
    let states = try domain.encode(samples)
    guard states.count == samples.count, states.count > 3 else {
      throw LawFailure("\(samples.count) samples were encoded as \(states.count) states; at least four are needed")
    }
    guard states.layout == domain.space.layout else {
      throw LawFailure("encoded states do not have the space's layout")
    }
    return states
  }

  /// The distance of two typical states.
  func typicalDistance(_ states: StateBatch) throws -> Double {
    let count = states.count
    let shifted = states.rows((0..<count).map { ($0 + 1) % count })
    let distances = try Probe(domain.space, seed: 0).distances(states, shifted).sorted()
    guard let median = distances.dropFirst(count / 2).first(where: { $0 > 0 }), median.isFinite else {
      throw LawFailure("the samples are all alike or not finite")
    }
    return median
  }
}
