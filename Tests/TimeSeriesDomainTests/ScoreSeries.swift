import Foundation
import Tensors
import TimeSeriesDomain

/// Series for the tests of scores and baselines: a stationary autoregression x_t = 0.8 x_{t−1} + 0.6 ε with channels that share a part of ε, from x₀ ~
/// N(0, 1).
struct ScoreSeries {
  var shift = 0.0
  var mixing = 0.6
  var length = 8
  var channels = 3

  func make(_ count: Int, seed: UInt64) -> SeriesArray {
    var series = SeriesArray(zeros: count, length: length, channels: channels)
    var stream = RandomStream(seed: seed, stream: 4711)
    for number in 0..<count {
      for time in 0..<length {
        let common = stream.normal()
        for channel in 0..<channels {
          let noise = mixing * common + (1 - mixing * mixing).squareRoot() * stream.normal()
          series[number, time, channel] = time == 0 ? noise : 0.8 * (series[number, time - 1, channel]) + 0.6 * noise
        }
      }
    }
    series.values = series.values.map { 0.5 + 0.1 * ($0 + shift) }
    return series
  }
}
