import Bellman
import Foundation
import Networks
import Tensors
import Testing
import TimeSeriesDomain

/// Periods that series repeat themselves in: when they are found, what they move, and what the control learns of them.
@Suite struct SeasonsTests {
  private static let length = 12

  /// Windows of one long series, beginning at every row.
  private static func windows(_ rows: Int, times: (Int) -> Double = Double.init, channels: Int = 1, _ value: (Int, Int) -> Double) -> SeriesStates {
    let series = Series(times: (0..<rows).map(times), values: (0..<rows).flatMap { row in (0..<channels).map { value(row, $0) } })
    return SeriesStates(windowsOf: [series], channelCount: channels, conditionCount: 0, length: length, stride: 1)
  }

  private static func coder(_ states: SeriesStates, step: Double = 1, noise: SeriesNoise = .data) throws -> SeriesCoder {
    let chart = try LawChart(
      [], channels: (0..<states.channelCount).map { "x\($0)" }, times: (0..<length).map { step * Double($0) }, ending: .goesOn)
    return try SeriesCoder(fitting: states, chart: chart, noise: noise, marginals: .scaled, seed: 3)
  }

  private static func walk(_ count: Int, keeping share: Double, _ stream: inout RandomStream) -> [Double] {
    var (value, values) = (0.0, [Double]())
    for _ in 0..<count {
      value = share * value + stream.normal()
      values.append(value)
    }
    return values
  }

  // MARK: Found

  @Test func aDayIsFoundInValues() throws {
    var stream = RandomStream(seed: 1, stream: 3)
    // In seconds of hours, as dates are.
    let states = Self.windows(3000, times: { 1.5e9 + 3600 * Double($0) }) { row, _ in sin(2 * .pi * Double(row) / 24) + stream.normal() }
    let seasons = try Self.coder(states, step: 3600).seasons
    #expect(seasons.periods == [24 * 3600] && seasons.harmonics == [8])
  }

  /// A walk hides in its values that its steps have a day.
  @Test func aDayIsFoundInSteps() throws {
    var stream = RandomStream(seed: 2, stream: 3)
    var value = 0.0
    let states = Self.windows(6000) { row, _ in
      value += sin(2 * .pi * Double(row) / 48) + 0.8 * stream.normal()
      return value
    }
    #expect(try Self.coder(states).seasons.periods == [48])
  }

  /// Between the hours at which it was read a value lies on a line: it bends once an hour.
  @Test func interpolationIsFound() throws {
    var stream = RandomStream(seed: 3, stream: 3)
    let hours = Self.walk(700, keeping: 0.95, &stream)
    let states = Self.windows(4000) { row, _ in
      let (hour, part) = row.quotientAndRemainder(dividingBy: 6)
      return hours[hour] + Double(part) / 6 * (hours[hour + 1] - hours[hour])
    }
    let seasons = try Self.coder(states).seasons
    #expect(seasons.periods == [6] && seasons.harmonics == [3])
  }

  @Test func twoPeriodsAreFound() throws {
    var stream = RandomStream(seed: 4, stream: 3)
    let states = Self.windows(8000, channels: 2) { row, channel in
      channel == 0 ? sin(2 * .pi * Double(row) / 100) + stream.normal() : Double(row % 7 == 0 ? 3 : 0) + stream.normal()
    }
    #expect(try Self.coder(states).seasons.periods == [7, 100])
  }

  /// Series that only remember themselves, briefly or for long, have no period.
  @Test(arguments: [0, 0.9, 0.98, 0.995, 1])
  func memoryIsNoPeriod(share: Double) throws {
    for seed in 0..<6 {
      var stream = RandomStream(seed: UInt64(seed), stream: 5)
      let walks = (0..<4).map { _ in Self.walk(3000, keeping: share, &stream) }
      #expect(try Self.coder(Self.windows(3000, channels: 4) { walks[$1][$0] }).seasons.periods.isEmpty, "\(share), \(seed)")
    }
  }

  /// Families of short series that all begin at zero are no periods of their length.
  @Test func seriesThatAllBeginAlikeHaveNone() throws {
    var stream = RandomStream(seed: 6, stream: 3)
    let array = SeriesArray(count: 400, length: Self.length, channels: 1, values: (0..<400 * Self.length).map { Double($0 % Self.length) + stream.normal() })
    #expect(try Self.coder(SeriesStates(array, times: (0..<Self.length).map(Double.init))).seasons.width == 0)
  }

  // MARK: Where rows stand

  @Test func harmonicsOfLaterRowsAreTurned() {
    let seasons = Seasons(periods: [6, 144.5], harmonics: [3, 8])
    let (offsets, starts) = ([0, 1, 7.25, -30], [0.0, 11, 1e5])
    let turned = seasons.features(at: starts).product(seasons.turns(by: offsets))
    #expect(seasons.width == 22)
    for (row, start) in starts.enumerated() {
      for (place, offset) in offsets.enumerated() {
        let wanted = seasons.features(at: [start + offset]).values
        for column in 0..<22 { #expect(abs(turned[row, place * 22 + column] - wanted[column]) < 1e-8) }
      }
    }
  }

  @Test func earliestTimesStandAlike() {
    let nested = Seasons(periods: [600, 3600, 86400], harmonics: [2, 3, 4])
    for time in [1.5e9 + 1234, 0, -5000] {
      let early = nested.earliest(like: time)
      #expect((0..<86400).contains(early))
      #expect(zip(nested.features(at: [early]).values, nested.features(at: [time]).values).allSatisfy { abs($0 - $1) < 1e-4 })
    }
    // Periods that do not fit into each other never stand alike again soon.
    #expect(Seasons(periods: [7, 100], harmonics: [3, 8]).earliest(like: 12345) == 12345)
    // Without any there is nothing to stand in.
    #expect(Seasons().earliest(like: 12345) == 0)
  }

  // MARK: The mean

  private static func season(_ time: Double) -> Double { 3 + 2 * sin(2 * .pi * time / 24) + 0.5 * cos(4 * .pi * time / 24) }

  /// With no control the mean of windows is the season's, wherever they begin, and comes back from arrays.
  @Test(arguments: [SeriesNoise.data, .white])
  func theMeanFollowsTheSeason(noise: SeriesNoise) throws {
    var stream = RandomStream(seed: 7, stream: 3)
    let states = Self.windows(4800) { row, _ in Self.season(Double(row)) + stream.normal() }
    let coder = try Self.coder(states, noise: noise)
    let again = try SeriesCoder(coder.arrays, chart: coder.chart, length: Self.length, conditionCount: 0)
    #expect(again.seasons == coder.seasons && again.conditionWidth == 16)
    for start in [0.0, 5, 19, 1003] {
      let mean = again.series(of: Tensors.DenseMatrix(zeros: 1, Self.length), conditions: [], starts: [start]).values
      for (row, value) in mean.enumerated() {
        // Of 200 days; five times the error of a mean of 200.
        #expect(abs(value - Self.season(start + Double(row))) < 0.36, "\(start), \(row)")
      }
    }
    let z = coder.scores(of: states, seed: 1)
    let known = coder.conditions(of: states)
    #expect(zip(coder.withConditions(coder.withoutConditions(z, known), known).values, z.values).allSatisfy { abs($0 - $1) < 1e-12 })
    for (name, values, shape) in [("season periods", [-24.0], [1]), ("season harmonics", [0.5], [1]), ("season factors", [1], [1, 1])] {
      var arrays = StoredArrays()
      for entry in coder.arrays.entries {
        let isChanged = entry.name == name
        arrays.store(entry.name, shape: isChanged ? shape : entry.shape, isChanged ? values : entry.values)
      }
      #expect(throws: ModelError.self, "\(name)") { try SeriesCoder(arrays, chart: coder.chart, length: Self.length, conditionCount: 0) }
    }
  }

  private static func model(_ coder: SeriesCoder, parameters: [Float]? = nil) -> SeriesModel {
    let network = SeriesNetwork(
      SeriesNetworkShape(coder, seesObservations: true), size: NetworkSize(width: 16, depth: 1), whitening: coder.whitening)
    return SeriesModel(coder: coder, network: network, parameters: parameters ?? [Float](repeating: 0, count: network.parameters.count))
  }

  /// A forecast goes on in the season in which the series ends, over more windows than one.
  @Test func forecastsGoOnInTheirSeason() throws {
    var stream = RandomStream(seed: 8, stream: 3)
    let states = Self.windows(4800) { row, _ in Self.season(Double(row)) + 0.3 * stream.normal() }
    let model = Self.model(try Self.coder(states))
    // It begins where no window of the data did.
    let series = Series(times: (0..<17).map { 9007 + Double($0) }, values: (0..<17).map { Self.season(9007 + Double($0)) })
    let draws = try model.forecasts(of: series, horizon: 20, count: 200, steps: 20, .init(seed: 1, stream: 2))
    for row in 0..<20 {
      let mean = (0..<200).reduce(0) { $0 + draws[$1, row, 0] } / 200
      #expect(abs(mean - Self.season(9024 + Double(row))) < 0.2, "\(row)")
    }
  }

  /// What the reference does not know of the season, its spread, the control learns.
  @Test func theControlLearnsTheSeason() throws {
    var stream = RandomStream(seed: 9, stream: 3)
    let states = Self.windows(6000) { row, _ in (row % 4 == 1 ? 2 : 0.4) * stream.normal() }
    let coder = try Self.coder(states)
    #expect(coder.seasons.periods == [4])
    let network = SeriesNetwork(SeriesNetworkShape(coder, seesObservations: true), size: NetworkSize(width: 32, depth: 1), whitening: coder.whitening)
    let task = SeriesObjective(network, coder: coder, data: states, batchSize: 64, observedShare: 0, seed: 1)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("seasons-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let options = TrainingOptions(budget: .steps(400), schedule: .cosine(peak: 3e-3, last: 1e-5, warmup: 0.05), seed: 1)
    let outcome = try Trainer(task, validation: nil, options: options, folder: folder, reporter: SilentReporter(), shouldStop: { false }).run(.anew)
    let model = SeriesModel(coder: coder, network: network, parameters: outcome.best.array)
    for start in 0..<4 {
      let draws = try model.draws(400, steps: 16, starts: [Double](repeating: Double(start), count: 400), .init(seed: 2, stream: 2))
      for row in 0..<Self.length {
        let deviation = ((0..<400).reduce(0) { $0 + draws[$1, row, 0] * draws[$1, row, 0] } / 400).squareRoot()
        let wanted = (start + row) % 4 == 1 ? 2.0 : 0.4
        // The reference alone has the root of their mean square, 1.06, everywhere.
        #expect(abs(deviation - wanted) < 0.25 * wanted, "\(start), \(row): \(deviation)")
      }
    }
  }
}
