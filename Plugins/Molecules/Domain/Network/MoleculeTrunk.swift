internal import Networks
internal import Tensors

/// What the two halves of a network of molecules are both made of: features of atoms and pairs that tell of the graph, and layers that work on them.
struct MoleculeTrunk: Sendable {
  struct Size: Hashable, Sendable {
    let kinds: Int
    let width: Int
    let pairWidth: Int
    let depth: Int
    let seesProperty: Bool
  }

  private let kind: Parameter
  private let residual: Parameter
  private let order: Parameter
  private let path: Parameter
  private let ring: Parameter
  private let property: Linear?
  private let layers: [MoleculeLayer]

  /// - Parameter geometry: nil where positions are not seen.
  init(_ tree: inout ParameterTree, _ size: Size, _ geometry: MoleculeLayer.Geometry? = nil) {
    (kind, residual, order, path, ring) = tree.scope("tables") { tree in
      (
        tree.declare("kind", [size.kinds + 1, size.width], .normal(deviation: 1)),
        tree.declare("residual", [MoleculeNetwork.residualCount, size.width], .normal(deviation: 0.5)),
        tree.declare("order", [MoleculeNetwork.orderCount, size.pairWidth], .normal(deviation: 1)),
        tree.declare("path", [MoleculeNetwork.longestPath + 2, size.pairWidth], .normal(deviation: 1)),
        tree.declare("ring", [MoleculeNetwork.largestRing + 1, size.pairWidth], .normal(deviation: 1))
      )
    }
    property = size.seesProperty ? Linear(&tree, "property", PropertyScaling.count, size.width, hasBias: false) : nil
    layers = (0..<size.depth).map {
      MoleculeLayer(&tree, "layer\($0)", width: size.width, pairWidth: size.pairWidth, geometry: geometry)
    }
  }

  /// - Parameters:
  ///   - own: what else is known of the atoms, [atoms, width].
  ///   - positions: [atoms, 3].
  func callAsFunction(_ inputs: MoleculeInputs, _ own: Tensor, positions: Tensor? = nil) -> MoleculeLayer.State {
    let (atomCount, pairCount) = (inputs.atomCount, inputs.pairCount)
    var atoms = kind.rows(inputs.kind, atomCount) + residual.rows(inputs.residual, atomCount) + own
    if let property, let values = inputs.property {
      atoms = atoms + property(values.reshaped([atomCount, PropertyScaling.count]))
    }
    let pairs = order.rows(inputs.order, pairCount) + path.rows(inputs.path, pairCount) + ring.rows(inputs.ring, pairCount)
    return layers.reduce(MoleculeLayer.State(atoms: atoms, pairs: pairs, positions: positions)) { $1($0, inputs) }
  }
}
