public import Tensors

/// x ← x + attention(norm x); x ← x + feedForward(norm x): a pre-norm block without learned scale in the norm.
public struct TransformerBlock: Sendable {
  let attention: SelfAttention
  let feedForward: Perceptron

  public init(_ tree: inout ParameterTree, _ name: String, width: Int, heads: Int, hidden: Int) {
    (attention, feedForward) = tree.scope(name) { tree in
      (
        SelfAttention(&tree, "attention", width: width, heads: heads),
        Perceptron(&tree, "feedforward", widths: [width, hidden, width], activation: .gelu)
      )
    }
  }

  /// x [batch, n, width]; `mask` [batch, n] or nil.
  public func callAsFunction(_ x: Tensor, mask: Tensor? = nil) -> Tensor {
    let attended = x + attention(x.layerNormalized(), mask: mask)
    return attended + feedForward(attended.layerNormalized())
  }
}
