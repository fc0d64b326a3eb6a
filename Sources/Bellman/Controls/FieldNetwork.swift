public import Networks
public import Tensors

/// A perceptron as a control: features of the state and of time in, a tangent vector out, projected onto the tangent
/// space.
///
/// For spaces whose tangent layout has one part.
public struct FieldNetwork<Space: RiemannianSpace>: ControlNetwork {
  public let space: Space
  public let parameters: ParameterTree
  private let perceptron: TimedPerceptron

  /// - Parameters:
  ///   - width, depth: of the hidden layers.
  ///   - featureCount: how many numbers `features` makes of a state.
  public init(
    _ space: Space, width: Int, depth: Int, activation: Activation = .silu, timeFeatureCount: Int = 8,
    featureCount: Int,
    features: @escaping @Sendable (NamedTensors) -> Tensor
  ) {
    self.space = space
    var tree = ParameterTree()
    perceptron = TimedPerceptron(
      &tree, width: width, depth: depth, outputs: space.tangentLayout.elementCount, activation: activation,
      timeFeatureCount: timeFeatureCount, featureCount: featureCount, lastLaw: .constant(0), features: features)
    parameters = tree
  }

  public func callAsFunction(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    let answer = perceptron(state, time: time)
    guard space.tangentLayout.parts.count == 1 else {
      _ = state.trace.reject(
        "a field network on \(space.name), whose tangent vectors have \(space.tangentLayout.parts.count) parts")
      return NamedTensors(space.tangentLayout, space.tangentLayout.parts.map { _ in answer })
    }
    let vector = NamedTensors(space.tangentLayout, [answer])
    return space.tangentPart(vector, at: state)
  }
}
