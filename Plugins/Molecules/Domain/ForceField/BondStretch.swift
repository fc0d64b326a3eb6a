import Foundation

extension ForceField {
  /// ½ k (r − r₀)².
  struct BondStretch: Sendable {
    let first: Int
    let second: Int
    /// r₀ in Å.
    let length: Double
    /// k in kcal/mol/Å².
    let stiffness: Double

    @inline(__always)
    func energy(_ positions: [SIMD3<Double>], _ gradient: inout [SIMD3<Double>]) -> Double {
      let difference = positions[first] - positions[second]
      let distance = softLength(difference, lengthSoftness)
      let excess = distance - length
      let force = stiffness * excess / distance * difference
      gradient[first] += force
      gradient[second] -= force
      return 0.5 * stiffness * excess * excess
    }

    // MARK: Parameters

    /// r₀ = rᵢ + rⱼ − 0.1332 (rᵢ + rⱼ) ln n − rᵢ rⱼ (√χᵢ − √χⱼ)² / (χᵢ rᵢ + χⱼ rⱼ), for the bond order n.
    static func length(_ one: AtomParameters, _ other: AtomParameters, order: Double) -> Double {
      let sum = one.radius + other.radius
      let difference = one.element.electronegativity.squareRoot() - other.element.electronegativity.squareRoot()
      let weight = one.element.electronegativity * one.radius + other.element.electronegativity * other.radius
      return sum - 0.1332 * sum * log(order) - one.radius * other.radius * difference * difference / weight
    }

    /// k = 664.12 Zᵢ Zⱼ / r₀³.
    static func stiffness(_ one: AtomParameters, _ other: AtomParameters, length: Double) -> Double {
      664.12 * one.element.charge * other.element.charge / (length * length * length)
    }
  }
}
