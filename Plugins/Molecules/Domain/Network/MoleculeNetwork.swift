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
  let seesProperty: Bool
  private let graph: MoleculeTrunk
  private let positions: MoleculeTrunk
  private let kindHead: Perceptron
  private let orderHead: Perceptron

  /// Numbers of rows of the tables: orders 0…3 and hidden; residual valences 0…7 and hidden; open bond orders 0…15 and unknown.
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
    self.seesProperty = seesProperty
    var tree = ParameterTree()
    func trunk(_ half: MoleculeInputs.Half) -> MoleculeTrunk {
      tree.scope(half.rawValue) { tree in
        MoleculeTrunk(
          &tree, half, kinds: kinds, width: width, pairWidth: pairWidth, depth: depth,
          geometry: half == .graph ? nil : MoleculeLayer.Geometry(symmetry: symmetry, positionScale: positionScale), seesProperty: seesProperty)
      }
    }
    (graph, positions) = (trunk(.graph), trunk(.positions))
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

  /// The inputs of one of the halves.
  public func inputs(_ trace: Trace, _ half: MoleculeInputs.Half, _ shape: BinShape) -> MoleculeInputs {
    MoleculeInputs(trace, half, shape, kinds: kinds, seesProperty: seesProperty)
  }

  /// Unnormalised log-probabilities of each atom's kind, [atoms, kinds], and of each pair's order 0…3, [pairs, 4], over all bins.
  public func graphAnswers(_ inputs: MoleculeInputs) -> (kinds: Tensor, orders: Tensor) {
    let state = graph(inputs)
    return (kindHead(state.atoms.layerNormalized()), orderHead(state.pairs))
  }

  /// Equivariant vectors of the atoms over all bins, whose sum over a molecule is zero: [atoms, 3].
  public func displacement(_ inputs: MoleculeInputs) -> Tensor {
    guard case .positions(let start, _) = inputs.own, let end = positions(inputs).positions else {
      return inputs.trace.constant(0, [inputs.atomCount, 3])
    }
    return end - start.reshaped([inputs.atomCount, 3])
  }
}

/// One half of a network of molecules: what it sees goes into features of atoms and pairs, and layers work on them.
struct MoleculeTrunk: Sendable {
  private let kind: Parameter
  private let residual: Parameter
  private let order: Parameter
  private let path: Parameter
  private let ring: Parameter
  private let own: Own
  private let property: Linear?
  private let layers: [MoleculeLayer]

  private enum Own: Sendable {
    case graph(composition: Linear, part: Parameter, open: Parameter)
    case positions(noise: Linear)
  }

  /// - Parameter geometry: nil where positions are not seen.
  init(
    _ tree: inout ParameterTree, _ half: MoleculeInputs.Half, kinds: Int, width: Int, pairWidth: Int, depth: Int,
    geometry: MoleculeLayer.Geometry?, seesProperty: Bool
  ) {
    (kind, residual, order, path, ring) = tree.scope("tables") { tree in
      (
        tree.declare("kind", [kinds + 1, width], .normal(deviation: 1)),
        tree.declare("residual", [MoleculeNetwork.residualCount, width], .normal(deviation: 0.5)),
        tree.declare("order", [MoleculeNetwork.orderCount, pairWidth], .normal(deviation: 1)),
        tree.declare("path", [MoleculeNetwork.longestPath + 2, pairWidth], .normal(deviation: 1)),
        tree.declare("ring", [MoleculeNetwork.largestRing + 1, pairWidth], .normal(deviation: 1))
      )
    }
    own =
      switch half {
      case .graph:
        .graph(
          composition: Linear(&tree, "composition", kinds + 1, width),
          part: tree.scope("tables") { $0.declare("part", [3, width], .normal(deviation: 0.5)) },
          open: tree.scope("tables") { $0.declare("open", [MoleculeNetwork.openCount, width], .normal(deviation: 0.5)) })
      case .positions: .positions(noise: Linear(&tree, "noise", NoiseFeatures.count, width))
      }
    property = seesProperty ? Linear(&tree, "property", PropertyScaling.count, width, hasBias: false) : nil
    layers = (0..<depth).map {
      MoleculeLayer(&tree, "layer\($0)", width: width, pairWidth: pairWidth, geometry: geometry)
    }
  }

  func callAsFunction(_ inputs: MoleculeInputs) -> MoleculeLayer.State {
    let (atomCount, pairCount) = (inputs.atomCount, inputs.pairCount)
    func rows(_ table: Parameter, _ index: Tensor, _ count: Int) -> Tensor {
      table.tensor(in: inputs.trace).gatheredRows(index).reshaped([count, table.shape[1]])
    }
    var atoms = rows(kind, inputs.kind, atomCount) + rows(residual, inputs.residual, atomCount)
    var positions: Tensor?
    switch (own, inputs.own) {
    case (.graph(let composition, let part, let open), .graph(let counts, let partRow, let openRow)):
      atoms =
        atoms + composition(counts.reshaped([atomCount, -1])) + rows(part, partRow, atomCount) + rows(open, openRow, atomCount)
    case (.positions(let noise), .positions(let start, let level)):
      atoms = atoms + noise(level.reshaped([atomCount, NoiseFeatures.count]))
      positions = start.reshaped([atomCount, 3])
    default: preconditionFailure("inputs of the other half of the network")
    }
    if let property, let values = inputs.property {
      atoms = atoms + property(values.reshaped([atomCount, PropertyScaling.count]))
    }
    let state = MoleculeLayer.State(
      atoms: atoms,
      pairs: rows(order, inputs.order, pairCount) + rows(path, inputs.path, pairCount) + rows(ring, inputs.ring, pairCount),
      positions: positions)
    return layers.reduce(state) { $1($0, inputs) }
  }
}
