public import Files
public import Tensors

/// The unit sphere Sⁿ in Rⁿ⁺¹ with its round metric.
///
/// A state is a unit vector x of n + 1 numbers; a tangent vector is a vector of n + 1 numbers with ⟨v, x⟩ = 0. Between
/// x and y with angle θ the geodesic starts along p = y − ⟨x, y⟩x, |p| = sin θ. The cut locus is the antipode.
public struct Sphere: ManifoldFactor {
  /// Those that are tried; no formula here ends with them.
  public static let dimensions = 1...1000

  public let dimension: Int
  let kernel: SphereHeatKernel

  /// - Throws: `ProgramError` unless the dimension n is in `dimensions`.
  public init(dimension: Int) throws(ProgramError) {
    guard Self.dimensions.contains(dimension), let kernel = SphereHeatKernel(dimension: dimension) else {
      throw ProgramError(
        .usage, "there is no sphere S\(dimension) here", remedy: "spheres are S1 to S\(Self.dimensions.upperBound)")
    }
    self.dimension = dimension
    self.kernel = kernel
  }

  public var name: String { "S\(dimension)" }
  public var logVolume: Double { kernel.logVolume }
  public var stateCount: Int { dimension + 1 }
  public var tangentCount: Int { dimension + 1 }

  public func tangentPart(_ vector: Tensor, at point: Tensor) -> Tensor { vector - point * vector.dot(point) }

  public func exponential(_ vector: Tensor, at point: Tensor) -> Tensor {
    let functions = AngleFunctions(square: vector.dot(vector))
    let reached = point * functions.cosine + vector * functions.sineRatio
    return reached * reached.dot(reached).reciprocalSquareRoot()
  }

  public func logarithm(from point: Tensor, to other: Tensor) -> Tensor {
    let geodesic = SphereGeodesic(from: point, to: other)
    let ratio = geodesic.sineSquare.angleOverSine(cosine: geodesic.cosine)
    return .select(geodesic.isAntipodal, geodesic.direction * Double.pi, geodesic.normalPart * ratio)
  }

  /// 2 atan2(|x − y|, |x + y|), which has full accuracy at both ends; its gradient is taken as 0 at θ = 0, and is
  /// finite at θ = π.
  public func distance(_ point: Tensor, _ other: Tensor) -> Tensor {
    let (near, far) = (point - other, point + other)
    return near.dot(near).squareRootOrZero().arcTangent2(far.dot(far).squareRootOrZero()) * 2
  }

  /// Turns the plane of the geodesic: v − ⟨y, v⟩(x + y)/(1 + cos θ) for θ ≤ π/2, and beyond, where that divides by
  /// zero, v + ⟨d, v⟩((cos θ − 1)d − sin θ x) along the unit direction d.
  public func transport(_ vector: Tensor, from point: Tensor, to other: Tensor) -> Tensor {
    let geodesic = SphereGeodesic(from: point, to: other)
    let one = geodesic.cosine.trace.constant(1, geodesic.cosine.shape)
    let near = vector - (point + other) * (vector.dot(other) / Tensor.select(geodesic.isFar, one, geodesic.cosine + 1))
    let direction = geodesic.direction
    let along = vector.dot(direction)
    let far = vector + direction * (along * (geodesic.cosine - 1)) - point * (along * geodesic.sine)
    return .select(geodesic.isFar, far, near)
  }

  public func coordinateVelocity(_ vector: Tensor, at point: Tensor) -> Tensor { vector }

  /// (n − 1) log |sin θ/θ|.
  public func exponentialLogVolume(_ vector: Tensor) -> Tensor {
    AngleFunctions(square: vector.dot(vector)).logSineRatio * Double(dimension - 1)
  }

  public func derivative(_ gradient: Tensor, along index: Int, at point: Tensor) -> Tensor {
    let along = point.slice(axis: 1, index..<index + 1)
    return gradient.slice(axis: 1, index..<index + 1) - along * gradient.dot(point)
  }
}
