internal import Files
internal import Foundation
internal import Tensors

/// Noise that is correlated in time, channel by channel, as a kernel fitted to the data says.
enum CorrelatedNoise {
  /// A share of white noise in every kernel, so that smooth ones can be inverted.
  private static var nugget: Double { 1e-6 }

  /// y = L⁻¹ (z − μ)/s, with L of each channel's kernel and s so that y has a variance of one in the mean.
  /// - Parameter z: [windows, length · channels].
  static func whitening(_ noise: SeriesNoise, fittedTo z: DenseMatrix, mean: [Double], times: [Double], channels: Int) throws -> Whitening {
    let length = times.count
    guard length * channels <= Whitening.greatestDense else {
      throw ProgramError(
        .usage, "--noise \(noise.rawValue) for windows of \(length * channels) values, where \(Whitening.greatestDense) is the most",
        remedy: "use --noise data or white, or shorter windows")
    }
    var centred = SeriesArray(count: z.rows, length: length, channels: channels, values: z.values)
    for place in centred.values.indices { centred.values[place] -= mean[place % mean.count] }
    let family: TemporalKernelFit.Family = noise == .matern ? .maternFiveHalves : .ornsteinUhlenbeck
    let factors = try (0..<channels).map { channel in
      let fit = try TemporalKernelFit(centred, times: times, channel: channel, families: [family])
      return try TemporalFactor(fit.kernel.scaled(by: 1 / max(fit.kernel.variance, .leastNormalMagnitude)), times: times, nugget: nugget)
    }
    let (colouring, whitening) = (factors.map { matrix($0, .colour) }, factors.map { matrix($0, .whiten) })
    let white = Whitening(length: length, channels: channels, mean: mean, colouring: colouring, whitening: whitening, scale: 1)
    let y = white.whitened(z).values
    let scale = (y.reduce(0) { $0 + $1 * $1 } / Double(max(y.count, 1))).squareRoot()
    return Whitening(length: length, channels: channels, mean: mean, colouring: colouring, whitening: whitening, scale: scale > 0 ? scale : 1)
  }

  /// Column t is the product with the t-th unit vector.
  private static func matrix(_ factor: TemporalFactor, _ product: TemporalFactor.Product) -> DenseMatrix {
    let length = factor.times.count
    var matrix = DenseMatrix(zeros: length, length)
    for column in 0..<length {
      var unit = [Double](repeating: 0, count: length)
      unit[column] = 1
      for (row, value) in factor.applying(product, to: unit).enumerated() { matrix[row, column] = value }
    }
    return matrix
  }
}
