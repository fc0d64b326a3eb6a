public import Files

/// The Universal Force Field of one molecule: its energy and the forces on its atoms, for any element and bonding that the
/// parameters know, without electrostatics.
///
///     E = Σ bonds ½ k (r − r₀)²  +  Σ angles  +  Σ torsions  +  Σ inversions  +  Σ pairs D [(x/r)¹² − 2 (x/r)⁶]
///
/// Lengths in Å, energies in kcal/mol. The terms' formulas stand with their types; pairs of atoms count when neither a bond nor two
/// bonds in a row join them. Which atoms and bonds a term takes is settled once, from the molecule's graph; its positions
/// are not looked at.
///
/// Every term is smooth and finite wherever the atoms are, coincident and collinear ones included: lengths are softened to
/// √(r² + 10⁻⁸ Å²), areas and the plane's cosine alike, and the pairs' wall becomes a parabola below half the distance of their
/// minimum. At the distances of molecules all this changes the energy by some 10⁻⁴ kcal/mol.
///
/// Source: Rappé, Casewit, Colwell, Goddard and Skiff, “UFF, a full periodic table force field for molecular mechanics and
/// molecular dynamics simulations”, J. Am. Chem. Soc. 114, 10024 (1992). The correction of the bond length for electronegativity
/// is subtracted, which its own bond lengths require (its equation 2 prints a plus).
public struct ForceField: Sendable {
  /// What the paper says, or what programs that follow it compute.
  public enum Convention: Hashable, Sendable, CaseIterable {
    /// Amide bonds have the order 1.41; planar atoms bend about the angle of their type; a tetrahedral group turns with a threefold barrier
    /// on a planar atom's other planar neighbours, as in propene.
    case published
    /// As in RDKit: amide bonds are single bonds, all planar atoms bend about 120°, and the threefold barrier holds for a planar atom at
    /// either end.
    case common
  }

  /// The parts of the energy.
  public enum Term: Hashable, Sendable, CaseIterable {
    case bonds, angles, torsions, inversions, vanDerWaals
  }

  /// The type that each atom has been given, in the molecule's order.
  public let atomTypes: [AtomType]
  let stretches: [BondStretch]
  let bends: [AngleBend]
  let torsions: [TorsionTwist]
  let inversions: [CentreInversion]
  let pairs: [VanDerWaalsPair]

  /// - Parameter molecule: with all its hydrogens, as `Molecule` has them; Kekulé's double bonds and aromatic bonds mean the
  ///   same.
  /// - Throws: `ProgramError` naming the first atom of an element without parameters; atoms count from 1 in its text.
  public init(for molecule: Molecule, convention: Convention = .published) throws(ProgramError) {
    for (index, atom) in molecule.atoms.enumerated() where ElementParameters(atom.element) == nil {
      throw ProgramError(
        .data, "atom \(index + 1) (\(atom.element)) has no parameters in the force field",
        remedy: "leave out molecules with elements other than \(ElementParameters.elements.map(\.symbol).joined(separator: ", "))")
    }
    let environments = AtomEnvironments(molecule)
    let builder = TermBuilder(environments, convention)
    atomTypes = builder.types
    stretches = builder.stretches()
    bends = builder.bends()
    torsions = builder.torsions()
    inversions = builder.inversions()
    pairs = builder.pairs()
  }

  public var atomCount: Int { atomTypes.count }

  /// In kcal/mol.
  ///
  /// - Parameter positions: in Å, one an atom.
  public func energy(at positions: [SIMD3<Double>]) -> Double {
    var gradient = [SIMD3<Double>](repeating: .zero, count: positions.count)
    return energyAndGradient(at: positions, gradient: &gradient)
  }

  /// The energy in kcal/mol, and its derivatives by the positions in kcal/mol/Å.
  ///
  /// - Parameters:
  ///   - positions: in Å, one an atom.
  ///   - gradient: takes the derivatives; as long as the positions. Handed in so that a caller's loop does not allocate.
  public func energyAndGradient(at positions: [SIMD3<Double>], gradient: inout [SIMD3<Double>]) -> Double {
    for atom in gradient.indices { gradient[atom] = .zero }
    return Term.allCases.reduce(0) { $0 + add($1, at: positions, to: &gradient) }
  }

  /// The energy and its gradient, as above.
  public func energyAndGradient(at positions: [SIMD3<Double>]) -> (energy: Double, gradient: [SIMD3<Double>]) {
    var gradient = [SIMD3<Double>](repeating: .zero, count: positions.count)
    let energy = energyAndGradient(at: positions, gradient: &gradient)
    return (energy, gradient)
  }

  /// The energy of each part in kcal/mol; they add up to the energy.
  public func termEnergies(at positions: [SIMD3<Double>]) -> [Term: Double] {
    var gradient = [SIMD3<Double>](repeating: .zero, count: positions.count)
    return Dictionary(uniqueKeysWithValues: Term.allCases.map { ($0, add($0, at: positions, to: &gradient)) })
  }

  /// The energy of one part; its gradient is added to what is there.
  public func add(_ term: Term, at positions: [SIMD3<Double>], to gradient: inout [SIMD3<Double>]) -> Double {
    precondition(positions.count == atomCount && gradient.count == atomCount, "one position and one gradient an atom")
    var energy = 0.0
    switch term {
    case .bonds: for stretch in stretches { energy += stretch.energy(positions, &gradient) }
    case .angles: for bend in bends { energy += bend.energy(positions, &gradient) }
    case .torsions: for torsion in torsions { energy += torsion.energy(positions, &gradient) }
    case .inversions: for inversion in inversions { energy += inversion.energy(positions, &gradient) }
    case .vanDerWaals: for pair in pairs { energy += pair.energy(positions, &gradient) }
    }
    return energy
  }
}
