internal import Foundation

/// How molecules go into the network and come out of it: their positions by the level of noise, and their property.
///
/// With c = (σ² + s²)^{−½} the network sees y = c x of standard deviation one, and the denoised positions are
/// D = s²c² x + σ s c F, so that F has something of size one to learn at every level.
/// Source: T. Karras et al., NeurIPS 2022, table 1.
public struct MoleculeScaling: Hashable, Sendable, Codable {
  /// s, the standard deviation of a coordinate of the data, in Å.
  public let dataDeviation: Double
  /// Nil for molecules without a property.
  public let property: PropertyScaling?

  public init(dataDeviation: Double, property: PropertyScaling? = nil) {
    self.dataDeviation = dataDeviation
    self.property = property
  }

  public init(of states: MoleculeStates) {
    self.init(
      dataDeviation: states.coordinateDeviation, property: states.properties.map { PropertyScaling(of: $0) })
  }

  private func factor(_ deviation: Double) -> Double {
    1 / (deviation * deviation + dataDeviation * dataDeviation).squareRoot()
  }

  /// c
  func input(_ deviation: Double) -> Double { factor(deviation) }
  /// s²c²
  func skip(_ deviation: Double) -> Double {
    let factor = factor(deviation)
    return dataDeviation * dataDeviation * factor * factor
  }
  /// σ s c
  func output(_ deviation: Double) -> Double { deviation * dataDeviation * factor(deviation) }
}
