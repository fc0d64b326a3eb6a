internal import Foundation
internal import Networks
internal import Tensors

/// What the network sees of molecules in bins, recorded as inputs of a program.
///
/// Pairs are unordered, each there once; indices run over the atoms of all bins of a micro-batch.
struct MoleculeInputs {
  let shape: BinShape
  private let half: MoleculeHalf
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

  init(_ trace: Trace, _ half: MoleculeHalf, _ shape: BinShape, seesProperty: Bool) {
    self.shape = shape
    self.half = half
    func numbers(_ input: Input, _ row: Shape) -> Tensor { trace.rows(input.name(half), row) }
    func indices(_ input: Input, _ count: Int) -> Tensor { trace.indexRows(input.name(half), [count]) }
    property = seesProperty ? numbers(.property, [shape.atoms, PropertyScaling.count]) : nil
    kind = indices(.kind, shape.atoms)
    residual = indices(.residual, shape.atoms)
    order = indices(.order, shape.pairs)
    path = indices(.path, shape.pairs)
    ring = indices(.ring, shape.pairs)
    first = indices(.first, shape.pairs)
    second = indices(.second, shape.pairs)
    molecule = indices(.molecule, shape.atoms)
    share = numbers(.share, [shape.molecules, 1])
  }

  /// What one of the halves alone sees: numbers, [bins, row…], or rows of a table.
  func numbers(_ input: Input, _ row: Shape) -> Tensor { trace.rows(input.name(half), row) }
  func indices(_ input: Input, _ count: Int) -> Tensor { trace.indexRows(input.name(half), [count]) }

  /// What an input is called in a program.
  enum Input: String {
    /// The numbers of atoms of each kind in the molecule, and rows of tables: the part that is being revealed, and the bond orders that are
    /// open (`VisibleGraph`). The half for graphs sees them at each atom.
    case composition, part, open
    /// Scaled positions, of standard deviation near one at every level of noise, and features of that level.
    case positions, noise
    case property, kind, residual, order, path, ring, first, second, molecule, share

    func name(_ half: MoleculeHalf) -> String { "\(half.rawValue).\(rawValue)" }
  }

  var trace: Trace { kind.trace }
  var binCount: Int { trace.rowCount }
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
