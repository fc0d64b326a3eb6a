public import Tensors

/// A convolution along the second axis, [batch, n, inputs] → [batch, n, outputs], with zeros beyond the ends.
///
/// y_t = b + Σ_s x_{t + (s − centre)·dilation} W_s: a sum of matrix products on shifted slices.
public struct Convolution1D: Sendable {
  let weight: Parameter
  let bias: Parameter
  public let width: Int
  public let dilation: Int

  /// - Parameters:
  ///   - width: number of taps, at least one; odd widths are centred, even ones look one step further ahead than back.
  ///   - dilation: distance between taps, at least one.
  public init(_ tree: inout ParameterTree, _ name: String, _ inputs: Int, _ outputs: Int, width: Int, dilation: Int = 1) {
    let width = max(width, 1)
    self.width = width
    self.dilation = max(dilation, 1)
    (weight, bias) = tree.scope(name) { tree in
      (
        tree.declare("weight", [width, inputs, outputs], .fan(width * inputs)),
        tree.declare("bias", [outputs], .constant(0))
      )
    }
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    guard x.rank == 3 else { return x.trace.reject("a convolution over a tensor of shape \(x.shape)") }
    let count = x.shape[1]
    let before = (width - 1) / 2 * dilation
    let after = (width - 1) * dilation - before
    let padded = x.padded(axis: 1, before: before, after: after)
    let weights = weight.tensor(in: x.trace)
    var sum = bias.tensor(in: x.trace).broadcast(to: x.shape.dropLast() + [bias.shape[0]])
    for tap in 0..<width {
      let start = tap * dilation
      sum = sum + padded.slice(axis: 1, start..<start + count).matrixProduct(weights.element(axis: 0, tap))
    }
    return sum
  }
}
