extension Tensor {
  /// exp(x) / Σ exp(x) along an axis, safe for large x.
  public func softmax(axis: Int) -> Tensor {
    let shifted = self - maximum(axis: axis, keepingAxis: true).stoppingGradient()
    let weights = shifted.exponential()
    return weights * weights.sum(axis: axis, keepingAxis: true).reciprocal()
  }

  /// log Σ exp(x) along an axis, which is taken away; safe for large x.
  public func logSumExp(axis: Int) -> Tensor {
    let largest = maximum(axis: axis, keepingAxis: true).stoppingGradient()
    let sum = (self - largest).exponential().sum(axis: axis, keepingAxis: true).logarithm() + largest
    let place = self.axis(axis)
    return sum.reshaped(shape.enumerated().filter { $0.offset != place }.map(\.element))
  }

  /// (x − mean) / √(variance + ε) along the last axis.
  public func layerNormalized(epsilon: Double = 1e-5) -> Tensor {
    let centred = self - mean(axis: -1, keepingAxis: true)
    let variance = centred.square().mean(axis: -1, keepingAxis: true)
    return centred * (variance + epsilon).reciprocalSquareRoot()
  }
}
