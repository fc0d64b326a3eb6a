import ArgumentParser
import Bellman
import Files
import Foundation
import Networks
import Tensors
import TimeSeriesDomain

/// The same network, the same steps, the same series: only the noise of the reference process differs.
struct Noises: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noises", abstract: "Whether noise that is correlated in time learns faster than white noise.",
    discussion: """
      Series of four systems are learnt with white noise, with an Ornstein–Uhlenbeck and a Matérn process fitted to the data, and with the root of the \
      data's own covariance. Draws are compared with series of another seed: |accuracy − 1/2| of a network that tells them apart, the context distance, and \
      roughness, the mean square of second differences as a multiple of that of the series, over all channels, each in units of its range.
      """)

  @Option(parsing: .upToNextOption, help: "Systems, as timeseries simulate names them.") var system = ["lotka-volterra", "lorenz", "kepler", "reservoir"]
  @Option(help: "Steps of training.") var steps = 2000
  @Option(help: "Series of each part.") var series = 1000
  @Option(help: "Times of a series.") var length = 32
  @Option(help: "Trainings of each network that scores.") var repeats = 3
  @Option(help: "The seed.") var seed: UInt64 = 0
  @Option(parsing: .upToNextOption, help: "Kinds of noise: white, ou, matern, data.", transform: Self.noise) var noise = SeriesNoise.allCases
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Only check that everything runs.") var smoke = false

  struct Row: Codable {
    var system: String
    var noise: String
    var discriminative: Double
    /// Of a 95 % interval over repeats, as the next.
    var discriminativeHalfWidth: Double?
    var context: Double
    var contextHalfWidth: Double?
    /// Mean square of second differences as a multiple of that of the real series, channels in units of their range.
    var roughness: Double
    var marginal: Double?
    var seconds: Double
  }

  func run() throws {
    var rows: [Row] = []
    let count = smoke ? 40 : series
    for name in system {
      let simulator = try SimulatorRegistry.simulator(named: name)
      let times = smoke ? 16 : length
      let (training, heldOut) = (
        try simulator.simulate(count: count, length: times, seed: seed), try simulator.simulate(count: count, length: times, seed: seed &+ 1)
      )
      func states(_ made: SimulatedSeries) -> SeriesStates {
        SeriesStates(made.series, times: made.times, conditions: made.conditions, conditionCount: made.conditionNames.count)
      }
      let data = states(training)
      let scaling = UnitScaling(data)
      var options = SeriesScorer.Options()
      options.predictive = nil
      options.discriminative?.repeats = smoke ? 1 : repeats
      options.context?.refits = smoke ? 1 : repeats
      if smoke {
        options.discriminative?.steps = 5
        options.context?.steps = 2
      }
      let scorer = try SeriesScorer(real: scaling.scaled(heldOut.series), options: options, seed: seed)
      func take(_ noise: String, _ array: SeriesArray, _ seconds: Double) throws {
        let scores = try scorer.scores(of: scaling.scaled(array))
        guard let discriminative = scores.discriminative, let context = scores.context else { return }
        let row = Row(
          system: name, noise: noise, discriminative: discriminative.value, discriminativeHalfWidth: discriminative.halfWidth, context: context.value,
          contextHalfWidth: context.halfWidth, roughness: Self.bends(scaling.scaled(array)) / Self.bends(scaling.scaled(heldOut.series)),
          marginal: scores.marginal, seconds: seconds)
        rows.append(row)
        guard !json else { return }
        func text(_ value: Double, _ halfWidth: Double?) -> String { String(format: "%.4f ± %.4f", value, halfWidth ?? 0) }
        print(
          "\(name.padding(toLength: 16, withPad: " ", startingAt: 0)) \(noise.padding(toLength: 12, withPad: " ", startingAt: 0))"
            + " discriminative \(text(row.discriminative, row.discriminativeHalfWidth))  context \(text(row.context, row.contextHalfWidth))"
            + String(format: "  roughness %.3f  %.0f s", row.roughness, seconds))
        fflush(nil)
      }
      try take("real series", training.series, 0)
      for noise in noise {
        let clock = ContinuousClock()
        var drawn: SeriesArray?
        let time = try clock.measure { drawn = try draws(data, training, noise, heldOut) }
        if let drawn { try take(noise.rawValue, drawn, time / .seconds(1)) }
      }
    }
    if json { print(String(decoding: try JSONEncoder().encode(rows), as: UTF8.self)) }
  }

  private static func noise(_ name: String) throws -> SeriesNoise {
    guard let noise = SeriesNoise(rawValue: name) else { throw ValidationError("there is no noise \(name); give white, ou, matern or data") }
    return noise
  }

  /// The mean square of second differences.
  private static func bends(_ array: SeriesArray) -> Double {
    var sum = 0.0
    for number in 0..<array.count {
      for time in 2..<array.length {
        for channel in 0..<array.channels {
          let bend = array[number, time, channel] - 2 * array[number, time - 1, channel] + array[number, time - 2, channel]
          sum += bend * bend
        }
      }
    }
    return sum / Double(max(array.count, 1))
  }

  private func draws(_ data: SeriesStates, _ made: SimulatedSeries, _ noise: SeriesNoise, _ heldOut: SimulatedSeries) throws -> SeriesArray {
    let chart = try LawChart(
      made.laws.laws, channels: made.channels.map(\.name), times: made.times, constants: made.laws.constants, conditions: made.laws.conditions)
    let coder = try SeriesCoder(fitting: data, chart: chart, noise: noise, seed: seed)
    let (model, _) = try SeriesLearning.model(
      of: data, coder, size: NetworkSize(width: 48, depth: 3), batchSize: 64, budget: .steps(smoke ? 3 : steps), seed: seed)
    return try model.draws(
      data.count, steps: 40, conditions: heldOut.conditions, conditionCount: heldOut.conditionNames.count,
      RandomCoordinates(seed: seed, stream: RandomPurpose.sampling))
  }
}
