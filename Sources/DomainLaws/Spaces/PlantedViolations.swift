internal import Bellman
internal import Tensors

extension DomainLaws {
  /// The measured value is the number of rows about which the space's check is wrong.
  static func plantedViolations<Space: RiemannianSpace>(of space: Space) -> Law {
    Law(
      "violations are seen",
      "`violations` reports states that were pushed off the space or are not finite, in their rows, and no "
        + "state of the space.",
      tolerance: 0
    ) { seed in
      let probe = Probe(space, seed: seed)
      let count = 32
      let states = probe.states(count, 81)
      var faults: [(what: String, values: [Double])] = []
      func expect(_ planted: Set<Int>, in batch: StateBatch, _ what: String) {
        let reported = Set(space.violations(of: batch, tolerance: 1e-6).map(\.row))
        faults.append((what, (0..<count).map { reported.contains($0) == planted.contains($0) ? 0 : 1 }))
      }
      expect([], in: states, "a state of the space is reported:")
      let rows = Set(stride(from: 3, to: count, by: 7))
      for bad in [Double.nan, .infinity] {
        for part in space.layout.parts.indices where space.layout.parts[part].elementCount > 0 {
          let size = space.layout.parts[part].elementCount
          var batch = states
          for row in rows { batch.values[part][row * size + row % size] = bad }
          expect(
            rows, in: batch,
            "a coordinate “\(space.layout.parts[part].name)” that is \(bad) is missed, or another row is reported:")
        }
      }
      // Where coordinates are more than dimensions, almost no small push stays in the space.
      if space.dimension < space.layout.elementCount {
        let push = probe.randomness(82).normals(space.layout, count: count)
        var batch = states
        for (part, shape) in space.layout.parts.enumerated() {
          for row in rows {
            for element in row * shape.elementCount..<(row + 1) * shape.elementCount {
              batch.values[part][element] += 0.05 * push.values[part][element]
            }
          }
        }
        expect(rows, in: batch, "a state pushed off the space is missed, or another row is reported:")
      }
      let wrong = faults.reduce(0) { $0 + $1.values.reduce(0, +) }
      return Measurement(wrong, detail: Measurement.worst(faults).detail)
    }
  }
}
