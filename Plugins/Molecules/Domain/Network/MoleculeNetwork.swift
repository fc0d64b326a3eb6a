public import Bellman
public import Networks
public import Tensors

/// What a network of molecules answers, over the atoms and pairs of all bins.
public struct MoleculeAnswer {
  /// Equivariant vectors of the atoms, whose sum over a molecule is zero: [atoms, 3].
  public let displacement: Tensor
  /// Unnormalised log-probabilities of each atom's kind: [atoms, kinds].
  public let kinds: Tensor
  /// Unnormalised log-probabilities of each pair's order 0…3: [pairs, 4].
  public let orders: Tensor
}

/// Which motions of space the network's answers follow.
public enum MoleculeSymmetry: String, Hashable, Sendable, Codable, CaseIterable {
  /// E(3): rotations, translations and reflections; a molecule and its mirror image are answered alike.
  case reflections
  /// SE(3): rotations and translations; mirror images may be told apart.
  case rotations
}

/// A network on molecules that is equivariant by construction: under relabellings of atoms and under the motions of space.
///
/// Atoms carry features z, unordered pairs carry features e, and positions y move along the lines between atoms. In each layer, with
/// d the distance and ρ its features,
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
  private let kind: Parameter
  private let residual: Parameter
  private let noise: Linear
  private let property: Linear?
  private let order: Parameter
  private let path: Parameter
  private let ring: Parameter
  private let layers: [MoleculeLayer]
  private let kindHead: Perceptron
  private let orderHead: Perceptron
  private let width: Int
  private let pairWidth: Int

  /// Numbers of rows of the tables: orders 0…3 and hidden; residual valences 0…7 and hidden.
  static var orderCount: Int { 5 }
  static var residualCount: Int { 9 }
  /// Paths of more bonds count as this long; no path as one longer.
  static var longestPath: Int { 6 }
  /// Larger rings are not told apart from no ring.
  static var largestRing: Int { 6 }

  /// - Parameters:
  ///   - kinds: in the alphabet.
  ///   - width, pairWidth: of the features of atoms and pairs.
  ///   - positionScale: Å in a unit of the scaled positions.
  ///   - seesProperty: whether molecules come with a number that they are held to.
  public init(
    kinds: Int, width: Int, pairWidth: Int, depth: Int, symmetry: MoleculeSymmetry, positionScale: Double, seesProperty: Bool = false
  ) {
    self.symmetry = symmetry
    self.width = width
    self.pairWidth = pairWidth
    var tree = ParameterTree()
    (kind, residual, order, path, ring) = tree.scope("tables") { tree in
      (
        tree.declare("kind", [kinds + 1, width], .normal(deviation: 1)),
        tree.declare("residual", [Self.residualCount, width], .normal(deviation: 0.5)),
        tree.declare("order", [Self.orderCount, pairWidth], .normal(deviation: 1)),
        tree.declare("path", [Self.longestPath + 2, pairWidth], .normal(deviation: 1)),
        tree.declare("ring", [Self.largestRing + 1, pairWidth], .normal(deviation: 1))
      )
    }
    noise = Linear(&tree, "noise", NoiseFeatures.count, width)
    property = seesProperty ? Linear(&tree, "property", PropertyScaling.count, width, hasBias: false) : nil
    layers = (0..<depth).map {
      MoleculeLayer(&tree, "layer\($0)", width: width, pairWidth: pairWidth, symmetry: symmetry, positionScale: positionScale)
    }
    kindHead = Perceptron(&tree, "kinds", widths: [width, width, kinds], lastLaw: .constant(0))
    orderHead = Perceptron(&tree, "orders", widths: [pairWidth, pairWidth, 4], lastLaw: .constant(0))
    parameters = tree
  }

  /// A network of a given size, whose pairs have about two thirds of the atoms' width.
  public init(kinds: Int, size: NetworkSize, symmetry: MoleculeSymmetry, scaling: MoleculeScaling) {
    self.init(
      kinds: kinds, width: size.width, pairWidth: max(16, 2 * size.width / 48 * 16), depth: size.depth, symmetry: symmetry,
      positionScale: scaling.dataDeviation, seesProperty: scaling.property != nil)
  }

  public func callAsFunction(_ inputs: MoleculeInputs) -> MoleculeAnswer {
    let trace = inputs.positions.trace
    let (atomCount, pairCount) = (inputs.atomCount, inputs.pairCount)
    func rows(_ table: Parameter, _ index: Tensor, _ count: Int) -> Tensor {
      table.tensor(in: trace).gatheredRows(index).reshaped([count, table.shape[1]])
    }
    let start = inputs.positions.reshaped([atomCount, 3])
    var atoms =
      rows(kind, inputs.kind, atomCount) + rows(residual, inputs.residual, atomCount)
      + noise(inputs.noise.reshaped([atomCount, NoiseFeatures.count]))
    if let property, let values = inputs.property {
      atoms = atoms + property(values.reshaped([atomCount, PropertyScaling.count]))
    }
    var state = MoleculeLayer.State(
      atoms: atoms,
      pairs: rows(order, inputs.order, pairCount) + rows(path, inputs.path, pairCount)
        + rows(ring, inputs.ring, pairCount), positions: start)
    for layer in layers { state = layer(state, inputs) }
    return MoleculeAnswer(
      displacement: state.positions - start, kinds: kindHead(state.atoms.layerNormalized()), orders: orderHead(state.pairs))
  }
}
