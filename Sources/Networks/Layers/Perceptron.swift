public import Tensors

/// Linear layers with an activation between them.
public struct Perceptron: Sendable {
  public let layers: [Linear]
  public let activation: Activation

  /// - Parameters:
  ///   - widths: inputs, hidden widths, outputs.
  ///   - lastLaw: initial law of the last layer's weights; zero starts the network at zero.
  public init(
    _ tree: inout ParameterTree, _ name: String, widths: [Int], activation: Activation = .silu, lastLaw: InitialLaw? = nil
  ) {
    self.activation = activation
    layers = tree.scope(name) { tree in
      zip(widths, widths.dropFirst()).enumerated().map { index, pair in
        Linear(&tree, "\(index)", pair.0, pair.1, law: index == widths.count - 2 ? lastLaw : nil)
      }
    }
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    var value = x
    for (index, layer) in layers.enumerated() {
      value = layer(value)
      if index < layers.count - 1 { value = activation(value) }
    }
    return value
  }
}
