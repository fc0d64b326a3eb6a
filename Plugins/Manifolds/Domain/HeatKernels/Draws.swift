import Foundation

/// Draws from the uniform and the standard normal law.
enum Draws {
  /// Uniform on the multiples of 2⁻⁵³ in [0, 1): one call of the generator, where `Double.random` would make generic code
  /// ten times slower.
  static func uniform(using generator: inout some RandomNumberGenerator) -> Double {
    Double(generator.next() >> 11) * 0x1p-53
  }

  /// Z₁² + … + Z_count² for independent standard normal Z: the squared norm of a normal vector.
  static func normSquared(count: Int, using generator: inout some RandomNumberGenerator) -> Double {
    // Squares come in pairs: Z₁² + Z₂² is exponential of mean 2.
    var sum = 0.0
    for _ in 0..<(count / 2) { sum -= 2 * log(1 - uniform(using: &generator)) }
    if !count.isMultiple(of: 2) {
      let draw = normal(using: &generator)
      sum += draw * draw
    }
    return sum
  }

  /// By Marsaglia's polar method.
  static func normal(using generator: inout some RandomNumberGenerator) -> Double {
    while true {
      let x = 2 * uniform(using: &generator) - 1
      let y = 2 * uniform(using: &generator) - 1
      let square = x * x + y * y
      if square < 1, square > 0 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }
}
