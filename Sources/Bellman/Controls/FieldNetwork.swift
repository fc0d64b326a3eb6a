public import Networks
public import Tensors

/// A perceptron as a control: features of the state and of time in, a tangent vector out, projected onto the tangent
/// space.
///
/// For spaces whose tangent layout has one part.
public struct FieldNetwork<Space: RiemannianSpace>: ControlNetwork {
  public let space: Space
  public let parameters: ParameterTree
  private let perceptron: Perceptron
  private let timeFeatures: FourierFeatures
  private let features: @Sendable (NamedTensors) -> Tensor

  /// - Parameters:
  ///   - width, depth: of the hidden layers.
  ///   - featureCount: how many numbers `features` makes of a state.
  public init(
    _ space: Space, width: Int, depth: Int, activation: Activation = .silu, timeFeatureCount: Int = 8,
    featureCount: Int,
    features: @escaping @Sendable (NamedTensors) -> Tensor
  ) {
    self.space = space
    self.features = features
    timeFeatures = FourierFeatures(count: timeFeatureCount, lowest: 0.25, highest: 4)
    var tree = ParameterTree()
    let inputs = featureCount + timeFeatures.width + 1
    perceptron = Perceptron(
      &tree, "field",
      widths: [inputs] + Array(repeating: max(width, 1), count: max(depth, 0)) + [space.tangentLayout.elementCount],
      activation: activation, lastLaw: .constant(0))
    parameters = tree
  }

  public func callAsFunction(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    let column = time.expandingAxis(-1)
    let input = features(state).concatenated(with: [timeFeatures(column), column], axis: -1)
    guard space.tangentLayout.parts.count == 1 else {
      _ = state.trace.reject(
        "a field network on \(space.name), whose tangent vectors have \(space.tangentLayout.parts.count) parts")
      return NamedTensors(space.tangentLayout, space.tangentLayout.parts.map { _ in input })
    }
    let vector = NamedTensors(space.tangentLayout, [perceptron(input)])
    return space.tangentPart(vector, at: state)
  }
}
