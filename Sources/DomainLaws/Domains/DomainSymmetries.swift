internal import Bellman
internal import Tensors

extension DomainLaws {
  /// The law of a domain whose data have its space's symmetries.
  static func symmetries<D: SymmetricDomain>(of domain: D) -> [Law] {
    [
      Law(
        "symmetries of the domain",
        "Network, drift and marginal score turn with the state, and the start law's density does not change "
          + "under the group.",
        tolerance: 1e-4
      ) { seed in
        let run = NetworkRun(domain, seed: seed)
        let space = domain.space
        let reference = try domain.reference(for: LawData(domain, samples: nil).states())
        let states = run.probe.states(run.count, 331)
        let times = StateBatch(numbers: run.probe.uniforms(run.count, 332).map { 0.05 + 0.9 * $0 })
        let elements = space.groupElements(count: run.count, run.probe.randomness(333))
        let moved = try recorded(states, elements) { [space.moved($0[0], by: $0[1])] }[0]
        let (answers, movedAnswers) = try (
          run.answers(states, times, threads: 1), run.answers(moved, times, threads: 1)
        )
        let results = try recorded(states, elements, times, moved, answers, movedAnswers) { arguments in
          let (state, element, time, moved) = (arguments[0], arguments[1], arguments[2].vector, arguments[3])
          func turned(_ vector: NamedTensors) -> NamedTensors { space.moved(vector, at: state, by: element) }
          return [
            turned(arguments[4]) - arguments[5],
            turned(reference.drift(state, time: time)) - reference.drift(moved, time: time),
            turned(reference.marginalScore(state, time: time)) - reference.marginalScore(moved, time: time),
          ]
        }
        let densities = try zip(reference.startLogDensity(states), reference.startLogDensity(moved)).map { $0 - $1 }
        let scale = answers.largestMagnitudes.map { 1 + $0 }
        return .worst([
          (
            "the network's answer, relative to one plus its size, turns otherwise by",
            zip(results[0].largestMagnitudes, scale).map { $0 / $1 }
          ),
          ("the drift turns otherwise by", results[1].largestMagnitudes),
          ("the marginal score turns otherwise by", results[2].largestMagnitudes),
          ("the start law's log-density falls by", densities),
        ])
      }
    ]
  }
}
