internal import Bellman
internal import Foundation
public import Tensors

/// From series to what the network works with, and back: laws are taken out by coordinates that keep them, coordinates are made standard one by one,
/// and noise is made white.
///
/// Series ↔ coordinates (`LawChart`) ↔ z (`ChannelMarginal`) ↔ z without what the season (`Seasons`) and conditions (`ConditionalMean`) move its mean by
/// ↔ y (`Whitening`): under the reference z is Gaussian about a mean that season and conditions move. Every step is one to one, so that the law of what comes back is the law of
/// what was learnt; only `Whitening` of very wide series leaves out what varies least.
public struct SeriesCoder: Sendable {
  public let length: Int
  public let chart: LawChart
  public let marginals: [ChannelMarginal]
  /// Of each coordinate, how places in atoms' intervals remember: see `AtomPlaces`.
  public let memories: [Double]
  public let whitening: Whitening
  /// Mean and deviation of each condition.
  public let conditionScales: [(mean: Double, deviation: Double)]
  /// Of z [length · coordinates], given standard conditions.
  let conditionalMean: ConditionalMean
  public let seasons: Seasons
  /// What they move the mean of each row by: [seasons, coordinates].
  let seasonFactors: DenseMatrix
  /// The same of all rows, given the season of the first: [seasons, length · coordinates].
  private let seasonalMean: DenseMatrix

  public var coordinateCount: Int { marginals.count }
  /// Numbers that are known of a window before its values: standard conditions, and the season of its first row.
  public var conditionWidth: Int { conditionScales.count + seasons.width }

  /// Fits it on training windows.
  /// - Parameter conditionsShareUnit: whether conditions keep their proportions, as coordinates along principal components do, instead of each being made
  ///   standard by itself.
  public init(
    fitting states: SeriesStates, chart: LawChart, noise: SeriesNoise, marginals choice: ChannelMarginal.Choice = .fitted,
    seasons seasonChoice: Seasons.Choice = .found, conditionsShareUnit: Bool = false, seed: UInt64
  ) throws {
    length = states.length
    self.chart = chart
    let filled = SeriesFilling.filled(states, seed: seed)
    let coordinates = chart.coordinates(of: filled)
    let count = chart.coordinates.count
    // Each row once, though windows share them: a value that comes again because windows do is no atom.
    let apart = states.apartWindows
    let fitted = try (0..<count).map { place -> (marginal: ChannelMarginal, memory: Double) in
      let values = apart.flatMap { window in (0..<states.length).map { coordinates[(window * states.length + $0) * count + place] } }
      let marginal = try ChannelMarginal(of: values, windowLength: states.length, isBounded: chart.coordinates[place].kind != .free, choice)
      return (marginal, AtomPlaces.memory(of: values, marginal, length: states.length))
    }
    (marginals, memories) = (fitted.map(\.marginal), fitted.map(\.memory))
    conditionScales = Self.scales(states, shareUnit: conditionsShareUnit)
    let places = AtomPlaces(marginals: marginals, memories: memories, length: states.length, seed: seed)
    let scores = Self.scores(coordinates, places, windows: states.count)
    switch seasonChoice {
    case .none: seasons = Seasons()
    case .found:
      seasons = Seasons(
        in: coordinates, of: states, among: apart, width: count, step: chart.step)
    }
    seasonFactors = Self.seasonFactors(seasons, scores, states.rows(apart), among: apart)
    seasonalMean = Self.seasonalMean(seasons, seasonFactors, chart.offsets)
    let left = Self.moved(scores, seasons.features(at: states.startTimes), seasonalMean, times: -1)
    let conditions = Self.standard(states.allConditions, conditionScales)
    conditionalMean = try ConditionalMean(
      of: left, given: DenseMatrix(rows: states.count, columns: states.conditionCount, values: conditions), among: apart, seed: seed)
    let z = conditionalMean.moved(left, conditions, times: -1)
    whitening = try Self.whitening(z, states, count, noise, seed)
  }

  private static func whitening(_ z: DenseMatrix, _ states: SeriesStates, _ count: Int, _ noise: SeriesNoise, _ seed: UInt64) throws -> Whitening {
    var mean = [Double](repeating: 0, count: z.columns)
    for row in 0..<z.rows { for column in 0..<z.columns { mean[column] += z.values[row * z.columns + column] / Double(z.rows) } }
    switch noise {
    case .data: return try Whitening(dataCovariance: z, length: states.length, channels: count, seed: seed)
    case .white: return Whitening(length: states.length, channels: count, mean: mean)
    case .ornsteinUhlenbeck, .matern:
      return try CorrelatedNoise.whitening(noise, fittedTo: z, mean: mean, times: Array(states.times(of: 0)), channels: count)
    }
  }

  init(
    length: Int, chart: LawChart, marginals: [ChannelMarginal], memories: [Double], whitening: Whitening,
    conditionScales: [(mean: Double, deviation: Double)], conditionalMean: ConditionalMean, seasons: Seasons, seasonFactors: DenseMatrix
  ) {
    self.length = length
    self.chart = chart
    self.marginals = marginals
    self.memories = memories
    self.whitening = whitening
    self.conditionScales = conditionScales
    self.conditionalMean = conditionalMean
    (self.seasons, self.seasonFactors) = (seasons, seasonFactors)
    seasonalMean = Self.seasonalMean(seasons, seasonFactors, chart.offsets)
  }

  // MARK: Conditions

  private static func standard(_ conditions: [Double], _ scales: [(mean: Double, deviation: Double)]) -> [Double] {
    conditions.enumerated().map { ($1 - scales[$0 % scales.count].mean) / scales[$0 % scales.count].deviation }
  }

  /// What is known of windows before their values, as the network sees it [windows, conditionWidth]: conditions [windows, conditions], made standard, and
  /// the season of the times at which the windows begin.
  public func standard(_ conditions: [Double], starts: [Double]) -> [Double] {
    let standard = Self.standard(conditions, conditionScales)
    guard seasons.width > 0 else { return standard }
    let (features, own) = (seasons.features(at: starts).values, conditionScales.count)
    return starts.indices.flatMap {
      standard[$0 * own..<($0 + 1) * own] + features[$0 * seasons.width..<($0 + 1) * seasons.width]
    }
  }

  private static func scales(_ states: SeriesStates, shareUnit: Bool) -> [(mean: Double, deviation: Double)] {
    let moments = (0..<states.conditionCount).map { place in
      let values = (0..<states.count).map { states.conditions(of: $0)[states.conditions(of: $0).startIndex + place] }
      let mean = values.reduce(0, +) / Double(values.count)
      return (mean: mean, variance: values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
    }
    let greatest = moments.map(\.variance).max() ?? 0
    return moments.map {
      let variance = shareUnit ? greatest : $0.variance
      return ($0.mean, variance > 0 ? variance.squareRoot() : 1)
    }
  }

  /// - Parameters:
  ///   - scores: z of all windows.
  ///   - states: the windows among them that are learnt from.
  private static func seasonFactors(_ seasons: Seasons, _ scores: DenseMatrix, _ states: SeriesStates, among windows: [Int]) -> DenseMatrix {
    let count = scores.columns / states.length
    guard seasons.width > 0 else { return DenseMatrix(zeros: 0, count) }
    let rows = windows.flatMap { scores.values[$0 * scores.columns..<($0 + 1) * scores.columns] }
    return seasons.factors(
      of: DenseMatrix(rows: windows.count * states.length, columns: count, values: rows), at: (0..<states.count).flatMap { states.times(of: $0) })
  }

  private static func seasonalMean(_ seasons: Seasons, _ factors: DenseMatrix, _ offsets: [Double]) -> DenseMatrix {
    let width = seasons.width
    let turns = DenseMatrix(rows: width * offsets.count, columns: width, values: seasons.turns(by: offsets).values)
    return DenseMatrix(rows: width, columns: offsets.count * factors.columns, values: turns.product(factors).values)
  }

  private static func moved(_ z: DenseMatrix, _ season: DenseMatrix, _ mean: DenseMatrix, times factor: Double) -> DenseMatrix {
    mean.rows > 0 ? z.adding(season.product(mean), times: factor) : z
  }

  /// z moved by so many times the mean given what is known of the windows [windows, conditionWidth].
  private func moved(_ z: DenseMatrix, _ known: [Double], times factor: Double) -> DenseMatrix {
    guard seasons.width > 0 else { return conditionalMean.moved(z, known, times: factor) }
    let (own, width) = (conditionScales.count, conditionWidth)
    func part(_ columns: Range<Int>) -> [Double] { (0..<z.rows).flatMap { known[$0 * width + columns.lowerBound..<$0 * width + columns.upperBound] } }
    let season = DenseMatrix(rows: z.rows, columns: seasons.width, values: part(own..<width))
    return conditionalMean.moved(Self.moved(z, season, seasonalMean, times: factor), part(0..<own), times: factor)
  }

  /// z without what season and conditions, as `standard` has them, move its mean by.
  public func withoutConditions(_ z: DenseMatrix, _ known: [Double]) -> DenseMatrix { moved(z, known, times: -1) }

  /// The other way.
  public func withConditions(_ z: DenseMatrix, _ known: [Double]) -> DenseMatrix { moved(z, known, times: 1) }

  // MARK: There

  private static func scores(_ coordinates: [Double], _ places: AtomPlaces, windows: Int) -> DenseMatrix {
    let size = places.length * places.marginals.count
    var z = DenseMatrix(zeros: windows, size)
    z.values.withUnsafeMutableBufferPointer { z in
      coordinates.withUnsafeBufferPointer { values in
        // Each window writes a place of its own.
        nonisolated(unsafe) let (from, to) = (values, z)
        Parallel.forEach(windows, threads: Parallel.defaultThreads) { _, window in
          let own = window * size..<(window + 1) * size
          places.score(UnsafeBufferPointer(rebasing: from[own]), of: window, into: UnsafeMutableBufferPointer(rebasing: to[own]))
        }
      }
    }
    return z
  }

  /// z of whole windows: [windows, length · coordinates]. Places in the intervals of atoms are drawn.
  public func scores(of states: SeriesStates, seed: UInt64) -> DenseMatrix {
    Self.scores(
      chart.coordinates(of: SeriesFilling.filled(states, seed: seed)),
      AtomPlaces(marginals: marginals, memories: memories, length: length, seed: seed), windows: states.count)
  }

  /// z where it is known, not a number elsewhere: a coordinate is known where all values are that it is made of.
  public func knownScores(of states: SeriesStates) -> DenseMatrix {
    var z = chart.coordinates(of: states)
    for place in z.indices { z[place] = z[place].isNaN ? .nan : marginals[place % marginals.count].score(z[place], place: 0.5) }
    return DenseMatrix(rows: states.count, columns: length * coordinateCount, values: z)
  }

  /// What is known of windows before their values: [windows, conditionWidth].
  public func conditions(of states: SeriesStates) -> [Double] { standard(states.allConditions, starts: states.startTimes) }

  // MARK: And back

  /// Series of rows of y, given conditions [rows, conditions] and the times of their first rows.
  public func series(of y: DenseMatrix, conditions: [Double], starts: [Double]) -> SeriesArray {
    values(
      of: withConditions(whitening.coloured(y), standard(conditions, starts: starts)), conditions: conditions, conditionCount: conditionScales.count)
  }

  /// Values [windows, length, channels] of rows of z.
  public func values(of z: DenseMatrix, conditions: [Double], conditionCount: Int) -> SeriesArray {
    let (count, width) = (z.rows, length * coordinateCount)
    var array = SeriesArray(zeros: count, length: length, channels: chart.channels.count)
    let size = array.width
    array.values.withUnsafeMutableBufferPointer { out in
      z.values.withUnsafeBufferPointer { scores in
        // Each window writes a place of its own.
        nonisolated(unsafe) let (from, to) = (scores, out)
        Parallel.forEach(count, threads: Parallel.defaultThreads) { _, window in
          var coordinates = [Double](repeating: 0, count: width)
          for place in 0..<width { coordinates[place] = marginals[place % marginals.count].value(from[window * width + place]) }
          coordinates.withUnsafeBufferPointer {
            chart.values(
              of: $0, conditions: Array(conditions[window * conditionCount..<(window + 1) * conditionCount]),
              into: UnsafeMutableBufferPointer(rebasing: to[window * size..<(window + 1) * size]))
          }
        }
      }
    }
    return array
  }
}

/// Streams of randomness of this domain.
public enum SeriesPurpose {
  /// Places in the intervals of atoms.
  public static let atoms: UInt32 = 1 << 16
  /// What missing values are filled with.
  public static let filling: UInt32 = 1 << 16 + 1
  /// Which values are shown to the network as observed.
  public static let masks: UInt32 = 1 << 16 + 2
}
