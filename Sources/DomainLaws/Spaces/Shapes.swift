internal import Bellman
internal import Tensors

extension DomainLaws {
  /// The measured value is the number of functions at fault: each is tried by itself, so that a mistake is found by the
  /// name of its function.
  static func shapes<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "shapes of answers",
      "Every function of the space answers in the layout of states, in that of tangent vectors, or with one number for "
        + "each row.",
      tolerance: 0
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 8
      let (x, y) = (probe.states(count, 5), probe.states(count, 6))
      for batch in [x, y] where batch.layout != space.layout || batch.count != count {
        return Measurement(
          1, detail: "`uniformStates`: \(batch.count) rows of \(batch.layout) for \(count) rows of \(space.layout)")
      }
      let arrays = probe.arrays(count, 7)
      var faults: [String] = []
      func note(_ name: String, _ layout: StateLayout, _ answer: ([NamedTensors]) throws -> NamedTensors) {
        do {
          _ = try recorded(x, y, arrays) { arguments in
            let result = try answer(arguments)
            guard result.layout == layout else { throw LawFailure("an answer in \(result.layout) in place of \(layout)") }
            return [result]
          }
        } catch {
          faults.append("`\(name)`: \(error)")
        }
      }
      func noteNumber(_ name: String, _ answer: @escaping ([NamedTensors]) -> Tensor) {
        note(name, numberLayout) { NamedTensors(number: answer($0)) }
      }
      note("tangentPart", space.tangentLayout) { space.tangentPart($0[2], at: $0[0]) }
      note("advance", space.layout) { space.advance($0[0], along: $0[2]) }
      note("logarithm", space.tangentLayout) { space.logarithm(from: $0[0], to: $0[1]) }
      noteNumber("distance") { space.distance($0[0], $0[1]) }
      noteNumber("innerProduct") { space.innerProduct($0[2], $0[2], at: $0[0]) }
      note("transport", space.tangentLayout) { space.transport($0[2], from: $0[0], to: $0[1]) }
      noteNumber("exponentialLogVolume") { space.exponentialLogVolume($0[2], at: $0[0]) }
      note("coordinateVelocity", space.layout) { space.coordinateVelocity($0[2], at: $0[0]) }
      note("projected", space.layout) { space.projected($0[0]) }
      noteNumber("divergence") { space.divergence(of: space.tangentPart($0[2], at: $0[0]), at: $0[0]) }
      return Measurement(Double(faults.count), detail: faults.joined(separator: "; "))
    }
  }
}
