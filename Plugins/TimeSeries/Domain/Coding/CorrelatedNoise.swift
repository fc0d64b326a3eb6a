internal import Tensors
/// temporary
enum CorrelatedNoise {
  static func whitening(_ noise: SeriesNoise, fittedTo z: DenseMatrix, mean: [Double], times: [Double], channels: Int) throws -> Whitening {
    Whitening(length: times.count, channels: channels, mean: mean)
  }
}
