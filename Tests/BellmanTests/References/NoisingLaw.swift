import Foundation
import Testing

/// α(t) and γ(t) of a reference's noising X_t = αX₁ + γε with their derivatives, written down a second time.
struct NoisingLaw: Sendable, CustomTestStringConvertible {
  let name: String
  let scale: @Sendable (Double) -> Double
  let deviation: @Sendable (Double) -> Double
  let scaleSlope: @Sendable (Double) -> Double
  let deviationSlope: @Sendable (Double) -> Double

  var testDescription: String { name }

  static let linear = NoisingLaw(
    name: "linear", scale: { $0 }, deviation: { 1 - $0 }, scaleSlope: { _ in 1 }, deviationSlope: { _ in -1 })

  static func ornsteinUhlenbeck(_ horizon: Double) -> NoisingLaw {
    NoisingLaw(
      name: "Ornstein–Uhlenbeck", scale: { exp(-horizon * (1 - $0)) },
      deviation: { (1 - exp(-2 * horizon * (1 - $0))).squareRoot() },
      scaleSlope: { horizon * exp(-horizon * (1 - $0)) },
      deviationSlope: { t in
        let square = exp(-2 * horizon * (1 - t))
        return -horizon * square / (1 - square).squareRoot()
      })
  }

  static func varianceExploding(_ smallest: Double, _ largest: Double) -> NoisingLaw {
    let deviation: @Sendable (Double) -> Double = { largest * pow(smallest / largest, $0) }
    return NoisingLaw(
      name: "variance exploding", scale: { _ in 1 }, deviation: deviation, scaleSlope: { _ in 0 },
      deviationSlope: { log(smallest / largest) * deviation($0) })
  }
}
