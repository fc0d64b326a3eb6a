internal import Tensors

/// The geodesic between two points of a sphere: what logarithm and transport share.
struct SphereGeodesic {
  let point: Tensor
  let cosine: Tensor
  /// p = y − ⟨x, y⟩x, of norm sin θ.
  let normalPart: Tensor
  /// sin²θ, and 1 where the points are antipodal.
  let sineSquare: Tensor
  /// θ > π/2.
  let isFar: Tensor
  /// The points are antipodal to rounding, so that p has no direction.
  let isAntipodal: Tensor

  init(from point: Tensor, to other: Tensor) {
    self.point = point
    cosine = point.dot(other)
    isFar = cosine.isLess(0)
    // Near an end ⟨x, y⟩x cancels against y; from the difference to that end nothing does.
    let offset = Tensor.select(isFar, other + point, other - point)
    normalPart = offset - point * offset.dot(point)
    let square = normalPart.dot(normalPart)
    let unit = point.trace.roundingUnit
    isAntipodal = isFar * square.isLess(unit * unit)
    sineSquare = .select(isAntipodal, square * 0 + 1, square)
  }

  /// The unit tangent vector along which the geodesic starts, for θ > π/2; for antipodes the tangent part of that one
  /// of the first two axes from which the point is farther.
  var direction: Tensor {
    let (first, second) = (point.slice(axis: 1, 0..<1), point.slice(axis: 1, 1..<2))
    let count = point.shape[1]
    func axis(_ index: Int) -> Tensor { point.trace.constant((0..<count).map { $0 == index ? 1 : 0 }, [1, count]) }
    let chosen = Tensor.select(first.absolute().isLessOrEqual(second.absolute()), axis(0), axis(1))
    let stand = chosen - point * chosen.dot(point)
    let vector = Tensor.select(isAntipodal, stand, Tensor.select(isFar, normalPart, stand))
    return vector * vector.dot(vector).reciprocalSquareRoot()
  }

  /// sin θ for θ > π/2.
  var sine: Tensor {
    let one = cosine.trace.constant(1, cosine.shape)
    return .select(isAntipodal, one * 0, Tensor.select(isFar, sineSquare, one).squareRoot())
  }
}
