import Networks
import Tensors

/// A perceptron over features of a state and of time.
struct TimedPerceptron: Sendable {
  private let perceptron: Perceptron
  private let timeFeatures: FourierFeatures
  private let features: @Sendable (NamedTensors) -> Tensor

  init(
    _ tree: inout ParameterTree, width: Int, depth: Int, outputs: Int, activation: Activation, timeFeatureCount: Int,
    featureCount: Int, lastLaw: InitialLaw, features: @escaping @Sendable (NamedTensors) -> Tensor
  ) {
    self.features = features
    timeFeatures = FourierFeatures(count: timeFeatureCount, lowest: 0.25, highest: 4)
    perceptron = Perceptron(
      &tree, "field",
      widths: [featureCount + timeFeatures.width + 1] + Array(repeating: max(width, 1), count: max(depth, 0)) + [outputs],
      activation: activation, lastLaw: lastLaw)
  }

  func callAsFunction(_ state: NamedTensors, time: Tensor) -> Tensor {
    let column = time.expandingAxis(-1)
    return perceptron(features(state).concatenated(with: [timeFeatures(column), column], axis: -1))
  }
}
