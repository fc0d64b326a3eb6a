extension Templates {
  /// The baseline.
  static let law = #"""
    public import Bellman
    internal import Foundation

    /// A Gaussian law with independent coordinates, fitted to states: the least that a learned control must beat.
    public struct GaussianLaw: StoredDensityModel {
      static let kind = "gaussian"

      public let mean: [Double]
      public let deviation: [Double]

      public init(fittedTo states: StateBatch) {
        let (rows, size) = (max(states.count, 1), states.layout.elementCount)
        func average(_ column: Int, _ body: (Double) -> Double) -> Double {
          (0..<states.count).reduce(0) { $0 + body(states.values[0][$1 * size + column]) } / Double(rows)
        }
        let mean = (0..<size).map { average($0) { $0 } }
        self.mean = mean
        deviation = (0..<size).map { column in
          max(average(column) { ($0 - mean[column]) * ($0 - mean[column]) }.squareRoot(), 1e-6)
        }
      }

      init(from arrays: StoredArrays) throws {
        mean = try arrays.array("mean", rank: 1).values
        deviation = try arrays.array("deviation", rank: 1).values
        guard mean.count == deviation.count, deviation.allSatisfy({ $0 > 0 }) else {
          throw ModelError("the stored Gaussian law has \(mean.count) means and deviations \(deviation)")
        }
      }

      public var name: String { "Gaussian law" }
      public var kind: String { Self.kind }

      public var arrays: StoredArrays {
        var arrays = StoredArrays()
        arrays.store("mean", shape: [mean.count], mean)
        arrays.store("deviation", shape: [deviation.count], deviation)
        return arrays
      }

      public func logDensity(_ states: StateBatch) -> [Double] {
        (0..<states.count).map { row in
          states.vector(row).enumerated().reduce(0) { sum, entry in
            let standard = (entry.element - mean[entry.offset]) / deviation[entry.offset]
            return sum - 0.5 * standard * standard - log(deviation[entry.offset]) - 0.5 * log(2 * .pi)
          }
        }
      }

      public func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
        var draws = randomness.normals(StateLayout(vector: mean.count), count: count)
        for index in draws.values[0].indices {
          let column = index % mean.count
          draws.values[0][index] = mean[column] + deviation[column] * draws.values[0][index]
        }
        return draws
      }
    }
    """#
}
