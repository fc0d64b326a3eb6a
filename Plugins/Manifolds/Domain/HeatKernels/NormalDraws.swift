import Foundation

/// Standard normal draws, by Marsaglia's polar method.
enum NormalDraws {
  /// Z₁² + … + Z_count² for independent standard normal Z: the squared norm of a normal vector.
  static func normSquared(count: Int, using generator: inout some RandomNumberGenerator) -> Double {
    // Squares come in pairs: Z₁² + Z₂² is exponential of mean 2.
    var sum = 0.0
    for _ in 0..<(count / 2) { sum -= 2 * log(1 - Double.random(in: 0..<1, using: &generator)) }
    if !count.isMultiple(of: 2) {
      let draw = normal(using: &generator)
      sum += draw * draw
    }
    return sum
  }

  static func normal(using generator: inout some RandomNumberGenerator) -> Double {
    while true {
      let x = Double.random(in: -1..<1, using: &generator)
      let y = Double.random(in: -1..<1, using: &generator)
      let square = x * x + y * y
      if square < 1, square > 0 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }
}
