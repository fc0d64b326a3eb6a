public import Tensors

/// A gated recurrent unit over the second axis, [batch, n, inputs] → all states [batch, n, hidden], from h₀ = 0.
///
///     r_t = σ(W_r x_t + U_r h_{t−1} + b_r)
///     z_t = σ(W_z x_t + U_z h_{t−1} + b_z)
///     c_t = tanh(W_c x_t + b_c + r_t ∘ (U_c h_{t−1} + d))
///     h_t = (1 − z_t) ∘ c_t + z_t ∘ h_{t−1}
///
/// This is PyTorch's convention: z keeps the old state, and r acts after the product with U_c, on its bias d too. The two biases that PyTorch has for r
/// and for z only ever occur as sums, and are one here. The input products of all times are one product; the recurrence is unrolled, so that the size
/// of the program grows with n.
///
/// Source: K. Cho et al., EMNLP 2014.
public struct GatedRecurrentUnit: Sendable {
  /// [inputs, 3 hidden], in the order r, z, c, as all that follows.
  let inputWeight: Parameter
  let inputBias: Parameter
  /// [hidden, 3 hidden]
  let stateWeight: Parameter
  let candidateBias: Parameter
  public let hidden: Int

  /// Weights start as N(0, 1/(3 hidden)), the variance of PyTorch's uniform law; biases start at zero.
  public init(_ tree: inout ParameterTree, _ name: String, _ inputs: Int, _ hidden: Int) {
    self.hidden = hidden
    let law = InitialLaw.normal(deviation: (1 / Double(3 * max(hidden, 1))).squareRoot())
    (inputWeight, inputBias, stateWeight, candidateBias) = tree.scope(name) { tree in
      (
        tree.declare("inputWeight", [inputs, 3 * hidden], law), tree.declare("inputBias", [3 * hidden], .constant(0)),
        tree.declare("stateWeight", [hidden, 3 * hidden], law), tree.declare("candidateBias", [hidden], .constant(0))
      )
    }
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let states = states(x)
    guard let first = states.first else { return x.trace.reject("a recurrence over a tensor of shape \(x.shape)") }
    return first.stacked(with: Array(states.dropFirst()), axis: 1)
  }

  /// The state after each time, [batch, hidden] each; where only the last is used this saves their laying side by side.
  public func states(_ x: Tensor) -> [Tensor] {
    let trace = x.trace
    guard x.rank == 3, x.shape[1] > 0 else {
      _ = trace.reject("a recurrence over a tensor of shape \(x.shape)")
      return []
    }
    let inputs = x.matrixProduct(inputWeight.tensor(in: trace)) + inputBias.tensor(in: trace)
    let (weight, bias) = (stateWeight.tensor(in: trace), candidateBias.tensor(in: trace))
    let (gates, candidate) = (0..<2 * hidden, 2 * hidden..<3 * hidden)
    var states: [Tensor] = []
    for time in 0..<x.shape[1] {
      let input = inputs.element(axis: 1, time)
      let inputGates = input.slice(axis: 1, gates)
      let inputCandidate = input.slice(axis: 1, candidate)
      guard let state = states.last else {
        let opened = inputGates.sigmoid()
        let new = (inputCandidate + opened.slice(axis: 1, 0..<hidden) * bias).hyperbolicTangent()
        states.append(new - opened.slice(axis: 1, hidden..<2 * hidden) * new)
        continue
      }
      let product = state.matrixProduct(weight)
      let opened = (inputGates + product.slice(axis: 1, gates)).sigmoid()
      let reset = opened.slice(axis: 1, 0..<hidden)
      let kept = opened.slice(axis: 1, hidden..<2 * hidden)
      let new = (inputCandidate + reset * (product.slice(axis: 1, candidate) + bias)).hyperbolicTangent()
      states.append(new + kept * (state - new))
    }
    return states
  }
}
