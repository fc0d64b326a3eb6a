internal import Networks
internal import Tensors

/// The two halves of a network of molecules, which see different things and have no parameters in common.
public enum MoleculeHalf: String, Hashable, Sendable {
  /// That reveals graphs, and sees no geometry.
  case graph
  /// That takes noise out of positions, and sees graphs whole.
  case positions
}

/// The half that reveals graphs, and sees no geometry.
struct GraphHalf: Sendable {
  private let size: MoleculeTrunk.Size
  private let composition: Linear
  private let part: Parameter
  private let open: Parameter
  private let trunk: MoleculeTrunk
  private let kindHead: Perceptron
  private let orderHead: Perceptron

  init(_ tree: inout ParameterTree, _ name: String, _ size: MoleculeTrunk.Size) {
    self.size = size
    (composition, part, open, trunk, kindHead, orderHead) = tree.scope(name) { tree in
      (
        Linear(&tree, "composition", size.kinds + 1, size.width),
        tree.declare("tables.part", [MoleculeNetwork.partCount, size.width], .normal(deviation: 0.5)),
        tree.declare("tables.open", [MoleculeNetwork.openCount, size.width], .normal(deviation: 0.5)),
        MoleculeTrunk(&tree, size),
        Perceptron(&tree, "kinds", widths: [size.width, size.width, size.kinds], lastLaw: .constant(0)),
        Perceptron(&tree, "orders", widths: [size.pairWidth, size.pairWidth, 4], lastLaw: .constant(0))
      )
    }
  }

  func callAsFunction(_ trace: Trace, _ shape: BinShape) -> (kinds: Tensor, orders: Tensor) {
    let inputs = MoleculeInputs(trace, .graph, shape, seesProperty: size.seesProperty)
    let count = inputs.atomCount
    let own =
      composition(inputs.numbers(.composition, [shape.atoms, size.kinds + 1]).reshaped([count, size.kinds + 1]))
      + part.rows(inputs.indices(.part, shape.atoms), count) + open.rows(inputs.indices(.open, shape.atoms), count)
    let state = trunk(inputs, own)
    return (kindHead(state.atoms.layerNormalized()), orderHead(state.pairs))
  }
}

/// The half that takes noise out of positions, and sees graphs whole.
struct PositionHalf: Sendable {
  private let size: MoleculeTrunk.Size
  private let noise: Linear
  private let trunk: MoleculeTrunk

  init(_ tree: inout ParameterTree, _ name: String, _ size: MoleculeTrunk.Size, _ geometry: MoleculeLayer.Geometry) {
    self.size = size
    (noise, trunk) = tree.scope(name) { tree in
      (Linear(&tree, "noise", NoiseFeatures.count, size.width), MoleculeTrunk(&tree, size, geometry))
    }
  }

  func callAsFunction(_ trace: Trace, _ shape: BinShape) -> Tensor {
    let inputs = MoleculeInputs(trace, .positions, shape, seesProperty: size.seesProperty)
    let start = inputs.numbers(.positions, [shape.atoms, 3]).reshaped([inputs.atomCount, 3])
    let own = noise(inputs.numbers(.noise, [shape.atoms, NoiseFeatures.count]).reshaped([inputs.atomCount, NoiseFeatures.count]))
    let end = trunk(inputs, own, positions: start).positions ?? start
    return end - start
  }
}

extension Parameter {
  /// Rows of a table, [count, width].
  func rows(_ index: Tensor, _ count: Int) -> Tensor {
    tensor(in: index.trace).gatheredRows(index).reshaped([count, shape[1]])
  }
}
