/// How a set of molecules compares with the molecules that it should resemble: one row of a table, the same for generated
/// molecules, for the training molecules themselves and for held-out ones.
///
/// Each rate has Wilson's 95% interval, other numbers the normal one with molecules as independent units. n is the number of
/// molecules; a molecule's graph is its canonical SMILES (`Molecule.smiles`), which tells resonance forms apart, as the set that
/// it is compared with does.
public struct MoleculeStatistics: Hashable, Sendable, Codable {
  /// n.
  public let moleculeCount: Int

  // MARK: From coordinates alone

  /// Stable atoms (`Stability`) over all atoms. The interval is Wilson's for as many independent atoms as would have its clustered
  /// standard error (`ClusteredRatio`).
  public let atomStability: Estimate
  /// Molecules all of whose atoms are stable, over n.
  public let moleculeStability: Rate

  // MARK: Of each molecule's own graph

  /// Molecules without a violation of `ValenceTable.corrected`, over n.
  public let validity: Rate
  /// Molecules that bonds hold together, over n.
  public let connectedness: Rate
  /// Molecules that are both, over n.
  public let validAndConnected: Rate
  /// Molecules in which bonds imply the same bonded pairs as distances do (`DistanceAgreement.hasSamePairs`), over n.
  public let sameBondedPairs: Rate
  /// Molecules in which besides the orders are the same up to resonance (`DistanceAgreement.hasSameOrders`), over n.
  public let sameOrders: Rate

  // MARK: Of the graphs as a set

  /// Distinct graphs over n. Repetitions are no independent trials; Wilson's interval is right while they are few and too wide
  /// when they are many. Depends on n: compare sets of one size.
  public let uniqueness: Rate
  /// Distinct graphs that the training set does not have, over distinct graphs.
  public let novelty: Rate
  /// Molecules whose graph the training set has, over n: copies of training molecules. What it would be without
  /// memory is not known; whether a model copies is for `MemorisationTest` to say.
  public let trainingCopies: Rate
  /// Distinct held-out graphs that occur in the set, over distinct held-out graphs; nil without held-out molecules. Grows with n.
  public let coverage: Rate?

  // MARK: Distributions against the training set

  /// In Å, by `BondType`.
  public let bondLengths: DistributionDistance
  /// In degrees, by `AngleType`.
  public let bondAngles: DistributionDistance
  /// The total variation ½ Σ |p − q| of the number of atoms of a molecule.
  public let atomCountVariation: Estimate
  /// The same of the elements of all atoms.
  public let compositionVariation: Estimate
  /// The same of the types of all bonds (`BondType`).
  public let bondTypeVariation: Estimate

  // MARK: Checks

  /// Each check, in the given order.
  public let checks: [CheckSummary]
  /// Molecules without a violation of any check, over n.
  public let soundness: Rate
  /// Distinct graphs of the molecules that are valid, connected and without a violation of any check, over n: what is left when
  /// everything is asked for at once.
  public let soundAndDistinct: Rate
  /// The molecules of the largest summed severity, worst first.
  public let worst: [Offender]

  // MARK: Measured by others

  /// Such as strain energies, in the given order.
  public let quantities: [MoleculeQuantity.Summary]
}
