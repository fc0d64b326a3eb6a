extension ForceField {
  /// a₀ + a₁ c + … + a₆ c⁶ with its derivative: all terms of angles are such in the cosine, where they have no singularity.
  struct Polynomial: Sendable, Equatable {
    private let coefficients: SIMD8<Double>

    /// - Parameter coefficients: at most seven, a₀ first.
    init(_ coefficients: [Double]) {
      var padded = SIMD8<Double>()
      for (power, coefficient) in coefficients.prefix(7).enumerated() { padded[power] = coefficient }
      self.coefficients = padded
    }

    @inline(__always)
    func value(_ c: Double) -> (value: Double, derivative: Double) {
      var value = coefficients[6]
      var derivative = 0.0
      for power in 1...6 {
        derivative = derivative * c + value
        value = value * c + coefficients[6 - power]
      }
      return (value, derivative)
    }

    /// factor (1 − sign cos(n φ)) in c = cos φ, for n of 1, 2, 3, 4 and 6.
    static func cosine(_ n: Int, factor: Double, sign: Double) -> Polynomial {
      let chebyshev: [Double] =
        switch n {
        case 1: [0, 1]
        case 2: [-1, 0, 2]
        case 3: [0, -3, 0, 4]
        case 4: [1, 0, -8, 0, 8]
        default: [-1, 0, 18, 0, -48, 0, 32]
        }
      return Polynomial(chebyshev.enumerated().map { factor * (($0 == 0 ? 1 : 0) - sign * $1) })
    }
  }
}
