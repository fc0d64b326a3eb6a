public import Tensors

/// Scaled dot-product attention of a set or sequence with itself: [batch, n, width] → [batch, n, width].
///
/// Source: A. Vaswani et al., NeurIPS 2017, equation 1.
public struct SelfAttention: Sendable {
  public let heads: Int
  let queriesKeysValues: Linear
  let output: Linear

  /// - Parameter heads: a divisor of `width`.
  public init(_ tree: inout ParameterTree, _ name: String, width: Int, heads: Int) {
    self.heads = heads
    (queriesKeysValues, output) = tree.scope(name) { tree in
      (Linear(&tree, "qkv", width, 3 * width), Linear(&tree, "out", width, width))
    }
  }

  /// - Parameter mask: [batch, n] or nil; elements where it is 0 are not attended to.
  public func callAsFunction(_ x: Tensor, mask: Tensor? = nil) -> Tensor {
    guard x.rank == 3, heads > 0, x.shape[2] % heads == 0 else {
      return x.trace.reject("attention with \(heads) heads over a tensor of shape \(x.shape)")
    }
    let (batch, count, width) = (x.shape[0], x.shape[1], x.shape[2])
    let headWidth = width / heads
    let all = queriesKeysValues(x).reshaped([batch, count, 3, heads, headWidth])
    // [batch, heads, n, headWidth]: views, which the products read as they are.
    func part(_ index: Int) -> Tensor { all.element(axis: 2, index).transposed([0, 2, 1, 3]) }
    var scores = part(0).matrixProduct(part(1).transposed()) * (1 / Double(headWidth).squareRoot())
    if let mask { scores = scores + (mask.reshaped([batch, 1, 1, count]) - 1) * 1e9 }
    let mixed = scores.softmax(axis: -1).matrixProduct(part(2))
    return output(mixed.transposed([0, 2, 1, 3]).reshaped([batch, count, width]))
  }
}
