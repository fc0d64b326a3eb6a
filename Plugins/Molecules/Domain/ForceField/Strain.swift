public import Files

/// How far a molecule is from the nearest minimum of the force field: in energy, and in space.
public struct Strain: Sendable {
  /// The molecule's energy less that of the relaxed one, in kcal/mol.
  public let energy: Double
  /// The energy divided by the number of atoms, hydrogens included, in kcal/mol.
  public let energyPerAtom: Double
  /// The root mean square distance of all atoms from their places in the relaxed molecule, after the best superposition, in Å.
  public let displacement: Double
  public let relaxation: Relaxation

  /// - Throws: `ProgramError` naming the first atom without parameters.
  public init(
    of molecule: Molecule, convention: ForceField.Convention = .published, limits: Relaxation.Limits = Relaxation.Limits()
  ) throws(ProgramError) {
    let field = try ForceField(for: molecule, convention: convention)
    self.init(of: field, at: molecule.atoms.map(\.position), limits: limits)
  }

  /// That of other positions of the molecule, in Å.
  public init(of field: ForceField, at positions: [SIMD3<Double>], limits: Relaxation.Limits = Relaxation.Limits()) {
    relaxation = Relaxation(of: field, from: positions, limits: limits)
    energy = field.energy(at: positions) - relaxation.energy
    energyPerAtom = energy / Double(positions.count)
    displacement = Superposition(of: relaxation.positions, onto: positions).rootMeanSquare
  }
}
