public import Bellman
internal import Files

/// Molecules in three dimensions: kinds of atoms, bonds, positions.
///
/// A molecule's graph comes from a jump process that never leaves the legal graphs, its positions from a Gaussian process on the
/// subspace without the centre of mass; a network that is equivariant by construction steers both.
public struct MoleculeDomain: Domain {
  public struct Configuration: Codable, Hashable, Sendable {
    /// The kinds of atoms that molecules are made of.
    public var alphabet: AtomAlphabet
    /// Which motions of space the network follows.
    public var symmetry: MoleculeSymmetry
    /// What is done with records that cannot be read, or whose molecules no legal graph has.
    public var badRecords: MoleculeFile.BadRecords
    /// What was said of records that could not be read and were left out, where there are any.
    public var unreadRecords: String?

    public init(
      alphabet: AtomAlphabet, symmetry: MoleculeSymmetry = .reflections, badRecords: MoleculeFile.BadRecords = .refuse,
      unreadRecords: String? = nil
    ) {
      self.alphabet = alphabet
      self.symmetry = symmetry
      self.badRecords = badRecords
      self.unreadRecords = unreadRecords
    }
  }

  public static var name: String { "molecules" }
  public static var summary: String { "Generate molecules: elements, charges, bonds and positions, with chemistry checked." }

  public let configuration: Configuration

  public init(_ configuration: Configuration) { self.configuration = configuration }

  public var alphabet: AtomAlphabet { configuration.alphabet }

  // MARK: Files

  /// The molecules of an SDF, MOL or XYZ file, or of one of them that is compressed.
  public func read(_ path: String) throws -> [Molecule] {
    try MoleculeFile(reading: path, badRecords: configuration.badRecords).molecules
  }

  public func write(_ samples: [Molecule], to path: String) throws { try MoleculeFormat.write(samples, to: path) }

  // MARK: States

  public func encode(_ samples: [Molecule]) throws -> MoleculeStates {
    var graphs: [MaskedGraph] = []
    var positions: [[Double]] = []
    var leftOut: [String] = []
    for (index, molecule) in samples.enumerated() {
      do throws(ProgramError) {
        try DistanceBonds.requireSeparation(of: molecule.atoms.map(\.position))
        graphs.append(try legalGraph(molecule))
        var coordinates = molecule.atoms.flatMap { [$0.position.x, $0.position.y, $0.position.z] }
        MoleculeStates.centre(&coordinates)
        positions.append(coordinates)
      } catch {
        let name = molecule.title.isEmpty ? "" : " (\(Printable.line(molecule.title)))"
        let problem = "molecule \(index + 1)\(name): \(error.problem)"
        guard configuration.badRecords == .skip else {
          throw ProgramError(.data, problem, remedy: "correct it, or leave such molecules out with --skip-bad")
        }
        leftOut.append(problem)
      }
    }
    return MoleculeStates(alphabet: alphabet, graphs: graphs, positions: positions, leftOut: leftOut)
  }

  private func legalGraph(_ molecule: Molecule) throws(ProgramError) -> MaskedGraph {
    let graph = try MaskedGraph(molecule, alphabet: alphabet)
    guard !graph.isLegal(alphabet) else { return graph }
    if let violation = ValenceTable.corrected.violations(in: molecule).first {
      throw ProgramError(.data, violation.description, remedy: "correct the molecule")
    }
    throw ProgramError(
      .data, "its atoms are in \(molecule.components.count) pieces", remedy: "give each piece as a molecule of its own")
  }

  public func decode(_ states: MoleculeStates) -> [Molecule] { states.molecules() }

  public func arrays(of states: MoleculeStates) -> StoredArrays { states.arrays }

  public func states(from arrays: StoredArrays) throws -> MoleculeStates { try MoleculeStates(arrays, alphabet: alphabet) }
}
