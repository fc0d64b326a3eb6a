internal import Foundation

/// A heat kernel of one standard deviation σ from a ladder of them, evaluated from squared distances:
/// log K = constant − d²/2σ² + Σ r(θ²) over the parts, with the smooth remainders r tabulated. Beyond `reach`, where the kernel has
/// fallen by e⁻³⁶, it counts as zero.
package struct LadderKernel: Sendable {
  let deviation: Double
  let constant: Double
  let halfPrecision: Double
  let squaredReach: Double
  /// Remainders of the parts; empty where they are below 1e-9 throughout.
  private let remainders: [[Double]]
  private let knotScale: Double

  private static var knots: Int { 512 }
  /// Deviations within which 1e-16 of a normal law's density stays.
  static var reach: Double { 8.5 }

  init(_ kernels: [any RadialHeatKernel], deviation: Double) {
    self.deviation = deviation
    halfPrecision = 0.5 / (deviation * deviation)
    let distance = min(.pi, Self.reach * deviation)
    squaredReach = Self.reach * deviation * Self.reach * deviation
    let knotStep = distance * distance / Double(Self.knots - 1)
    knotScale = 1 / knotStep
    var constant = 0.0
    var remainders: [[Double]] = []
    var isFlat = true
    var previous: (name: String, table: [Double], start: Double)?
    for kernel in kernels {
      let name = "\(type(of: kernel)) \(kernel.dimension)"
      if let known = previous, known.name == name {
        constant += known.start
        remainders.append(known.table)
        continue
      }
      let start = kernel.logDensity(at: 0, standardDeviation: deviation)
      let table = (0..<Self.knots).map { knot in
        let square = Double(knot) * knotStep
        return kernel.logDensity(at: min(.pi, square.squareRoot()), standardDeviation: deviation) - start
          + square * 0.5 / (deviation * deviation)
      }
      // Where the kernel itself is below e⁻²⁰ of its peak, a remainder does not matter.
      let matters = table.enumerated().contains { abs($1) > 1e-9 && Double($0) * knotStep * 0.5 < 20 * deviation * deviation }
      if matters { isFlat = false }
      constant += start
      remainders.append(table)
      previous = (name, table, start)
    }
    self.constant = constant
    self.remainders = isFlat ? [] : remainders
  }

  /// Whether the squared distance over all parts is enough.
  var isFlat: Bool { remainders.isEmpty }

  /// Whether there is one part, whose squared distance is the whole.
  var hasOnePart: Bool { remainders.count == 1 }

  @inline(__always)
  func logDensity(square: Double) -> Double { constant - square * halfPrecision }

  @inline(__always)
  func remainder(_ part: Int, square: Double) -> Double {
    remainders[part].withUnsafeBufferPointer { table in
      let place = min(square * knotScale, Double(Self.knots - 1) - 1e-9)
      let knot = Int(place)
      let fraction = place - Double(knot)
      return table[knot] + fraction * (table[knot + 1] - table[knot])
    }
  }

  /// log K from the squared distances of the parts.
  func logDensity(parts: UnsafePointer<Double>, count: Int) -> Double {
    var total = constant
    for part in 0..<count {
      total -= parts[part] * halfPrecision
      if !remainders.isEmpty { total += remainder(part, square: parts[part]) }
    }
    return total
  }
}

/// Standard deviations in geometric progression, with the kernel of each.
package struct KernelLadder: Sendable {
  static let ratio = 1.05
  let smallest: Double
  package let kernels: [LadderKernel]

  package init(_ radial: [any RadialHeatKernel], from smallest: Double, to largest: Double) {
    self.smallest = smallest
    let count = Int((log(largest / smallest) / log(Self.ratio)).rounded(.up)) + 1
    kernels = (0..<count).map { LadderKernel(radial, deviation: smallest * pow(Self.ratio, Double($0))) }
  }

  /// The rung nearest to a deviation; those outside the ladder go to its ends.
  func rung(_ deviation: Double) -> Int {
    guard deviation > smallest else { return 0 }
    return min(kernels.count - 1, Int((log(deviation / smallest) / log(Self.ratio)).rounded()))
  }
}
