internal import Bellman
internal import Tensors

extension DomainLaws {
  static func controlFaces<Reference: ReferenceProcess>(of reference: Reference, _ data: StateBatch?) -> Law {
    Law(
      "faces of a control", "From score to control and back, and from score to velocity and back, nothing changes.",
      tolerance: 1e-8
    ) { seed in
      let probe = Probe(reference.space, seed: seed)
      let count = 256
      let times = probe.uniforms(count, 241).map { 0.05 + 0.9 * $0 }
      let noised = try reference.noised(self.data(data, probe, count: count), times: times, probe.randomness(242))
      let results = try recorded(noised.states, noised.scores, StateBatch(numbers: times)) { arguments in
        let (state, score, time) = (arguments[0], arguments[1], arguments[2].vector)
        let control = reference.control(score: score, state, time: time)
        let velocity = reference.velocity(score: score, state, time: time)
        return [
          reference.score(control: control, state, time: time) - score,
          reference.score(velocity: velocity, state, time: time) - score,
          reference.marginalScore(state, time: time),
        ]
      }
      let scale = zip(noised.scores.largestMagnitudes, results[2].largestMagnitudes).map { 1 + $0 + $1 }
      return .worst([
        (
          "by way of the control, relative to the score, it changes by",
          zip(results[0].largestMagnitudes, scale).map { $0 / $1 }
        ),
        (
          "by way of the velocity, relative to the score, it changes by",
          zip(results[1].largestMagnitudes, scale).map { $0 / $1 }
        ),
      ])
    }
  }

  /// For spaces whose tangent coordinates are those of the state; elsewhere there is nothing to measure.
  static func valueFace<Reference: ReferenceProcess>(of reference: Reference) -> Law {
    Law(
      "value and control", "The control of a known value V is −σ∇V, by finite differences along a frame.",
      tolerance: 1e-5
    ) { seed in
      let space = reference.space
      let probe = Probe(space, seed: seed)
      guard space.tangentLayout == space.layout else {
        return .inapplicable("tangent coordinates are not those of states")
      }
      let (count, dimension) = (16, space.dimension)
      let step = try 1e-4 * probe.reach()
      let states = probe.states(count, 251)
      let field = TestField(space, probe.randomness(252))
      let times = StateBatch(numbers: probe.uniforms(count, 253).map { 0.05 + 0.9 * $0 })
      /// A smooth function with nothing special about it.
      func value(_ state: NamedTensors) -> Tensor { field(state).innerProduct(field(state)) }
      let results = try recorded(
        states.repeating(dimension), times.repeating(dimension), probe.frames(at: states)
      ) { arguments in
        let (state, time, direction) = (arguments[0], arguments[1].vector, arguments[2])
        let velocity = space.coordinateVelocity(direction, at: state)
        let slope = (value(state + velocity * step) - value(state - velocity * step)) * (0.5 / step)
        let control = reference.control(value: value(state), state, time: time)
        let noise = reference.diffusion(time).squareRoot()
        return [
          NamedTensors(number: (space.innerProduct(control, direction, at: state) + noise * slope) / (noise + 1)),
          velocity - direction,
        ]
      }
      if results[1].largestMagnitudes.contains(where: { !($0 < 1e-12) }) {
        return .inapplicable("tangent coordinates are not those of states")
      }
      return .worst([("a component of the control, relative to one plus σ, is too large by", results[0].numbers)])
    }
  }
}
