public import Tensors

/// A manifold that stands alone or as a factor of a product: its geometry on plain tensors, and on single points.
///
/// Points and tangent vectors are the rows of tensors [batch, stateCount] and [batch, tangentCount] inside programs,
/// and arrays of so many numbers outside. The inner product of two tangent vectors is the sum of products of their
/// coordinates.
public protocol ManifoldFactor: FactoredSpace {
  /// Numbers of a state.
  var stateCount: Int { get }
  /// Numbers of a tangent vector.
  var tangentCount: Int { get }

  // MARK: Inside programs

  /// The orthogonal projection of `vector` onto the tangent space at `point`.
  func tangentPart(_ vector: Tensor, at point: Tensor) -> Tensor
  /// exp_point(vector), put back onto the manifold so that rounding does not accumulate over steps.
  func exponential(_ vector: Tensor, at point: Tensor) -> Tensor
  /// The shortest vector at `point` whose exponential is `other`; at the cut locus one of them, always the same.
  func logarithm(from point: Tensor, to other: Tensor) -> Tensor
  /// Geodesic distance: [batch, 1].
  func distance(_ point: Tensor, _ other: Tensor) -> Tensor
  /// Parallel transport of the tangent vector along the geodesic of `logarithm`.
  func transport(_ vector: Tensor, from point: Tensor, to other: Tensor) -> Tensor
  /// How the numbers of the state change when the point moves along the tangent vector.
  func coordinateVelocity(_ vector: Tensor, at point: Tensor) -> Tensor
  /// log |det d exp| at a tangent vector: [batch, 1].
  func exponentialLogVolume(_ vector: Tensor) -> Tensor
  /// The derivative along the tangent coordinate `index` of a function, given its gradient in the numbers of the state:
  /// [batch, 1].
  func derivative(_ gradient: Tensor, along index: Int, at point: Tensor) -> Tensor

  // MARK: Points

  /// The same maps as inside programs, on one point in double precision.
  func exponential(_ vector: [Double], at point: [Double]) -> [Double]
  func logarithm(from point: [Double], to other: [Double]) -> [Double]
  func distance(_ point: [Double], _ other: [Double]) -> Double
  /// A draw from the uniform law.
  func uniformPoint(using generator: inout RandomStream) -> [Double]
  /// By how much each check fails at a point of finite numbers, where it does by more than `tolerance`.
  func excesses(at point: [Double], tolerance: Double) -> [(check: String, excess: Double)]

  // MARK: Heat kernel, with the standard deviation s > 0

  /// An exact draw from K_s(point, ·).
  func heatKernelDraw(
    around point: [Double], standardDeviation: Double, using generator: inout RandomStream
  ) -> [Double]
  /// log K_s(point, other).
  func logHeatKernel(from point: [Double], to other: [Double], standardDeviation: Double) -> Double
  /// The gradient of log K_s(point, other) in `other`, in tangent coordinates there.
  func heatKernelScore(from point: [Double], at other: [Double], standardDeviation: Double) -> [Double]
}

extension ManifoldFactor {
  public var factors: [any ManifoldFactor] { [self] }
}
