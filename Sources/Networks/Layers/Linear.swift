public import Tensors

/// y = x W + b over the last axis: [.., inputs] → [.., outputs].
public struct Linear: Sendable {
  public let weight: Parameter
  public let bias: Parameter?

  /// - Parameter law: initial law of W; N(0, 1/inputs) when nil. The bias starts at zero.
  public init(
    _ tree: inout ParameterTree, _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true, law: InitialLaw? = nil
  ) {
    (weight, bias) = tree.scope(name) { tree in
      let weight = tree.declare("weight", [inputs, outputs], law ?? .fan(inputs))
      return (weight, hasBias ? tree.declare("bias", [outputs], .constant(0)) : nil)
    }
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let product = x.matrixProduct(weight.tensor(in: x.trace))
    guard let bias else { return product }
    return product + bias.tensor(in: x.trace)
  }
}
