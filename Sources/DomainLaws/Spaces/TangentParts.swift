internal import Bellman
internal import Tensors

extension DomainLaws {
  static func tangentParts<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "tangent parts are tangent",
      "`tangentPart` is an orthogonal projection onto as many dimensions as the space has, and on its image the "
        + "inner product is that of"
        + "the coordinates.", tolerance: 1e-9
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 64
      let states = probe.states(count, 1)
      let (a, b) = (probe.arrays(count, 2), probe.arrays(count, 3))
      let results = try recorded(states, a, b) { arguments in
        let state = arguments[0]
        let (tangent, other) = (space.tangentPart(arguments[1], at: state), space.tangentPart(arguments[2], at: state))
        let metric = space.innerProduct(tangent, other, at: state)
        return [
          space.tangentPart(tangent, at: state) - tangent,
          NamedTensors(number: tangent.innerProduct(arguments[2] - other)),
          NamedTensors(number: metric - tangent.innerProduct(other)),
        ]
      }
      // The trace of a projection is the dimension onto which it projects.
      let size = space.tangentLayout.elementCount
      let axes = StateBatch(
        flat: (0..<count * size * size).map { $0 / size % size == $0 % size ? 1 : 0 }, space.tangentLayout)
      let squares = try recordedNumbers(axes, states.repeating(size)) { arguments in
        let tangent = space.tangentPart(arguments[0], at: arguments[1])
        return space.innerProduct(tangent, tangent, at: arguments[1])
      }
      let traces = (0..<count).map { squares[$0 * size..<($0 + 1) * size].reduce(0, +) - Double(space.dimension) }
      return .worst([
        ("projecting twice moves a vector by", results[0].largestMagnitudes),
        ("a tangent part and a normal part have the product", results[1].numbers),
        ("the inner product differs from that of the coordinates by", results[2].numbers),
        ("the tangent space has more dimensions than the space, by", traces),
      ])
    }
  }
}
