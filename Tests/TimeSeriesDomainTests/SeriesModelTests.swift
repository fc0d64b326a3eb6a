import Bellman
import Foundation
import Networks
import Tensors
import Testing
import TimeSeriesDomain

/// What is drawn with a control. With no control (all parameters zero) draws are those of the Gaussian law, for which everything is known in closed form.
///
/// Each number that is estimated from draws is held to six of its own deviations, so that all of them together fail by chance less often than in one of 10⁶ cases.
@Suite struct SeriesModelTests {
  private struct Setting {
    let states: SeriesStates
    let coder: SeriesCoder
    let model: SeriesModel
  }

  private static let coordinates = RandomCoordinates(seed: 5, stream: RandomPurpose.sampling)

  private static func setting(
    _ array: SeriesArray, noise: SeriesNoise = .data, laws: [SeriesLaw] = [], channels: [String]? = nil, marginals: ChannelMarginal.Choice = .scaled,
    width: Int = 16
  ) throws -> Setting {
    let chart = try LawChart(laws, channels: channels ?? (0..<array.channels).map { "x\($0)" }, times: (0..<array.length).map(Double.init))
    let states = SeriesStates(array, times: chart.times)
    let coder = try SeriesCoder(fitting: states, chart: chart, noise: noise, marginals: marginals, seed: 1)
    let whitening = coder.whitening
    let network = SeriesNetwork(
      SeriesNetworkShape(tokens: whitening.tokens, tokenWidth: whitening.tokenWidth, conditions: 0, seesObservations: true),
      size: NetworkSize(width: width, depth: 1), whitening: whitening)
    return Setting(
      states: states, coder: coder, model: SeriesModel(coder: coder, network: network, parameters: [Float](repeating: 0, count: network.parameters.count)))
  }

  private static func matrix(_ array: SeriesArray) -> Tensors.DenseMatrix {
    Tensors.DenseMatrix(rows: array.count, columns: array.width, values: array.values)
  }

  /// The greatest differences between the moments of draws and those given, in deviations of the estimates.
  private static func excess(_ draws: SeriesArray, mean: [Double], covariance: (Int, Int) -> Double) -> Double {
    let (own, ownCovariance) = WhiteningTests.moments(matrix(draws))
    let n = Double(draws.count)
    var worst = 0.0
    for a in mean.indices {
      worst = max(worst, abs(own[a] - mean[a]) / (covariance(a, a) / n).squareRoot())
      for b in a..<mean.count {
        let spread = (covariance(a, a) * covariance(b, b) + covariance(a, b) * covariance(a, b)) / n
        worst = max(worst, abs(ownCovariance[a, b] - covariance(a, b)) / spread.squareRoot())
      }
    }
    return worst
  }

  // MARK: The Gaussian law

  @Test func drawsWithoutControlHaveTheDataMoments() throws {
    let setting = try Self.setting(ScoreSeries(length: 4, channels: 2).make(3000, seed: 1))
    let draws = try setting.model.draws(6000, steps: 50, Self.coordinates)
    let (mean, covariance) = WhiteningTests.moments(Self.matrix(setting.states.array))
    let excess = Self.excess(draws, mean: mean) { covariance[$0, $1] }
    #expect(excess < 6, "\(excess) deviations")
    // Draws that are wider by an eighth, or shifted by that, are found out.
    var wide = draws
    for place in wide.values.indices { wide.values[place] = mean[place % 8] + 1.125 * (wide.values[place] - mean[place % 8]) }
    #expect(Self.excess(wide, mean: mean) { covariance[$0, $1] } > 6)
    #expect(Self.excess(draws, mean: mean.enumerated().map { $1 + 0.125 * covariance[$0, $0].squareRoot() }) { covariance[$0, $1] } > 6)
  }

  /// The same where values may be observed and none is.
  @Test func completionsOfNothingHaveTheDataMoments() throws {
    let setting = try Self.setting(ScoreSeries(length: 4, channels: 2).make(3000, seed: 1))
    let nothing = SeriesArray(count: 1, length: 4, channels: 2, values: [Double](repeating: .nan, count: 8))
    let draws = try setting.model.completions(of: SeriesStates(nothing, times: setting.coder.chart.times), count: 6000, steps: 50, Self.coordinates)
    let (mean, covariance) = WhiteningTests.moments(Self.matrix(setting.states.array))
    let excess = Self.excess(draws, mean: mean) { covariance[$0, $1] }
    #expect(excess < 6, "\(excess) deviations")
  }

  /// With noise of a kernel they have that kernel's covariance, which is not the data's.
  @Test(arguments: [SeriesNoise.white, .ornsteinUhlenbeck])
  func drawsWithoutControlHaveTheNoise(noise: SeriesNoise) throws {
    let setting = try Self.setting(ScoreSeries(length: 4, channels: 2).make(1000, seed: 1), noise: noise)
    let draws = try setting.model.draws(4000, steps: 50, Self.coordinates)
    var colouring = setting.coder.whitening.coloured(.identity(8))
    for row in 0..<8 { for column in 0..<8 { colouring[row, column] -= setting.coder.whitening.mean[column] } }
    let covariance = colouring.product(.transposed, colouring)
    let z = setting.coder.scores(of: SeriesStates(draws, times: setting.coder.chart.times), seed: 1)
    let excess = Self.excess(SeriesArray(count: 4000, length: 4, channels: 2, values: z.values), mean: setting.coder.whitening.mean) { covariance[$0, $1] }
    #expect(excess < 6, "\(excess) deviations")
  }

  /// Given some values, the others have the mean m + K (x − m) and the covariance Σ − K Σ of the Gaussian law, and what was given stays as it is.
  @Test func completionsAreExact() throws {
    let array = ScoreSeries(length: 4, channels: 2).make(3000, seed: 1)
    let setting = try Self.setting(array)
    let (mean, covariance) = WhiteningTests.moments(Self.matrix(array))
    // Two windows with the same places hidden, one with others, and one without anything known.
    let hidden: [Set<Int>] = [[4, 5, 6, 7], [1, 2, 6], [4, 5, 6, 7], Set(0..<8)]
    var observed = array.series([7, 1000, 2000, 5])
    for (window, places) in hidden.enumerated() { for place in places { observed.values[8 * window + place] = .nan } }
    let count = 3000
    let draws = try setting.model.completions(of: SeriesStates(observed, times: setting.coder.chart.times), count: count, steps: 50, Self.coordinates)
    #expect(draws.count == 4 * count && draws.values.allSatisfy(\.isFinite))
    for (window, places) in hidden.enumerated() {
      let (free, known) = (places.sorted(), (0..<8).filter { !places.contains($0) })
      let own = draws.series(window * count..<(window + 1) * count)
      for draw in 0..<count {
        for place in known where own.values[8 * draw + place] != observed.values[8 * window + place] { Issue.record("a known value moved") }
      }
      let seen = DenseMatrix(known.count, known.count) { covariance[known[$0], known[$1]] }
      let gains = free.map { place in known.isEmpty ? [] : seen.solved(known.map { covariance[place, $0] }).solution }
      let expected = free.enumerated().map { number, place in
        zip(gains[number], known).reduce(mean[place]) { $0 + $1.0 * (observed.values[8 * window + $1.1] - mean[$1.1]) }
      }
      let free2 = SeriesArray(count: count, length: free.count, channels: 1, values: (0..<count).flatMap { draw in free.map { own.values[8 * draw + $0] } })
      let excess = Self.excess(free2, mean: expected) { a, b in
        zip(gains[a], known).reduce(covariance[free[a], free[b]]) { $0 - $1.0 * covariance[$1.1, free[b]] }
      }
      #expect(excess < 6, "window \(window): \(excess) deviations")
    }
  }

  /// Components of very different sizes under noise that is as large in z for all of them: the smallest still have their law where no control is.
  @Test func wideDrawsWithoutControl() throws {
    let length = 1500
    var stream = RandomStream(seed: 12, stream: 9)
    var array = SeriesArray(zeros: 300, length: length, channels: 1)
    for window in 0..<300 {
      let (a, b, c) = (stream.normal(), stream.normal(), stream.normal())
      for time in 0..<length {
        let t = Double(time) / Double(length)
        array[window, time, 0] = a + 0.1 * b * sin(2 * .pi * t) + 0.01 * c * sin(4 * .pi * t)
      }
    }
    let setting = try Self.setting(array)
    let whitening = setting.coder.whitening
    #expect(whitening.outputs == 3)
    let network = SeriesNetwork(
      SeriesNetworkShape(setting.coder, seesObservations: false), size: NetworkSize(width: 16, depth: 1), whitening: whitening)
    // Root mean squares: 1, 0.1/√2, 0.01/√2, as the data have them.
    for (scale, wanted) in zip(network.noiseScales, [1, 14.1, 141]) { #expect(abs(scale / wanted - 1) < 0.15, "\(network.noiseScales)") }
    #expect(setting.model.network.noiseScales == network.noiseScales)
    let model = SeriesModel(coder: setting.coder, network: network, parameters: [Float](repeating: 0, count: network.parameters.count))
    let draws = try model.draws(4000, steps: 40, Self.coordinates)
    let states = SeriesStates(draws, times: setting.coder.chart.times)
    let moments = WhiteningTests.moments(whitening.whitened(setting.coder.scores(of: states, seed: 1)))
    for a in 0..<3 {
      #expect(abs(moments.mean[a]) < 5 / 4000.0.squareRoot(), "\(a)")
      // Of a mean of 4000 squares, five times, and what forty steps lose.
      for b in 0...a { #expect(abs(moments.covariance[a, b] - (a == b ? 1 : 0)) < 5 * (2 / 4000.0).squareRoot() + 0.02, "\(a), \(b)") }
    }
  }

  /// A window wider than dense matrices: what is known decides what is not, since three numbers make the whole window.
  @Test func wideCompletions() throws {
    var stream = RandomStream(seed: 6, stream: 1)
    var array = SeriesArray(zeros: 200, length: 380, channels: 4)
    for window in 0..<200 {
      let (a, b, c) = (stream.normal(), stream.normal(), stream.normal())
      for place in 0..<1520 {
        let t = Double(place) / 1520
        array.values[1520 * window + place] = 2 + a * sin(9 * t) + 0.5 * b * cos(4 * t) + 0.3 * c * sin(20 * t)
      }
    }
    let setting = try Self.setting(array)
    #expect(!setting.coder.whitening.keepsPlaces)
    var observed = array.series([3])
    for place in 0..<1520 where place % 3 == 0 { observed.values[place] = .nan }
    let draws = try setting.model.completions(of: SeriesStates(observed, times: setting.coder.chart.times), count: 2, steps: 20, Self.coordinates)
    for draw in 0..<2 {
      for place in 0..<1520 {
        let (drawn, truth) = (draws.values[1520 * draw + place], array.values[1520 * 3 + place])
        #expect(place % 3 == 0 ? abs(drawn - truth) < 0.01 : drawn == truth)
      }
    }
  }

  @Test func drawsDoNotDependOnThreadsOrPieces() throws {
    let setting = try Self.setting(ScoreSeries(length: 4, channels: 2).make(300, seed: 1))
    let model = SeriesModel(coder: setting.coder, network: setting.model.network, parameters: Self.someParameters(setting.model.network))
    var observed = setting.states.array.series([1, 2, 3])
    for place in stride(from: 0, to: observed.values.count, by: 3) { observed.values[place] = .nan }
    let known = SeriesStates(observed, times: setting.coder.chart.times)
    func all(_ threads: Int) throws -> [SeriesArray] {
      try Parallel.$defaultThreads.withValue(threads) {
        [try model.draws(700, steps: 4, Self.coordinates), try model.completions(of: known, count: 100, steps: 4, Self.coordinates)]
      }
    }
    let one = try all(1)
    for threads in [2, 3, 4] { #expect(try all(threads) == one) }
    #expect(try model.draws(40, steps: 4, Self.coordinates).values[...] == one[0].values.prefix(40 * 8))
    #expect(try model.draws(700, steps: 4, Self.coordinates.branch(1)) != one[0])
    #expect(Set(one[0].values).count > 5000)
  }

  /// Parameters that are neither zero nor trained, small enough for draws to stay numbers.
  private static func someParameters(_ network: SeriesNetwork) -> [Float] {
    var stream = RandomStream(seed: 1, stream: 2)
    return network.parameters.initialValues(seed: 1).array.map { $0 + 0.02 * Float(stream.normal()) }
  }

  // MARK: Whole series

  /// An autoregression of the first order: windows that each go on from the last half of the one before have its law at any horizon,
  /// mean ρʰ x and variance σ² (1 − ρ²ʰ).
  @Test func longForecasts() throws {
    let rho = 0.8
    func walk(_ length: Int, _ stream: inout RandomStream) -> [Double] {
      var values = [stream.normal()]
      while values.count < length { values.append(rho * (values.last ?? 0) + (1 - rho * rho).squareRoot() * stream.normal()) }
      return values
    }
    var stream = RandomStream(seed: 1, stream: 3)
    let array = SeriesArray(count: 30_000, length: 6, channels: 1, values: (0..<30_000).flatMap { _ in walk(6, &stream) })
    let setting = try Self.setting(array)
    let past = Series(times: (0..<9).map(Double.init), values: [0, 1, 0.5, .nan, 0, 0.3, -0.2, 1, 2])
    let (count, horizon) = (3000, 16)
    let draws = try setting.model.forecasts(of: past, horizon: horizon, count: count, steps: 40, Self.coordinates)
    #expect(draws.count == count && draws.length == horizon && draws.channels == 1)
    for row in 0..<horizon {
      let values = (0..<count).map { draws[$0, row, 0] }
      let mean = values.reduce(0, +) / Double(count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
      let (expected, spread) = (2 * pow(rho, Double(row + 1)), 1 - pow(rho, 2 * Double(row + 1)))
      // Beside the draws' own deviation, what 30,000 windows leave unknown of ρ and σ.
      #expect(abs(mean - expected) < 6 * (spread / Double(count)).squareRoot() + 0.03, "row \(row): \(mean) for \(expected)")
      #expect(abs(variance - spread) < 6 * spread * (2 / Double(count)).squareRoot() + 0.03, "row \(row): \(variance) for \(spread)")
    }
    // Neighbours of different windows belong together.
    for row in 0..<horizon - 1 {
      let product = (0..<count).reduce(0) { $0 + pow(draws[$1, row + 1, 0] - rho * draws[$1, row, 0], 2) } / Double(count)
      #expect(abs(product - 0.36) < 6 * 0.36 * (2 / Double(count)).squareRoot() + 0.02, "row \(row): \(product)")
    }
    let short = try setting.model.forecasts(of: Series(times: [0], values: [1]), horizon: 2, count: 3, steps: 5, Self.coordinates)
    #expect(short.length == 2 && short.values.allSatisfy(\.isFinite))
    #expect(try setting.model.forecasts(of: Series(times: [], values: []), horizon: 1, count: 2, steps: 5, Self.coordinates).values.allSatisfy(\.isFinite))
  }

  @Test func longImputations() throws {
    let setting = try Self.setting(ScoreSeries(length: 4, channels: 2).make(300, seed: 1))
    var stream = RandomStream(seed: 1, stream: 3)
    for length in [2, 4, 23] {
      let values = (0..<2 * length).map { place in place % 3 == 0 || 10..<20 ~= place ? Double.nan : 0.5 + 0.1 * stream.normal() }
      let series = Series(times: (0..<length).map(Double.init), values: values)
      let draws = try setting.model.imputations(of: series, count: 5, steps: 8, Self.coordinates)
      #expect(draws.count == 5 && draws.length == length && draws.values.allSatisfy { abs($0 - 0.5) < 2 })
      for draw in 0..<5 { for (place, value) in values.enumerated() where !value.isNaN { #expect(draws.values[2 * length * draw + place] == value) } }
      #expect(Set((0..<5).map { draws.values[2 * length * $0] }).count == 5)
      #expect(try setting.model.imputations(of: series, count: 5, steps: 8, Self.coordinates) == draws)
    }
  }

  /// A control that answers no numbers is an error, not an endless search for them.
  @Test func drawsThatAreNoNumbersEnd() throws {
    let setting = try Self.setting(ScoreSeries(length: 4, channels: 2).make(300, seed: 1))
    let broken = SeriesModel(
      coder: setting.coder, network: setting.model.network, parameters: [Float](repeating: .nan, count: setting.model.network.parameters.count))
    let series = Series(times: [0, 1, 2, 3], values: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(throws: ModelError.self) { try broken.forecasts(of: series, horizon: 3, count: 2, steps: 3, Self.coordinates) }
  }

  // MARK: Laws

  /// Whatever the network answers, draws, forecasts and completions of whole rows keep laws that have coordinates, to the last bit.
  @Test func lawsHoldInEveryDraw() throws {
    let laws = try [SeriesLaw("low", "low <= min(open, close)"), SeriesLaw("adjusted", "adjusted = close"), SeriesLaw("positive", "low >= 0")]
    let channels = ["low", "open", "close", "adjusted"]
    var stream = RandomStream(seed: 2, stream: 9)
    var array = SeriesArray(zeros: 400, length: 5, channels: 4)
    for window in 0..<400 {
      for time in 0..<5 {
        let (a, b) = (exp(stream.normal()), exp(stream.normal()))
        // A third of the lows is the lower one of the two.
        let low = min(a, b) * (stream.uniform() < 1.0 / 3 ? 1 : stream.uniform())
        for (channel, value) in [low, a, b, b].enumerated() { array[window, time, channel] = value }
      }
    }
    let setting = try Self.setting(array, laws: laws, channels: channels, marginals: .fitted)
    #expect(setting.coder.chart.remaining.isEmpty)
    let system = try LawSystem(laws, channels: channels, times: setting.coder.chart.times)
    func check(_ draws: SeriesArray, _ what: String) {
      for number in 0..<draws.count {
        for time in 0..<draws.length {
          let (low, open, close) = (draws[number, time, 0], draws[number, time, 1], draws[number, time, 2])
          if !(low >= 0 && low <= min(open, close) && draws[number, time, 3] == close) {
            Issue.record("\(what), draw \(number), row \(time): \(low), \(open), \(close)")
          }
        }
        if draws.length == 5 { #expect(system.excesses(of: Array(draws.series(number))).allSatisfy { $0.amount == 0 }) }
      }
    }
    for parameters in [setting.model.parameters, Self.someParameters(setting.model.network)] {
      let model = SeriesModel(coder: setting.coder, network: setting.model.network, parameters: parameters)
      let draws = try model.draws(2000, steps: 12, Self.coordinates)
      check(draws, "draws")
      // Lows that are the lower one have a mass of their own in the data, and in draws without control.
      if parameters == setting.model.parameters {
        let share = Double((0..<2000).filter { draws[$0, 2, 0] == min(draws[$0, 2, 1], draws[$0, 2, 2]) }.count) / 2000
        #expect(abs(share - 1.0 / 3) < 0.1, "\(share)")
      }
      let past = setting.states.series(3)
      check(try model.forecasts(of: past, horizon: 9, count: 50, steps: 8, Self.coordinates), "forecasts")
      var gaps = past
      for place in 8..<16 { gaps.values[place] = .nan }
      check(try model.imputations(of: gaps, count: 50, steps: 8, Self.coordinates), "imputations")
    }
  }
}
