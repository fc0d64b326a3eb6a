internal import Bellman
internal import DomainLaws
internal import Networks
internal import Tensors
internal import TimeSeriesDomain

/// What series must obey beside what every domain must.
enum TimeSeriesLaws {
  static func all(for domain: TimeSeriesDomain) -> [Law] { [coding(domain), coordinates(domain), reference(domain)] }

  /// Windows whose values are random walks, put onto the domain's laws.
  private static func states(_ domain: TimeSeriesDomain, seed: UInt64) -> SeriesStates {
    let (count, width) = (64, domain.channels.count)
    var array = SeriesArray(zeros: count, length: domain.length, channels: width)
    for window in 0..<count {
      var stream = RandomStream(seed: seed, stream: RandomPurpose.probe, index: UInt32(window))
      var level = (0..<width).map { _ in 2 + 0.5 * stream.normal() }
      for time in 0..<domain.length {
        for channel in 0..<width {
          level[channel] += 0.1 * stream.normal()
          array[window, time, channel] = level[channel]
        }
      }
    }
    let conditions = domain.configuration.columns.conditions.count
    return WindowLaws(domain).enforced(
      SeriesStates(
        array, times: domain.configuration.times, conditions: [Double](repeating: 5, count: count * conditions), conditionCount: conditions))
  }

  private static func coding(_ domain: TimeSeriesDomain) -> Law {
    Law("encode and decode", "A decoded window is encoded as the same window, and comes back from its arrays.", tolerance: 0) { seed in
      let states = states(domain, seed: seed)
      let again = try domain.encode(domain.decode(states))
      let stored = try domain.states(from: domain.arrays(of: states))
      return .worst([again, stored].map { other in ("the value comes back changed by", zip(other.array.values, states.array.values).map { $0 - $1 }) })
    }
  }

  private static func coordinates(_ domain: TimeSeriesDomain) -> Law {
    Law(
      "coordinates of the laws", "A window that keeps the laws comes back from its coordinates; relative to the channel.", tolerance: 1e-9
    ) { seed in
      let states = states(domain, seed: seed)
      let coder = try SeriesCoder(fitting: states, chart: domain.chart, noise: .white, seed: seed)
      let z = coder.scores(of: states, seed: seed)
      let back = coder.values(
        of: z, conditions: states.allConditions, conditionCount: states.conditionCount)
      let deviations = UnitScaling(states).deviations
      return .worst([
        (
          "the value comes back changed by",
          zip(back.values, states.array.values).enumerated().map { ($1.0 - $1.1) / deviations[$0 % deviations.count] }
        )
      ])
    }
  }

  private static func reference(_ domain: TimeSeriesDomain) -> Law {
    Law("whitening", "What is made white and coloured again is what it was.", tolerance: 1e-8) { seed in
      let states = states(domain, seed: seed)
      let coder = try SeriesCoder(fitting: states, chart: domain.chart, noise: domain.configuration.noise, seed: seed)
      guard coder.whitening.keepsPlaces else { return .inapplicable("wide series keep their principal components alone") }
      let z = coder.scores(of: states, seed: seed)
      let again = coder.whitening.coloured(coder.whitening.whitened(z))
      return .worst([("the value comes back changed by", zip(again.values, z.values).map { $0 - $1 })])
    }
  }
}
