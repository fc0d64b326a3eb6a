import Foundation
import Tensors
import Testing
import TimeSeriesDomain

/// Places in the intervals of atoms: the right law at each time, as slow as the channel from time to time, and back to the same value.
@Suite struct AtomPlacesTests {
  /// An autoregression of variance one, half of it read to a quarter.
  private static func readings(memory: Double, windows: Int, length: Int) -> SeriesArray {
    var array = SeriesArray(zeros: windows, length: length, channels: 1)
    for window in 0..<windows {
      var stream = RandomStream(seed: 5, stream: 1, index: UInt32(window))
      var state = stream.normal()
      for time in 0..<length {
        array[window, time, 0] = stream.uniform() < 0.5 ? (4 * state).rounded() / 4 : state
        state = memory * state + (1 - memory * memory).squareRoot() * stream.normal()
      }
    }
    return array
  }

  private static let (windows, length) = (3000, 12)

  /// z of the readings, and the coder.
  private static func scores(memory: Double) throws -> (SeriesArray, SeriesCoder, Tensors.DenseMatrix) {
    let array = readings(memory: memory, windows: windows, length: length)
    let chart = try LawChart([], channels: ["a"], times: (0..<length).map(Double.init))
    let states = SeriesStates(array, times: chart.times)
    let coder = try SeriesCoder(fitting: states, chart: chart, noise: .white, seed: 1)
    #expect(coder.marginals[0].drawsPlaces)
    return (array, coder, coder.scores(of: states, seed: 2))
  }

  @Test(arguments: [0, 0.7, 0.995])
  func scoresAreNormalAndComeBack(memory: Double) throws {
    let (array, coder, z) = try Self.scores(memory: memory)
    // Atoms come back as they were; the few values at the ends that come too seldom to be atoms do to rounding.
    let farthest = zip(coder.values(of: z, conditions: [], conditionCount: 0).values, array.values).map { abs($0 - $1) }.max() ?? 1
    #expect(farthest < 1e-12)
    // Rounding takes a little of the correlation of neighbours.
    #expect(abs(coder.memories[0] - memory) < 0.03)
    for time in [0, Self.length - 1] {
      let column = (0..<Self.windows).map { z[$0, time] }
      let mean = column.reduce(0, +) / Double(Self.windows)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(Self.windows)
      // Five standard errors of 3,000 windows.
      #expect(abs(mean) < 0.1 && abs(variance - 1) < 0.13, "\(mean), \(variance)")
    }
  }

  /// Where a slow reading stands still, z moves much less than an interval is wide; where readings do not depend on each other, places do not either.
  @Test func placesAreAsSlowAsTheChannel() throws {
    func motion(memory: Double) throws -> Double {
      let (array, _, z) = try Self.scores(memory: memory)
      var (sum, count) = (0.0, 0.0)
      for window in 0..<Self.windows {
        for time in 1..<Self.length where array[window, time, 0] == array[window, time - 1, 0] && abs(array[window, time, 0]) < 1.1 {
          sum += (z[window, time] - z[window, time - 1]) * (z[window, time] - z[window, time - 1])
          count += 1
        }
      }
      // Independent places in an interval that is half of 1/4 wide, as half of the readings are exact: 1/64/6.
      return sum / count * 384
    }
    #expect(abs(try motion(memory: 0) - 1) < 0.1)
    #expect(try motion(memory: 0.995) < 0.03)
  }
}
