internal import Foundation

/// A data set for the quickstart of a new package: a noisy ring in the plane, from a low-discrepancy sequence.
///
/// Only sums, products and quotients are taken, so that the file is the same everywhere, to its last digit.
enum ExampleData {
  static let rowCount = 2000
  /// Of the file, which ends with a newline.
  static let sha256 = "e7bfbc84a6d83d9a9e4f60e72daac4cc27244acb7dc6fa5b8173db10871afdf7"

  static var csv: String {
    // Fractional parts of i·(1/ρ, 1/ρ², …, 1/ρ⁵) with ρ⁶ = ρ + 1 fill the unit cube evenly.
    let ratio = 1.1347241384015194
    let rows = (1...rowCount).map { row in
      var power = 1.0
      let place = (0..<5).map { _ in
        power /= ratio
        return (0.5 + Double(row) * power).truncatingRemainder(dividingBy: 1)
      }
      // The right half of the circle in its rational form, or its mirror image; a radius around one.
      let t = 2 * place[0] - 1
      let side = place[1] < 0.5 ? -1.0 : 1
      let radius = 1 + 0.2 * (place[2] + place[3] + place[4] - 1.5)
      return String(
        format: "%.6f,%.6f", radius * side * (1 - t * t) / (1 + t * t), radius * 2 * t / (1 + t * t))
    }
    return (["x,y"] + rows).joined(separator: "\n")
  }
}
