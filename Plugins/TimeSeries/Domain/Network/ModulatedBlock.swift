internal import Networks
internal import Tensors

/// x ← x + attention(norm x); x ← x + feedForward(norm x), where a norm's scale and shift are answers to what moves it.
///
/// A sequence of one has no attention.
struct ModulatedBlock: Sendable {
  private let attention: SelfAttention?
  private let feedForward: Perceptron
  private let motions: [Linear]

  /// - Parameter heads: nil for sequences of one.
  init(_ tree: inout ParameterTree, _ name: String, width: Int, heads: Int?, hidden: Int) {
    (attention, feedForward, motions) = tree.scope(name) { tree in
      (
        heads.map { SelfAttention(&tree, "attention", width: width, heads: $0) },
        Perceptron(&tree, "feedForward", widths: [width, hidden, width], activation: .silu),
        (0..<(heads == nil ? 1 : 2)).map { Linear(&tree, "motion\($0)", width, 2 * width, law: .constant(0)) }
      )
    }
  }

  func callAsFunction(_ x: Tensor, mover: Tensor) -> Tensor {
    var x = x
    if let attention { x = x + attention(Self.moved(x, motions[1](mover))) }
    return x + feedForward(Self.moved(x, motions[0](mover)))
  }

  /// norm(x) · (1 + a) + b with a motion [batch, 2 · width].
  static func moved(_ x: Tensor, _ motion: Tensor) -> Tensor {
    let width = x.shape[x.rank - 1]
    let both = motion.expandingAxis(1)
    return x.layerNormalized() * (1 + both.slice(axis: -1, 0..<width)) + both.slice(axis: -1, width..<2 * width)
  }
}
