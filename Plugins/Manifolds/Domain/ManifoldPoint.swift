/// A point of a manifold: the numbers of its state, factor by factor — unit vectors, angles in radians, rotation matrices row by row.
public struct ManifoldPoint: Hashable, Sendable {
  public let coordinates: [Double]
  public init(_ coordinates: [Double]) { self.coordinates = coordinates }
}
