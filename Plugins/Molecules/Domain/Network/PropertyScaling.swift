internal import Foundation

/// How a property goes into the network: z = (v − m)/s, and exp(−½ ((z − c)/w)²) for centres c from −3 to 3, w their distance.
public struct PropertyScaling: Hashable, Sendable, Codable {
  /// m and s, in the property's unit.
  public let mean: Double
  public let deviation: Double

  static var count: Int { 1 + centres.count }
  private static let centres: [Double] = (0..<13).map { -3 + 0.5 * Double($0) }
  private static var spacing: Double { 0.5 }

  public init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }

  /// - Parameter values: of the training molecules; where all are alike the deviation is taken as one.
  public init(of values: [Double]) {
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0, +) / count
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    self.init(mean: mean, deviation: deviation > 0 && deviation.isFinite ? deviation : 1)
  }

  func features(_ value: Double) -> [Double] {
    // A value far outside the data is answered as one at their edge.
    let z = min(max((value - mean) / deviation, -8), 8)
    return [z]
      + Self.centres.map { centre -> Double in
        let offset = (z - centre) / Self.spacing
        return exp(-0.5 * offset * offset)
      }
  }
}
