/// A molecule on its way from noise to target: what of its graph is revealed, and positions with noise.
public struct NoisedMolecule: Hashable, Sendable {
  public var graph: MaskedGraph
  /// x, y, z of each atom in Å, without the centre of mass; nothing where positions carry no information yet.
  public var positions: [Double]
  /// Standard deviation of the noise in each coordinate, in Å.
  public var deviation: Double
  /// What the molecule is held to; nil where there is nothing.
  public var property: Double?

  public init(_ graph: MaskedGraph, positions: [Double], deviation: Double, property: Double? = nil) {
    self.graph = graph
    self.positions = positions
    self.deviation = deviation
    self.property = property
  }

  public var size: Int { graph.kinds.count }
}
