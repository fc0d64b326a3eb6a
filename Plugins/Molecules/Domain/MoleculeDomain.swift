public import Bellman
public import Files

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
    /// The data field with the number that draws can be held to; nil for none.
    public var property: String?
    /// Which noise positions are learnt from.
    public var coupling: NoiseCoupling

    public init(
      alphabet: AtomAlphabet, symmetry: MoleculeSymmetry = .reflections, badRecords: MoleculeFile.BadRecords = .refuse,
      property: String? = nil, coupling: NoiseCoupling = .independent
    ) {
      self.alphabet = alphabet
      self.symmetry = symmetry
      self.badRecords = badRecords
      self.property = property
      self.coupling = coupling
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
    var builder = MoleculeStates.Builder(alphabet, property: configuration.property)
    for (index, molecule) in samples.enumerated() {
      do throws(ProgramError) {
        try builder.append(molecule)
      } catch {
        throw Self.naming("molecule \(index + 1)", molecule, error)
      }
    }
    return builder.states
  }

  /// The molecules of a file as states, the record (counted from 1) of each, and what is wrong with those that are not legal and were
  /// left out.
  public func encode(
    _ file: MoleculeFile
  ) throws(ProgramError) -> (states: MoleculeStates, records: [Int], leftOut: [ProgramError]) {
    var builder = MoleculeStates.Builder(alphabet, property: configuration.property)
    var records: [Int] = []
    var leftOut: [ProgramError] = []
    for (molecule, record) in zip(file.molecules, file.records) {
      do throws(ProgramError) {
        try builder.append(molecule)
        records.append(record)
      } catch {
        let named = Self.naming("record \(record)", molecule, error, file: file.source)
        guard configuration.badRecords == .skip else { throw named }
        leftOut.append(named)
      }
    }
    return (builder.states, records, leftOut)
  }

  private static func naming(
    _ place: String, _ molecule: Molecule, _ error: ProgramError, file: String? = nil
  ) -> ProgramError {
    let title = molecule.title.isEmpty ? "" : " (\(Printable.line(molecule.title)))"
    return ProgramError(
      .data, "\(place)\(title): \(error.problem)", at: file.map { .init(file: $0) },
      remedy: "correct it, or leave such molecules out with --skip-bad")
  }

  public func decode(_ states: MoleculeStates) -> [Molecule] { states.molecules(property: configuration.property) }

  public func arrays(of states: MoleculeStates) -> StoredArrays { states.arrays }

  public func states(from arrays: StoredArrays) throws -> MoleculeStates {
    try MoleculeStates(arrays, alphabet: alphabet, hasProperty: configuration.property != nil)
  }
}
