public import Tensors

/// A linear layer on ordered pairs, y_ij = A zᵢ + B zⱼ + Σ_c s_ij,c w_c + b, without ever forming the pairs' inputs.
///
/// It is the function W [zᵢ, zⱼ, s_ij] + b, with the products taken at the n elements rather than at the n² pairs.
public struct PairLinear: Sendable {
  let first: Linear
  let second: Linear
  let scalars: Parameter?

  /// - Parameters:
  ///   - inputs: width of z; `scalarInputs`: number of numbers that belong to a pair.
  public init(_ tree: inout ParameterTree, _ name: String, inputs: Int, scalarInputs: Int, outputs: Int) {
    let law = InitialLaw.fan(2 * inputs + scalarInputs)
    (first, second, scalars) = tree.scope(name) { tree in
      (
        Linear(&tree, "first", inputs, outputs, law: law),
        Linear(&tree, "second", inputs, outputs, hasBias: false, law: law),
        scalarInputs > 0 ? tree.declare("scalars", [scalarInputs, outputs], law) : nil
      )
    }
  }

  /// z [batch, n, inputs] and numbers of pairs, each [batch, n, n, 1] → [batch, n, n, outputs].
  public func callAsFunction(_ z: Tensor, _ pairScalars: [Tensor]) -> Tensor {
    guard z.rank == 3, pairScalars.count == scalars?.shape[0] ?? 0 else {
      return z.trace.reject(
        "a layer on pairs with \(scalars?.shape[0] ?? 0) numbers a pair is given \(pairScalars.count), and elements of shape \(z.shape)"
      )
    }
    var sum = first(z).expandingAxis(2) + second(z).expandingAxis(1)
    if let scalars {
      let weights = scalars.tensor(in: z.trace)
      for (index, number) in pairScalars.enumerated() { sum = sum + number * weights.element(axis: 0, index) }
    }
    return sum
  }
}
