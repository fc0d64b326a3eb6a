import Bellman
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

/// The mean that conditions move: what it learns, and what it leaves alone.
@Suite struct ConditionalMeanTests {
  /// Windows of three rows, `copies` of each condition: amplitude(time) · curve(condition) and normal noise.
  private func windows(_ conditions: [Double], copies: Int, noise: Double, seed: UInt64, _ curve: (Double) -> Double) -> SeriesStates {
    var stream = RandomStream(seed: seed, stream: 4)
    var array = SeriesArray(zeros: conditions.count * copies, length: 3, channels: 1)
    for window in 0..<array.count {
      for time in 0..<3 { array[window, time, 0] = Double(time + 1) * curve(conditions[window / copies]) + noise * stream.normal() }
    }
    return SeriesStates(array, times: [0, 1, 2], conditions: conditions.flatMap { [Double](repeating: $0, count: copies) }, conditionCount: 1)
  }

  private func coder(_ states: SeriesStates) throws -> SeriesCoder {
    try SeriesCoder(fitting: states, chart: LawChart([], channels: ["a"], times: [0, 1, 2]), noise: .data, marginals: .scaled, seed: 2)
  }

  /// The mean of series at a condition: that of the reference, whose y has mean zero.
  private func mean(_ coder: SeriesCoder, at condition: Double) -> [Double] {
    coder.series(of: Tensors.DenseMatrix(zeros: 1, coder.whitening.outputs), conditions: [condition], starts: [0]).values
  }

  /// What bends is found between the conditions of the data: a line would err by half of the curve.
  @Test func bendsAreFoundBetweenConditions() throws {
    let known = (0..<40).map { Double($0) / 8 }
    let coder = try coder(windows(known, copies: 30, noise: 0.05, seed: 1) { sin(2 * $0) })
    #expect(coder.arrays["condition centres"]?.shape == [40, 1])
    for condition in stride(from: 0.06, to: 4.8, by: 0.25) {
      for (time, value) in mean(coder, at: condition).enumerated() {
        // The noise of a mean of 30, five times, and what is lost between two conditions.
        #expect(abs(value - Double(time + 1) * sin(2 * condition)) < 0.06, "\(condition) at \(time)")
      }
    }
  }

  /// Noise is not bent to: beside a line the mean stays within what the line's own error is.
  @Test(arguments: 0..<6)
  func noiseIsNotLearnt(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), stream: 9)
    let known = (0..<100).map { _ in stream.normal() }
    let coder = try coder(windows(known, copies: 1, noise: 1, seed: UInt64(seed) + 50) { 0.5 * $0 })
    var error = 0.0
    for condition in stride(from: -1.5, through: 1.5, by: 0.1) {
      for (time, value) in mean(coder, at: condition).enumerated() {
        error += pow(value - 0.5 * Double(time + 1) * condition, 2) / 31 / 3
      }
    }
    // A line's own has a mean square of about 2/100; one that went through the data would have that of the noise, 1.
    #expect(error < 0.12, "\(error)")
  }

  /// Copies of a condition say how its noise averages, not how the mean goes on: one value that is off is not gone through because it comes often.
  @Test func copiesAreOneCondition() throws {
    // Each condition has an offset of its own that all its windows share, as initial fields do that are joined with the same boundaries.
    var stream = RandomStream(seed: 5, stream: 9)
    let known = (0..<50).map { Double($0) / 10 }
    let offsets = known.map { _ in 0.3 * stream.normal() }
    let coder = try coder(windows(known, copies: 20, noise: 0.01, seed: 3) { $0 + offsets[Int(($0 * 10).rounded())] })
    var (toLine, toOffsets) = (0.0, 0.0)
    for (number, condition) in known.enumerated() {
      let value = mean(coder, at: condition)[0]
      toLine += pow(value - condition, 2) / 50
      toOffsets += pow(value - condition - offsets[number], 2) / 50
    }
    #expect(toLine < 0.03 && toOffsets > 0.045, "\(toLine), \(toOffsets)")
  }

  /// A mean that bends comes back from its arrays to the last bit.
  @Test func bendsComeBackFromArrays() throws {
    let states = windows((0..<40).map { Double($0) / 8 }, copies: 10, noise: 0.05, seed: 1) { sin(2 * $0) }
    let coder = try coder(states)
    #expect(coder.arrays["condition centres"] != nil)
    let again = try SeriesCoder(coder.arrays, chart: coder.chart, length: 3, conditionCount: 1)
    for condition in [-1, 0.3, 2.7, 9] { #expect(mean(again, at: condition) == mean(coder, at: condition)) }
    for name in ["condition centres", "condition bends", "condition reach"] {
      var arrays = StoredArrays()
      for entry in coder.arrays.entries where entry.name != name { arrays.store(entry.name, shape: entry.shape, entry.values) }
      #expect(throws: ModelError.self, "\(name)") { try SeriesCoder(arrays, chart: coder.chart, length: 3, conditionCount: 1) }
    }
  }

  /// Conditions of one unit keep their proportions.
  @Test func conditionsOfOneUnit() throws {
    let array = SeriesArray(count: 4, length: 1, channels: 1, values: [1, 2, 4, 3])
    let states = SeriesStates(array, times: [0], conditions: [0, 0, 2, 0.1, 4, 0, 6, 0.1], conditionCount: 2)
    let chart = try LawChart([], channels: ["a"], times: [0])
    for sharesUnit in [false, true] {
      let coder = try SeriesCoder(fitting: states, chart: chart, noise: .white, marginals: .scaled, conditionsShareUnit: sharesUnit, seed: 1)
      let deviations = coder.conditionScales.map(\.deviation)
      #expect(abs(deviations[0] - 5.0.squareRoot()) < 1e-12)
      #expect(abs(deviations[1] - (sharesUnit ? 5.0.squareRoot() : 0.05)) < 1e-12)
    }
  }
}
