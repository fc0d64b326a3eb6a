internal import Networks
internal import Tensors

/// The network of `ContextEncoder`: [rows, times, channels] → [rows, times, outputs].
///
/// A linear layer, then residual blocks of two convolutions each of three taps, of dilation 2^i in block i, with a GELU before each convolution. A tap
/// that never meets a time of the series, since its dilation is at least the length, meets only zeros: it has no parameters.
struct ContextNetwork: Sendable {
  /// Three taps, or one.
  private struct Convolution: Sendable {
    /// [taps · inputs, outputs]
    let weight: Parameter
    let bias: Parameter
    /// 0: one tap.
    let dilation: Int

    /// Parameters start as normal numbers with the variance of PyTorch's uniform law, 1/(3 fan) for a fan of all taps, also of those left out.
    init(_ tree: inout ParameterTree, _ name: String, _ inputs: Int, _ outputs: Int, taps: Int = 3, dilation: Int, length: Int) {
      let isWide = taps > 1 && dilation < length
      self.dilation = isWide ? dilation : 0
      let law = InitialLaw.normal(deviation: (1 / Double(3 * taps * inputs)).squareRoot())
      (weight, bias) = tree.scope(name) { tree in
        (tree.declare("weight", [isWide ? taps * inputs : inputs, outputs], law), tree.declare("bias", [outputs], law))
      }
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      var taps = x
      if dilation > 0 {
        let padded = x.padded(axis: 1, before: dilation, after: dilation)
        let shifted = (1...2).map { tap in padded.slice(axis: 1, tap * dilation..<tap * dilation + x.shape[1]) }
        taps = padded.slice(axis: 1, 0..<x.shape[1]).concatenated(with: shifted, axis: 2)
      }
      return taps.matrixProduct(weight.tensor(in: x.trace)) + bias.tensor(in: x.trace)
    }
  }

  private struct Block: Sendable {
    let first: Convolution
    let second: Convolution
    let projection: Convolution?

    func callAsFunction(_ x: Tensor, _ inside: Tensor?) -> Tensor {
      // Zeros outside a crop before each convolution are what padding is to a series that ends there.
      func within(_ y: Tensor) -> Tensor { inside.map { y * $0 } ?? y }
      return (projection?(x) ?? x) + second(within(first(within(x.gelu())).gelu()))
    }
  }

  private let input: Convolution
  private let blocks: [Block]

  init(_ tree: inout ParameterTree, channels: Int, length: Int, hidden: Int = 64, outputs: Int = 320, depth: Int = 10) {
    input = Convolution(&tree, "input", channels, hidden, taps: 1, dilation: 0, length: length)
    blocks = (0...depth).map { number in
      let width = number == depth ? outputs : hidden
      return tree.scope("block\(number)") { tree in
        Block(
          first: Convolution(&tree, "first", hidden, width, dilation: 1 << number, length: length),
          second: Convolution(&tree, "second", width, width, dilation: 1 << number, length: length),
          projection: number == depth ? Convolution(&tree, "projection", hidden, width, taps: 1, dilation: 0, length: length) : nil)
      }
    }
  }

  /// - Parameters:
  ///   - seen: [rows, times, 1], 0 where the projected input is hidden; nil: everything is seen.
  ///   - inside: [rows, times, 1], 0 outside a crop; nil: all is inside.
  func callAsFunction(_ x: Tensor, seen: Tensor? = nil, inside: Tensor? = nil) -> Tensor {
    let projected = input(x)
    return blocks.reduce(seen.map { projected * $0 } ?? projected) { $1($0, inside) }
  }

  /// The greatest value over time: one vector for each series.
  func embedding(_ x: Tensor) -> Tensor { self(x).maximum(axis: 1) }
}
