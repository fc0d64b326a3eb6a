internal import Tensors

/// What statistics need of a set of molecules that others are compared with: the training molecules, or held-out ones. Made once,
/// used for many sets.
public struct MoleculeReference: Sendable {
  public let moleculeCount: Int
  /// The first molecule of each graph, by its canonical SMILES.
  public let byGraph: [String: Molecule]
  /// The distinct canonical SMILES.
  public let graphs: Set<String>

  let lengths: ReferenceValues<BondType>
  let angles: ReferenceValues<AngleType>
  let atomCounts: [Int: Int]
  let elements: [Element: Int]
  let bondTypes: [BondType: Int]

  public init(_ molecules: [Molecule]) {
    moleculeCount = molecules.count
    let names = Parallel.map(molecules.count) { molecules[$0].smiles }
    byGraph = Dictionary(zip(names, molecules)) { first, _ in first }
    graphs = Set(names)
    var lengths = TypedValues<BondType>()
    var angles = TypedValues<AngleType>()
    for (index, molecule) in molecules.enumerated() {
      MoleculeStructure(molecule).collect(index, &lengths, &angles)
    }
    self.lengths = ReferenceValues(lengths)
    self.angles = ReferenceValues(angles)
    atomCounts = Dictionary(molecules.map { ($0.atoms.count, 1) }, uniquingKeysWith: +)
    elements = Dictionary(molecules.lazy.flatMap(\.atoms).map { ($0.element, 1) }, uniquingKeysWith: +)
    bondTypes = lengths.values.mapValues(\.count)
  }
}

extension MoleculeStructure {
  /// Adds the lengths (Å) and angles (degrees) of the molecule.
  func collect(_ index: Int, _ lengths: inout TypedValues<BondType>, _ angles: inout TypedValues<AngleType>) {
    for bond in molecule.bonds { lengths.add(length(of: bond), BondType(bond, in: molecule), molecule: index) }
    for angle in self.angles { angles.add(size(of: angle), AngleType(angle, in: molecule), molecule: index) }
  }
}
