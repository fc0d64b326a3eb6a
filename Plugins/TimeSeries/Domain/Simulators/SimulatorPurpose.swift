internal import Foundation
internal import Tensors

/// Streams of randomness of the simulators: one for each, and one for each of the two parts of a field.
enum SimulatorPurpose: UInt32 {
  case kepler = 0x1_0100
  case pendulum, doublePendulum, predators, epidemic, kinetics, circuit, reservoir, attractor
  case heatPhase, heatViscosity
  case burgersFront, burgersInflow
  case reactionProfile, reactionFluxes
}

extension RandomStream {
  /// Uniform on a range.
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// Its logarithm is uniform on the range of logarithms.
  mutating func logUniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound * pow(range.upperBound / range.lowerBound, uniform())
  }
}
