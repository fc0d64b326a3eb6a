internal import Foundation
internal import Networks
public import Tensors

/// What the network sees of molecules in bins, recorded as inputs of a program.
///
/// Pairs are unordered, each there once; indices run over the atoms of all bins of a micro-batch.
public struct MoleculeInputs {
  /// Which half of the network they are for.
  public enum Half: String, Hashable, Sendable {
    /// That reveals graphs, and sees no geometry.
    case graph
    /// That takes noise out of positions, and sees graphs whole.
    case positions
  }

  /// What one of the halves alone sees of each atom.
  enum Own {
    /// The numbers of atoms of each kind in the molecule, [bins, atoms, kinds + 1], and rows of tables: the part that is being revealed, and
    /// the bond orders that are open (`VisibleGraph`).
    case graph(composition: Tensor, part: Tensor, open: Tensor)
    /// Scaled positions, of standard deviation near one at every level of noise, [bins, atoms, 3], and features of that level,
    /// [bins, atoms, features].
    case positions(Tensor, noise: Tensor)
  }

  public let shape: BinShape
  let own: Own
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

  public init(_ trace: Trace, _ half: Half, _ shape: BinShape, kinds: Int, seesProperty: Bool) {
    self.shape = shape
    func name(_ input: Input) -> String { input.name(half) }
    switch half {
    case .graph:
      own = .graph(
        composition: trace.rows(name(.composition), [shape.atoms, kinds + 1]), part: trace.indexRows(name(.part), [shape.atoms]),
        open: trace.indexRows(name(.open), [shape.atoms]))
    case .positions:
      own = .positions(
        trace.rows(name(.positions), [shape.atoms, 3]), noise: trace.rows(name(.noise), [shape.atoms, NoiseFeatures.count]))
    }
    property = seesProperty ? trace.rows(name(.property), [shape.atoms, PropertyScaling.count]) : nil
    kind = trace.indexRows(name(.kind), [shape.atoms])
    residual = trace.indexRows(name(.residual), [shape.atoms])
    order = trace.indexRows(name(.order), [shape.pairs])
    path = trace.indexRows(name(.path), [shape.pairs])
    ring = trace.indexRows(name(.ring), [shape.pairs])
    first = trace.indexRows(name(.first), [shape.pairs])
    second = trace.indexRows(name(.second), [shape.pairs])
    molecule = trace.indexRows(name(.molecule), [shape.atoms])
    share = trace.rows(name(.share), [shape.molecules, 1])
  }

  /// What an input is called in a program.
  enum Input: String {
    case composition, part, open, positions, noise, property, kind, residual, order, path, ring, first, second, molecule, share

    func name(_ half: Half) -> String { "\(half.rawValue).\(rawValue)" }
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
