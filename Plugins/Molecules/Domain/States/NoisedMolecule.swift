/// A molecule on its way from noise to target: what of its graph is revealed, and positions with noise.
public struct NoisedMolecule: Hashable, Sendable {
  /// What is being revealed.
  public var part: MoleculeSchedule.Part
  public var graph: MaskedGraph
  /// x, y, z of each atom in Å, without the centre of mass; empty before their part, when they carry no information.
  public var positions: [Double]
  /// Standard deviation of the noise in each coordinate, in Å.
  public var deviation: Double
  /// What the molecule is held to; nil where there is nothing.
  public var property: Double?

  /// A graph of which a part is being revealed.
  public init(_ graph: MaskedGraph, revealing part: MoleculeSchedule.Part, property: Double? = nil) {
    self.part = part
    self.graph = graph
    self.property = property
    positions = []
    deviation = .infinity
  }

  /// A graph that is known, and positions with noise.
  public init(_ graph: MaskedGraph, positions: [Double], deviation: Double, property: Double? = nil) {
    part = .positions
    self.graph = graph
    self.positions = positions
    self.deviation = deviation
    self.property = property
  }

  public var size: Int { graph.kinds.count }
}
