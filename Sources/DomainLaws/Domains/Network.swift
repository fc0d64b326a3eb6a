internal import Bellman
internal import Networks
internal import Tensors

extension DomainLaws {
  /// The laws of a domain's network and of the deviation by which its answers are scaled.
  static func network<D: DensityDomain>(_ domain: D, reference: D.Reference) -> [Law] {
    [networkAnswers(domain, reference), noiseDeviation(domain, reference)]
  }

  static func networkAnswers<D: DensityDomain>(_ domain: D, _ reference: D.Reference) -> Law {
    Law(
      "answers of the network",
      "The network's answers are finite, tangent, the same each time and with any number of threads, and no "
        + "row's depends on the others.",
      tolerance: 1e-4
    ) { seed in
      let run = NetworkRun(domain, seed: seed)
      let states = run.probe.states(run.count, 311)
      let times = StateBatch(numbers: run.probe.uniforms(run.count, 312))
      let answers = try run.answers(states, times, threads: 1)
      let again = try run.answers(states, times, threads: 2)
      // Micro-batches of eight: a shift by three gives every row other companions.
      let order = (0..<run.count).map { ($0 + 3) % run.count }
      let shifted = try run.answers(states.rows(order), times.rows(order), threads: 1)
      let expected = answers.rows(order)
      let normal = try recorded(answers, states) { [domain.space.tangentPart($0[0], at: $0[1]) - $0[0]] }[0]
      let scale = answers.largestMagnitudes.map { 1 + $0 }
      let same = zip(answers.largestMagnitudes.indices, scale).map { row, _ in
        answers.rows([row]) == again.rows([row]) ? 0.0 : .infinity
      }
      let mixed = StateBatch(
        flat: zip(shifted.flat, expected.flat).map { $0 - $1 }, domain.space.tangentLayout
      ).largestMagnitudes
      return .worst([
        ("an answer is not finite:", answers.largestMagnitudes.map { $0.isFinite ? 0 : $0 }),
        ("the answer is another one the second time:", same),
        (
          "the answer has a normal part, relative to one plus its size, of",
          zip(normal.largestMagnitudes, scale).map { $0 / $1 }
        ),
        ("with other rows beside it the answer changes by", zip(mixed, order).map { $0 / scale[$1] }),
      ])
    }
  }

  static func noiseDeviation<D: DensityDomain>(_ domain: D, _ reference: D.Reference) -> Law {
    Law(
      "deviation of the noise",
      "`noiseDeviation` is the deviation that the reference's `noised` returns for the same time.", tolerance: 1e-9
    ) { seed in
      let probe = Probe(domain.space, seed: seed)
      let count = 64
      let times = probe.uniforms(count, 321).map { 0.02 + 0.96 * $0 }
      let expected = try reference.noised(probe.states(count, 322), times: times, probe.randomness(323)).deviations
      let claimed = try recordedNumbers(StateBatch(numbers: times)) {
        domain.noiseDeviation($0[0].vector, of: reference)
      }
      return .worst([
        ("relative to the noise's deviation it is too large by", zip(claimed, expected).map { $0 / $1 - 1 })
      ])
    }
  }
}

/// A domain's network with parameters that were moved away from where training begins, so that it answers something.
struct NetworkRun<D: DensityDomain> {
  let domain: D
  let probe: Probe<D.Space>
  let count = 32
  private let network: D.Network
  private let values: [Float]

  init(_ domain: D, seed: UInt64) {
    self.domain = domain
    probe = Probe(domain.space, seed: seed)
    network = domain.network(NetworkSize(width: 16, depth: 2))
    let noise = probe.randomness(313).normals(StateLayout(vector: network.parameters.count), count: 1).values[0]
    values = zip(network.parameters.initialValues(seed: seed).array, noise).map { $0 + 0.2 * Float($1) }
  }

  func answers(_ states: StateBatch, _ times: StateBatch, threads: Int) throws -> StateBatch {
    let parameters = AlignedMemory<Float>(values, emptyValue: 0)
    let answers = try recorded(
      Float.self, [states, times], threads: threads, rowsAtMost: 8, parameters: parameters
    ) { [network($0[0], time: $0[1].vector)] }[0]
    guard answers.layout == domain.space.tangentLayout else {
      throw LawFailure("answers do not have the tangent layout")
    }
    return answers
  }
}
