/// The motion that brings one set of points nearest to another, in the sense of least squares.
///
///     x ↦ R (x − c) + c′   with   R   minimising   Σ |R (xᵢ − c) − (yᵢ − c′)|²
///
/// c and c′ are the centroids. R is a rotation; where reflections are allowed it may be a rotation with a reflection, if that
/// brings the points nearer. It comes from the outermost eigenvalue of a symmetric 4 × 4 matrix, whose eigenvector is R's unit quaternion,
/// so that it is orthogonal to rounding for any points. Where several rotations are equally near, as for points in one line, one of them
/// is chosen; for points in one place it is the identity.
///
/// Source: Horn, “Closed-form solution of absolute orientation using unit quaternions” (1987); the problem: Kabsch, “A solution for
/// the best rotation to relate two sets of vectors” (1976).
public struct Superposition: Hashable, Sendable {
  /// What may be done to the points.
  public enum Motions: Hashable, Sendable {
    /// The handedness stays: a molecule is not taken for its mirror image.
    case properRotations
    case rotationsAndReflections
  }

  /// R, row by row.
  public let rows: [SIMD3<Double>]
  /// c, the centroid of the points that are moved.
  public let centre: SIMD3<Double>
  /// c′, that of those that they are moved onto.
  public let target: SIMD3<Double>
  /// √(Σ |R (xᵢ − c) + c′ − yᵢ|² / count), in the points' unit.
  public let rootMeanSquare: Double

  /// - Parameters:
  ///   - moved: the points x, at least one.
  ///   - fixed: the points y, as many, in the same order.
  public init(of moved: [SIMD3<Double>], onto fixed: [SIMD3<Double>], by motions: Motions = .properRotations) {
    precondition(moved.count == fixed.count && !moved.isEmpty, "as many points to move as to move onto, and at least one")
    let (centre, target) = (Self.centroid(moved), Self.centroid(fixed))
    // Columns of Σ (x − c)ₐ (y − c′): entry [a] belongs to the a-th coordinate of x.
    var correlation = [SIMD3<Double>](repeating: .zero, count: 3)
    for (x, y) in zip(moved, fixed) {
      let (from, to) = (x - centre, y - target)
      for axis in 0..<3 { correlation[axis] += from[axis] * to }
    }
    let (quaternion, sign) = Self.best(correlation, motions)
    let rows = Self.rotation(quaternion).map { sign * $0 }
    self.rows = rows
    self.centre = centre
    self.target = target
    // Summed from the differences: from the eigenvalue it would have only half the digits for sets that agree.
    var sum = 0.0
    for (x, y) in zip(moved, fixed) {
      let difference = Self.product(rows, x - centre) - (y - target)
      sum += (difference * difference).sum()
    }
    rootMeanSquare = (sum / Double(moved.count)).squareRoot()
  }

  /// A point where the motion takes it.
  public func callAsFunction(_ point: SIMD3<Double>) -> SIMD3<Double> { Self.product(rows, point - centre) + target }

  public func callAsFunction(_ points: [SIMD3<Double>]) -> [SIMD3<Double>] { points.map { self($0) } }

  /// Whether the motion has a reflection in it.
  public var isReflecting: Bool {
    let normal = SIMD3(
      rows[0].y * rows[1].z - rows[0].z * rows[1].y, rows[0].z * rows[1].x - rows[0].x * rows[1].z,
      rows[0].x * rows[1].y - rows[0].y * rows[1].x)
    return (normal * rows[2]).sum() < 0
  }

  private static func centroid(_ points: [SIMD3<Double>]) -> SIMD3<Double> {
    points.reduce(.zero, +) / Double(points.count)
  }

  private static func product(_ rows: [SIMD3<Double>], _ vector: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3((rows[0] * vector).sum(), (rows[1] * vector).sum(), (rows[2] * vector).sum())
  }

  // MARK: Quaternions

  /// The unit quaternion of the best rotation, and −1 when the points are to be mirrored in their centroid first.
  ///
  /// The mirrored points have the negative matrix, so that its least eigenvalue says how near they come.
  private static func best(_ s: [SIMD3<Double>], _ motions: Motions) -> (SIMD4<Double>, sign: Double) {
    var matrix = SymmetricMatrix4()
    matrix[0, 0] = s[0][0] + s[1][1] + s[2][2]
    matrix[0, 1] = s[1][2] - s[2][1]
    matrix[0, 2] = s[2][0] - s[0][2]
    matrix[0, 3] = s[0][1] - s[1][0]
    matrix[1, 1] = s[0][0] - s[1][1] - s[2][2]
    matrix[1, 2] = s[0][1] + s[1][0]
    matrix[1, 3] = s[2][0] + s[0][2]
    matrix[2, 2] = s[1][1] - s[0][0] - s[2][2]
    matrix[2, 3] = s[1][2] + s[2][1]
    matrix[3, 3] = s[2][2] - s[0][0] - s[1][1]
    let (values, vectors) = matrix.eigensystem()
    var (greatest, least) = (0, 0)
    for index in 1..<4 {
      if values[index] > values[greatest] { greatest = index }
      if values[index] < values[least] { least = index }
    }
    let reflects = motions == .rotationsAndReflections && -values[least] > values[greatest]
    return reflects ? (vectors[least], -1) : (vectors[greatest], 1)
  }

  private static func rotation(_ q: SIMD4<Double>) -> [SIMD3<Double>] {
    let (w, x, y, z) = (q.x, q.y, q.z, q.w)
    return [
      SIMD3(w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)),
      SIMD3(2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)),
      SIMD3(2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z),
    ]
  }
}
