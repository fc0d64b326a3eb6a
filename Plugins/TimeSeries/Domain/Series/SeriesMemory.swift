internal import Foundation

/// How one channel depends on its own past: mean power spectrum and autocorrelation of many windows.
public struct SeriesMemory: Hashable, Sendable {
  /// (cycles a window, mean |Σ x_t e^{−2πi f t/T}|²/T), from one cycle on; each window without its mean.
  public let spectrum: [SIMD2<Double>]
  /// Of rows so far apart, from 0 on, about the mean of all windows.
  public let autocorrelation: [Double]

  private static var greatestCount: Int { 400 }

  public init(_ array: SeriesArray, channel: Int) {
    let (length, count) = (array.length, min(array.count, Self.greatestCount))
    let rows = (0..<count).map { number -> [Double] in
      let window = number * array.count / max(count, 1)
      return (0..<length).map { array[window, $0, channel] }
    }.filter { $0.allSatisfy(\.isFinite) }
    let total = Double(max(rows.count, 1))
    let mean = rows.reduce(0) { $0 + $1.reduce(0, +) } / (total * Double(length))
    spectrum = (1..<max(length / 2 + 1, 2)).map { frequency in
      var power = 0.0
      for row in rows {
        let own = row.reduce(0, +) / Double(length)
        var (real, imaginary) = (0.0, 0.0)
        for (time, value) in row.enumerated() {
          let angle = 2 * Double.pi * Double(frequency * time) / Double(length)
          real += (value - own) * cos(angle)
          imaginary += (value - own) * sin(angle)
        }
        power += (real * real + imaginary * imaginary) / Double(length)
      }
      return SIMD2(Double(frequency), power / total)
    }
    let products = (0..<length).map { lag -> Double in
      var sum = 0.0
      for row in rows { for time in 0..<length - lag { sum += (row[time] - mean) * (row[time + lag] - mean) } }
      return sum / (total * Double(length - lag))
    }
    autocorrelation = products.map { products[0] > 0 ? $0 / products[0] : 0 }
  }
}
