public import Bellman
public import Networks
public import Tensors

/// Which motions of space the network's answers follow.
public enum MoleculeSymmetry: String, Hashable, Sendable, Codable, CaseIterable {
  /// E(3): rotations, translations and reflections; a molecule and its mirror image are answered alike.
  case reflections
  /// SE(3): rotations and translations; mirror images may be told apart.
  case rotations
}

/// A network on molecules that is equivariant by construction: under relabellings of atoms and under the motions of space.
///
/// It has two halves without common parameters, because they see different things: one reveals graphs and sees no geometry, one takes noise
/// out of positions and sees graphs whole. In both, atoms carry features z and unordered pairs features e; where there are positions y,
/// these move along the lines between atoms. In each layer, with d the distance and ρ its features,
///
///     h_ij = silu(A(zᵢ) + A(zⱼ) + B eᵢⱼ + C ρ(dᵢⱼ)),   m_ij = silu(D hᵢⱼ),   e ← e + m,
///     vᵢ = Σⱼ m_ij ⊙ G(zⱼ),   zᵢ ← zᵢ + U[zᵢ, vᵢ, z̄, χᵢ],   yᵢ ← yᵢ + Σⱼ (w·m_ij)(yᵢ − yⱼ)/(d_ij + 1).
///
/// A, G act on atoms and not on pairs. Forces along the lines between atoms are enough: the gradient of any function of the
/// distances is of this form. What changes sign under reflections is there for `.rotations` only: χᵢ, triple products of sums of
/// directions around an atom, and moves along their cross products, without which no atom of a flat molecule could leave the plane.
public struct MoleculeNetwork: Sendable {
  public let symmetry: MoleculeSymmetry
  public let parameters: ParameterTree
  let kinds: Int
  private let graph: GraphHalf
  private let positions: PositionHalf

  /// Numbers of rows of the tables: parts of the graph; orders 0…3 and hidden; residual valences 0…7 and hidden; open bond orders 0…15 and unknown.
  static var partCount: Int { 3 }
  static var orderCount: Int { 5 }
  static var residualCount: Int { 9 }
  static var openCount: Int { 17 }
  /// Paths of more bonds count as this long; no path as one longer.
  static var longestPath: Int { 6 }
  /// Larger rings are not told apart from no ring.
  static var largestRing: Int { 6 }

  static func row(of part: MoleculeSchedule.Part) -> Int32 {
    switch part {
    case .kinds: 0
    case .skeleton: 1
    case .leaves, .positions: 2
    }
  }

  static func row(ofOpenOrders open: Int?) -> Int32 { open.map { Int32(min(max($0, 0), openCount - 2)) } ?? Int32(openCount - 1) }

  /// - Parameters:
  ///   - kinds: in the alphabet.
  ///   - width, pairWidth: of the features of atoms and pairs.
  ///   - positionScale: Å in a unit of the scaled positions.
  ///   - seesProperty: whether molecules come with a number that they are held to.
  public init(
    kinds: Int, width: Int, pairWidth: Int, depth: Int, symmetry: MoleculeSymmetry, positionScale: Double, seesProperty: Bool = false
  ) {
    self.symmetry = symmetry
    self.kinds = kinds
    let size = MoleculeTrunk.Size(kinds: kinds, width: width, pairWidth: pairWidth, depth: depth, seesProperty: seesProperty)
    let geometry = MoleculeLayer.Geometry(symmetry: symmetry, positionScale: positionScale)
    var tree = ParameterTree()
    graph = GraphHalf(&tree, MoleculeHalf.graph.rawValue, size)
    positions = PositionHalf(&tree, MoleculeHalf.positions.rawValue, size, geometry)
    parameters = tree
  }

  /// A network of a given size, whose pairs have about two thirds of the atoms' width.
  public init(kinds: Int, size: NetworkSize, symmetry: MoleculeSymmetry, scaling: MoleculeScaling) {
    self.init(
      kinds: kinds, width: size.width, pairWidth: max(16, 2 * size.width / 48 * 16), depth: size.depth, symmetry: symmetry,
      positionScale: scaling.dataDeviation, seesProperty: scaling.property != nil)
  }

  /// Unnormalised log-probabilities of each atom's kind, [atoms, kinds], and of each pair's order 0…3, [pairs, 4], over all bins of graphs.
  public func graphAnswers(_ trace: Trace, _ shape: BinShape) -> (kinds: Tensor, orders: Tensor) { graph(trace, shape) }

  /// Equivariant vectors of the atoms over all bins of molecules whose positions are denoised, of which a molecule's sum is zero: [atoms, 3].
  public func displacement(_ trace: Trace, _ shape: BinShape) -> Tensor { positions(trace, shape) }
}
