public import Tensors

extension ParameterTree {
  /// Declares the gradient of `loss` with respect to every parameter as outputs, summed over micro-batches.
  ///
  /// Declared before any other sum, they stand in the executor's sums exactly as the parameters stand in their vector.
  public func outputGradient(of loss: Tensor) {
    let gradients = loss.gradient(entries.map { $0.parameter.tensor(in: loss.trace) })
    for (entry, gradient) in zip(entries, gradients) {
      loss.trace.output("gradient of \(entry.parameter.name)", gradient, .sum)
    }
  }
}
