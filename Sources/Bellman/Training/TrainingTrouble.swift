/// Why a step was not taken, and the run went back.
public enum TrainingTrouble: Hashable, Sendable, Codable, CustomStringConvertible {
  case lossNotFinite
  /// The gradient's norm is not finite, or too large for its square to be kept in single precision.
  case gradientNotFinite
  /// The loss stayed above the greatest that its recent past makes credible.
  case lossExploded(loss: Double, threshold: Double)
  case parametersNotFinite
  case validationLossNotFinite

  public var description: String {
    switch self {
    case .lossNotFinite: "the loss is not finite"
    case .gradientNotFinite: "the gradient is not finite"
    case .lossExploded(let loss, let threshold): "the loss exploded: \(Float(loss)) is above \(Float(threshold))"
    case .parametersNotFinite: "a parameter is not finite"
    case .validationLossNotFinite: "the validation loss is not finite"
    }
  }
}
