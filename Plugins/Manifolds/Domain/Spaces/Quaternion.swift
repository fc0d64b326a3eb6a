/// A quaternion w + xi + yj + zk as a rotation: any multiple of it, of either sign, is the same rotation.
public struct Quaternion: Hashable, Sendable {
  public var w, x, y, z: Double

  public init(w: Double, x: Double, y: Double, z: Double) {
    (self.w, self.x, self.y, self.z) = (w, x, y, z)
  }

  /// The unit quaternion with w ≥ 0 of a rotation matrix of 9 numbers, row by row.
  public init(matrix: [Double]) {
    self.init(deviation: matrix.enumerated().map { $0.offset % 4 == 0 ? $0.element - 1 : $0.element })
  }

  /// The unit quaternion with w ≥ 0 of 1 + d. See `RotationGroup` for the choice of the column.
  init(deviation d: [Double]) {
    let (wx, wy, wz) = (d[7] - d[5], d[2] - d[6], d[3] - d[1])
    let (xy, xz, yz) = (d[1] + d[3], d[2] + d[6], d[5] + d[7])
    let columns = [
      [d[0] + d[4] + d[8] + 4, wx, wy, wz],
      [wx, d[0] - d[4] - d[8], xy, xz],
      [wy, xy, d[4] - d[0] - d[8], yz],
      [wz, xz, yz, d[8] - d[0] - d[4]],
    ]
    var chosen = 0
    for index in 1..<4 where columns[index][index] > columns[chosen][chosen] { chosen = index }
    let column = columns[chosen]
    let unit = column * ((column[0] < 0 ? -1 : 1) / column.norm)
    self.init(w: unit[0], x: unit[1], y: unit[2], z: unit[3])
  }

  /// The rotation matrix, 9 numbers row by row; NaN for the zero quaternion, which is no rotation.
  public var matrix: [Double] {
    // By the greatest entry first, so that no square overflows or vanishes.
    let greatest = max(abs(w), abs(x), abs(y), abs(z))
    let raw = [w / greatest, x / greatest, y / greatest, z / greatest]
    let q = raw * (1 / raw.norm)
    let (w, x, y, z) = (q[0], q[1], q[2], q[3])
    return [
      1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
      2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
      2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
    ]
  }
}
