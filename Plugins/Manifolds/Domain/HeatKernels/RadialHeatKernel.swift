/// The logarithm of a radial density and its first two derivatives in the distance θ.
public struct RadialLogDensity: Equatable, Sendable {
  /// log K.
  public var value: Double
  /// d log K / dθ, the radial component of the score; exactly zero at θ = 0 and at the cut locus.
  public var score: Double
  /// d² log K / dθ².
  public var secondDerivative: Double

  public init(value: Double, score: Double, secondDerivative: Double) {
    self.value = value
    self.score = score
    self.secondDerivative = secondDerivative
  }

  static let undefined = RadialLogDensity(value: .nan, score: .nan, secondDerivative: .nan)
}

/// The transition density of Brownian motion dX = σ dB (generator (σ²/2)Δ) on a two-point homogeneous space whose
/// geodesics have length 2π, as a function of the distance θ ∈ [0, π] from its start.
///
/// Here σ is the accumulated standard deviation √(∫σ² dt), and densities are with respect to Riemannian volume.
/// A distance outside [0, π] is moved to the nearer end, as rounding in an arc cosine requires; a σ that is not positive,
/// or a NaN, gives NaN.
public protocol RadialHeatKernel: Sendable {
  /// The dimension of the space.
  var dimension: Int { get }
  /// The logarithm of the volume of the space.
  var logVolume: Double { get }
  /// The logarithm of the area of the geodesic sphere of radius θ, which is the density of volume along a radius.
  func logSphereArea(at distance: Double) -> Double
  /// log K, d log K/dθ and d² log K/dθ².
  func logDensityDerivatives(at distance: Double, standardDeviation: Double) -> RadialLogDensity
  /// log K and d log K/dθ, which cost less than all three on some spaces.
  func scoredLogDensity(at distance: Double, standardDeviation: Double) -> (value: Double, score: Double)
  /// A draw of the distance under the uniform law, to which the kernel tends.
  func sampleUniformDistance(using generator: inout some RandomNumberGenerator) -> Double
  /// A draw of the distance, exact in law; NaN when σ is not positive and finite.
  func sampleDistance(standardDeviation: Double, using generator: inout some RandomNumberGenerator) -> Double
}

extension RadialHeatKernel {
  /// The greatest distance in the space, where its cut locus lies.
  public var maximumDistance: Double { .pi }

  public func scoredLogDensity(at distance: Double, standardDeviation: Double) -> (value: Double, score: Double) {
    let all = logDensityDerivatives(at: distance, standardDeviation: standardDeviation)
    return (all.value, all.score)
  }

  /// log K, finite wherever the true logarithm is.
  public func logDensity(at distance: Double, standardDeviation: Double) -> Double {
    scoredLogDensity(at: distance, standardDeviation: standardDeviation).value
  }

  /// d log K/dθ.
  public func radialScore(at distance: Double, standardDeviation: Double) -> Double {
    scoredLogDensity(at: distance, standardDeviation: standardDeviation).score
  }
}
