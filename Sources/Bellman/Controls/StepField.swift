public import Networks
public import Tensors

/// A perceptron as the law of a chain's steps: features of the state and of time in, a tangent vector, a width and a
/// direction out.
///
/// For spaces whose tangent layout is one vector.
public struct StepField<Space: RiemannianSpace>: StepNetwork {
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
    // Not zero: at u = 0 the law depends on u through its square alone, and a gradient would never move it.
    perceptron = TimedPerceptron(
      &tree, width: width, depth: depth, outputs: 2 * space.tangentLayout.elementCount + 1, activation: activation,
      timeFeatureCount: timeFeatureCount, featureCount: featureCount,
      lastLaw: .normal(deviation: 0.1 / Double(max(width, 1)).squareRoot()), features: features)
    parameters = tree
  }

  public func callAsFunction(_ state: NamedTensors, time: Tensor) -> StepLaw {
    let answer = perceptron(state, time: time)
    let size = space.tangentLayout.elementCount
    guard space.tangentLayout.parts.count == 1, space.tangentLayout.parts[0].shape.count == 1 else {
      _ = state.trace.reject("a step field on \(space.name), whose tangent vectors are not one vector")
      let parts = NamedTensors(space.tangentLayout, space.tangentLayout.parts.map { _ in answer })
      return StepLaw(move: parts, logWidth: time, direction: parts)
    }
    func vector(_ start: Int) -> NamedTensors {
      space.tangentPart(
        NamedTensors(space.tangentLayout, [answer.slice(axis: -1, start..<start + size)]), at: state)
    }
    return StepLaw(
      move: vector(0), logWidth: answer.slice(axis: -1, 2 * size..<2 * size + 1).sum(axis: -1), direction: vector(size))
  }
}
