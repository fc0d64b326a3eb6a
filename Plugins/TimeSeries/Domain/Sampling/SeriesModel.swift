public import Bellman
internal import Foundation
internal import Tensors

/// A trained control of series, and what is drawn with it.
public struct SeriesModel: Sendable {
  public let coder: SeriesCoder
  public let network: SeriesNetwork
  /// Of the network, laid out as its tree lays them out.
  public let parameters: [Float]
  private let levels = NoiseLevels()

  /// Series that are drawn together.
  private static var piece: Int { 512 }

  public init(coder: SeriesCoder, network: SeriesNetwork, parameters: [Float]) {
    self.coder = coder
    self.network = network
    self.parameters = parameters
  }

  /// Draws.
  /// - Parameters:
  ///   - conditions: [count, conditions], in the data's units.
  ///   - starts: the times of the first rows, for series that have seasons.
  ///   - progress: is told how many are done.
  public func draws(
    _ count: Int, steps: Int, conditions: [Double] = [], conditionCount: Int = 0, starts: [Double]? = nil, _ coordinates: RandomCoordinates,
    progress: (Int) -> Void = { _ in }
  ) throws -> SeriesArray {
    let starts = starts ?? [Double](repeating: 0, count: count)
    let predictor = try SeriesPredictor(network, parameters: parameters)
    var values: [Double] = []
    for first in stride(from: 0, to: count, by: Self.piece) {
      let size = min(Self.piece, count - first)
      let own = Array(conditions[first * conditionCount..<(first + size) * conditionCount])
      let begun = Array(starts[first..<first + size])
      let context = SeriesPredictor.Context(conditions: coder.standard(own, starts: begun))
      var randomness = coordinates
      randomness.firstRow += first
      let components = try SeriesSampler(levels: levels, steps: steps, noiseScales: predictor.noiseScales(context)).draws(count: size, randomness) {
        try predictor.denoised($0, deviation: $1, context)
      }
      values += coder.series(of: coder.whitening.joined(matrix(components)), conditions: own, starts: begun).values
      progress(first + size)
    }
    return SeriesArray(count: count, length: coder.length, channels: coder.chart.channels.count, values: values)
  }

  /// Draws of series given some of their values: for each window `count` of them, one behind the other [windows · count, length, channels].
  ///
  /// The reference process is conditioned exactly (`ConditionedReference`); the network, which was taught what is observed, answers the control that is left. In
  /// the end what was observed is what it was, to the last digit.
  /// - Parameter observed: windows, not a number where a value is not known.
  public func completions(
    of observed: SeriesStates, count: Int, steps: Int, _ coordinates: RandomCoordinates, progress: (Int) -> Void = { _ in }
  ) throws -> SeriesArray {
    let predictor = try SeriesPredictor(network, parameters: parameters)
    let known = coder.knownScores(of: observed)
    let (array, startTimes) = (observed.array, observed.startTimes)
    var result = SeriesArray(zeros: observed.count * count, length: coder.length, channels: array.channels)
    let width = known.columns
    // Windows with the same places known are worked on together.
    let groups = Dictionary(grouping: 0..<observed.count) { window in known.values[window * width..<(window + 1) * width].map(\.isNaN) }
    var done = 0
    for windows in groups.values.sorted(by: { $0[0] < $1[0] }) {
      let rows = windows.flatMap { window in (0..<count).map { (window: window, place: window * count + $0) } }
      for first in stride(from: 0, to: rows.count, by: Self.piece) {
        let piece = Array(rows[first..<min(first + Self.piece, rows.count)])
        let own = piece.flatMap { observed.conditions(of: $0.window) }
        let begun = piece.map { startTimes[$0.window] }
        let conditions = coder.standard(own, starts: begun)
        let scores = coder.withoutConditions(
          DenseMatrix(rows: piece.count, columns: width, values: piece.flatMap { known.values[$0.window * width..<($0.window + 1) * width] }),
          conditions
        ).values
        let reference = try ConditionedReference(coder.whitening, places: (0..<width).filter { !scores[$0].isNaN })
        let expected = reference?.expected(scores) ?? []
        let context = SeriesPredictor.Context(conditions: conditions, expected: expected, places: reference?.places ?? [])
        let drawn = try SeriesSampler(levels: levels, steps: steps, noiseScales: predictor.noiseScales(context)).draws(
          count: piece.count, coordinates.branch(piece[0].place), start: { reference?.free(&$0) }
        ) {
          var denoised = try predictor.denoised($0, deviation: $1, context)
          reference?.free(&denoised)
          return denoised
        }
        let y = context.isObserved ? matrix(drawn).adding(matrix(expected), times: 1) : coder.whitening.joined(matrix(drawn))
        let series = coder.series(of: y, conditions: own, starts: begun)
        for (number, row) in piece.enumerated() {
          for place in 0..<array.width {
            let value = array.values[row.window * array.width + place]
            result.values[row.place * array.width + place] = value.isNaN ? series.values[number * array.width + place] : value
          }
        }
        done += piece.count
        progress(done)
      }
    }
    return result
  }

  private func matrix(_ y: [Double]) -> DenseMatrix {
    DenseMatrix(rows: y.count / coder.whitening.outputs, columns: coder.whitening.outputs, values: y)
  }
}
