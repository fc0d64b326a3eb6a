internal import Bellman
internal import Tensors

extension DomainLaws {
  /// div F = Σⱼ ⟨∇_{Eⱼ}F, Eⱼ⟩ along an orthonormal frame E, with central differences of the transported field for the
  /// covariant derivative. The field is evaluated beside the state without wrapping its coordinates.
  static func divergence<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "divergence",
      "`divergence` of a field is the sum of its covariant derivatives along an orthonormal frame, by finite "
        + "differences.",
      tolerance: 1e-5
    ) { seed in
      let probe = Probe(space, seed: seed)
      let (count, dimension) = (16, space.dimension)
      let step = try 1e-4 * probe.reach()
      let states = probe.states(count, 71)
      let field = TestField(space, probe.randomness(72))
      let exact = try recordedNumbers(states) { space.divergence(of: field($0[0]), at: $0[0]) }
      let terms = try recordedNumbers(states.repeating(dimension), probe.frames(at: states)) { arguments in
        let (state, direction) = (arguments[0], arguments[1])
        func transported(_ sign: Double) -> NamedTensors {
          let beside = state + space.coordinateVelocity(direction, at: state) * (sign * step)
          let end = space.advance(state, along: direction * (sign * step))
          return space.transport(field(beside), from: end, to: state)
        }
        return space.innerProduct(transported(1) - transported(-1), direction, at: state) * (0.5 / step)
      }
      let errors = (0..<count).map { row in
        let sum = terms[row * dimension..<(row + 1) * dimension].reduce(0, +)
        return (exact[row] - sum) / (1 + abs(sum))
      }
      return .worst([("the divergence is too large, relative to one plus its size, by", errors)])
    }
  }
}

/// A smooth tangent field with nothing special about it: the tangent part of sin(xW + b).
struct TestField<Space: RiemannianSpace> {
  let space: Space
  private let weights: [Double]
  private let offsets: [Double]

  init(_ space: Space, _ randomness: RandomCoordinates) {
    self.space = space
    let (inputs, outputs) = (space.layout.elementCount, space.tangentLayout.elementCount)
    let numbers = randomness.normals(StateLayout(vector: (inputs + 1) * outputs), count: 1).values[0]
    let scale = 1 / Double(inputs).squareRoot()
    weights = numbers[..<(inputs * outputs)].map { $0 * scale }
    offsets = Array(numbers[(inputs * outputs)...])
  }

  func callAsFunction(_ state: NamedTensors) -> NamedTensors {
    let (rows, trace) = (state.tensors[0].shape[0], state.trace)
    let (inputs, outputs) = (space.layout.elementCount, space.tangentLayout.elementCount)
    let flat = state.tensors.map { $0.reshaped([rows, -1]) }
    let joined = flat[0].concatenated(with: Array(flat.dropFirst()), axis: 1)
    let values =
      (joined.matrixProduct(trace.constant(weights, [inputs, outputs])) + trace.constant(offsets, [outputs])).sine()
    var start = 0
    let parts = space.tangentLayout.parts.map { part in
      defer { start += part.elementCount }
      return values.slice(axis: 1, start..<start + part.elementCount).reshaped([rows] + part.shape)
    }
    return space.tangentPart(NamedTensors(space.tangentLayout, parts), at: state)
  }
}
