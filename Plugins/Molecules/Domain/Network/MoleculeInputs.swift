internal import Foundation
internal import Networks
public import Tensors

/// What the network sees of molecules in bins, recorded as inputs of a program.
///
/// Pairs are unordered, each there once; indices run over the atoms of all bins of a micro-batch.
public struct MoleculeInputs {
  public let shape: BinShape
  /// Scaled positions, of standard deviation near one at every level of noise: [bins, atoms, 3].
  let positions: Tensor
  /// Features of the level of noise: [bins, atoms, features].
  let noise: Tensor
  /// Features of the molecule's property, for each of its atoms: [bins, atoms, features]; nil where there is none.
  let property: Tensor?
  /// Rows of tables: the atom's kind, its residual valence, the pair's order, the length of the path between its atoms.
  let kind: Tensor
  let residual: Tensor
  let order: Tensor
  let path: Tensor
  /// The size of the smallest ring that holds both atoms.
  let ring: Tensor
  /// The pair's atoms, and the atom's molecule.
  let first: Tensor
  let second: Tensor
  let molecule: Tensor
  /// 1/n for each molecule: [bins, molecules, 1].
  let share: Tensor

  public init(_ trace: Trace, _ shape: BinShape, seesProperty: Bool) {
    self.shape = shape
    positions = trace.rows("positions", [shape.atoms, 3])
    noise = trace.rows("noise", [shape.atoms, NoiseFeatures.count])
    property = seesProperty ? trace.rows("property", [shape.atoms, PropertyScaling.count]) : nil
    kind = trace.indexRows("kind", [shape.atoms])
    residual = trace.indexRows("residual", [shape.atoms])
    order = trace.indexRows("order", [shape.pairs])
    path = trace.indexRows("path", [shape.pairs])
    ring = trace.indexRows("ring", [shape.pairs])
    first = trace.indexRows("first", [shape.pairs])
    second = trace.indexRows("second", [shape.pairs])
    molecule = trace.indexRows("molecule", [shape.atoms])
    share = trace.rows("share", [shape.molecules, 1])
  }

  var binCount: Int { positions.trace.rowCount }
  /// Over all bins of the micro-batch.
  var atomCount: Int { binCount * shape.atoms }
  var pairCount: Int { binCount * shape.pairs }
  var moleculeCount: Int { binCount * shape.molecules }
}

/// The level of noise as numbers: c = ¼ log σ, and sin and cos of multiples of it.
///
/// Source: T. Karras et al., NeurIPS 2022, for the scaling of σ.
enum NoiseFeatures {
  private static let frequencies: [Double] = [1, 2, 4]
  static var count: Int { 1 + 2 * frequencies.count }

  static func values(deviation: Double) -> [Double] {
    let level = 0.25 * log(max(deviation, 1e-6))
    var values = [level]
    for frequency in frequencies {
      values.append(sin(.pi * frequency * level))
      values.append(cos(.pi * frequency * level))
    }
    return values
  }
}
