internal import Crypto
internal import Foundation

/// A data set for the quickstart of a new package: a ring in the plane, from a low-discrepancy sequence and so the same
/// everywhere.
struct ExampleData {
  static let rowCount = 2000

  let csv: String

  init() {
    // The fractional parts of i·(1/ρ, 1/ρ², 1/ρ³) fill the unit cube evenly; ρ⁴ = ρ + 1.
    let ratio = 1.2207440846057596
    func place(_ row: Int, _ power: Double) -> Double { (0.5 + Double(row + 1) * pow(ratio, -power)).truncatingRemainder(dividingBy: 1) }
    let rows = (0..<Self.rowCount).map { row in
      let normal = (-2 * log(1 - place(row, 1))).squareRoot() * cos(2 * .pi * place(row, 2))
      let (radius, angle) = (1 + 0.1 * normal, 2 * Double.pi * place(row, 3))
      return String(format: "%.6f,%.6f", radius * cos(angle), radius * sin(angle))
    }
    csv = (["x,y"] + rows).joined(separator: "\n")
  }

  /// Of the file, which ends with a newline.
  var sha256: String { SHA256.hash(data: Data((csv + "\n").utf8)).map { String(format: "%02x", $0) }.joined() }
}
