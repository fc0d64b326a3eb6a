internal import Bellman

extension DomainLaws {
  /// What separates the start law from the noised data is a part of every sample's error that no training mends.
  ///
  /// Measured by the masses of balls around draws of either, as wide as half of all draws lie: a lower bound on the total
  /// variation distance, up to 0.03 by chance.
  static func noisedStart<Reference: ReferenceProcess>(of reference: Reference, _ data: StateBatch?) -> Law {
    Law(
      "noised data reach the start law",
      "At t = 0 the noised data have the start law: no ball's mass differs by more than a tenth.", tolerance: 0.1
    ) { seed in
      let probe = Probe(reference.space, seed: seed)
      let count = 1 << 13
      let noised = try reference.noised(
        self.data(data, probe, count: count), times: Array(repeating: 0, count: count), probe.randomness(261)
      ).states
      let start = try reference.startDraws(count: count, probe.randomness(262))
      var worst = Measurement(0)
      for index in 0..<32 {
        let centre = (index % 2 == 0 ? noised : start).rows(Array(repeating: index, count: count))
        let (first, second) = try (probe.distances(centre, noised), probe.distances(centre, start))
        let radius = (first + second).sorted()[count]
        func mass(_ distances: [Double]) -> Double { Double(distances.count { $0 <= radius }) / Double(count) }
        let difference = mass(first) - mass(second)
        let isFinite = (first + second).allSatisfy(\.isFinite)
        worst = worst.worse(
          Measurement(
            isFinite ? abs(difference) : .infinity,
            detail: isFinite
              ? "a ball of radius \(radius) holds \(mass(first)) of the noised data and \(mass(second)) of the start law"
              : "a distance of start draws or noised data is not finite"))
      }
      return worst
    }
  }
}
