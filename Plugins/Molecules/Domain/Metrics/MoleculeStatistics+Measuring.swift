public import Files
internal import Tensors

extension MoleculeStatistics {
  /// Measures a set of molecules.
  ///
  /// - Parameters:
  ///   - molecules: at least one.
  ///   - training: what the set should resemble, and should not copy.
  ///   - heldOut: molecules of the same source that training did not see, for `coverage`.
  ///   - checks: for instance `MoleculeCheck.standard(GeometryRanges(learnedFrom: training))`.
  ///   - quantities: what else to measure of each molecule.
  ///   - offenderLimit: how many of the worst molecules to list.
  /// - Throws: `ProgramError` when there is no molecule.
  public init(
    of molecules: [Molecule], against training: MoleculeReference, heldOut: MoleculeReference? = nil, checks: [MoleculeCheck],
    quantities: [MoleculeQuantity] = [], offenderLimit: Int = 10
  ) throws(ProgramError) {
    guard !molecules.isEmpty else {
      throw ProgramError(.data, "statistics of no molecules", remedy: "give at least one molecule")
    }
    let found = Findings(molecules, checks)
    let count = molecules.count
    func rate(_ isSuccess: [Bool]) -> Rate { Rate(isSuccess.count { $0 }, of: count) }

    moleculeCount = count
    let stability = ClusteredRatio(found.stableAtoms, over: molecules.map { Double($0.atoms.count) })
    atomStability = Estimate(value: stability.value, interval: stability.shareInterval)
    moleculeStability = rate(found.isStable)
    validity = rate(found.isValid)
    connectedness = rate(found.isConnected)
    let isWhole = zip(found.isValid, found.isConnected).map { $0 && $1 }
    validAndConnected = rate(isWhole)
    sameBondedPairs = rate(found.agreements.map(\.hasSamePairs))
    sameOrders = rate(found.agreements.map(\.hasSameOrders))

    let distinct = Set(found.graphs)
    uniqueness = Rate(distinct.count, of: count)
    novelty = Rate(distinct.count { !training.graphs.contains($0) }, of: distinct.count)
    trainingCopies = rate(found.graphs.map { training.graphs.contains($0) })
    coverage = heldOut.map { held in Rate(held.graphs.count { distinct.contains($0) }, of: held.graphs.count) }

    bondLengths = DistributionDistance(found.lengths, from: training.lengths, moleculeCount: count)
    bondAngles = DistributionDistance(found.angles, from: training.angles, moleculeCount: count)
    atomCountVariation = TotalVariation.estimate(molecules.map { [$0.atoms.count: 1] }, from: training.atomCounts)
    compositionVariation = TotalVariation.estimate(
      molecules.map { molecule in Dictionary(molecule.atoms.map { ($0.element, 1) }, uniquingKeysWith: +) }, from: training.elements)
    bondTypeVariation = TotalVariation.estimate(
      molecules.map { molecule in Dictionary(molecule.bonds.map { (BondType($0, in: molecule), 1) }, uniquingKeysWith: +) },
      from: training.bondTypes)

    self.checks = found.summaries(checks)
    let isSound = found.violations.map(\.isEmpty)
    soundness = rate(isSound)
    soundAndDistinct = Rate(Set(molecules.indices.filter { isWhole[$0] && isSound[$0] }.map { found.graphs[$0] }).count, of: count)
    worst = found.offenders(limit: offenderLimit)
    self.quantities = quantities.map { $0.summary(molecules) }
  }

  /// What is found of each molecule.
  private struct Findings {
    private(set) var stableAtoms: [Double] = []
    private(set) var isStable: [Bool] = []
    private(set) var isValid: [Bool] = []
    private(set) var isConnected: [Bool] = []
    private(set) var agreements: [DistanceAgreement] = []
    private(set) var graphs: [String] = []
    private(set) var lengths = TypedValues<BondType>()
    private(set) var angles = TypedValues<AngleType>()
    /// Of each molecule, by check.
    private var byCheck: [[[CheckViolation]]] = []

    /// Of all checks.
    var violations: [[CheckViolation]] { byCheck.map { $0.flatMap { $0 } } }

    init(_ molecules: [Molecule], _ checks: [MoleculeCheck]) {
      let structures = molecules.map { MoleculeStructure($0) }
      let judged = Parallel.map(molecules.count) { index in
        (
          graph: molecules[index].smiles, agreement: DistanceAgreement(structures[index]),
          violations: checks.map { $0.violations(in: structures[index]) }
        )
      }
      for (index, molecule) in molecules.enumerated() {
        let stability = Stability(molecule)
        stableAtoms.append(Double(stability.stableAtomCount))
        isStable.append(stability.isMoleculeStable)
        isValid.append(ValenceTable.corrected.violations(in: molecule).isEmpty)
        isConnected.append(molecule.isConnected)
        structures[index].collect(index, &lengths, &angles)
      }
      agreements = judged.map(\.agreement)
      graphs = judged.map(\.graph)
      byCheck = judged.map(\.violations)
    }

    func summaries(_ checks: [MoleculeCheck]) -> [CheckSummary] {
      checks.enumerated().map { place, check in
        let own = byCheck.map { $0[place] }
        return CheckSummary(
          name: check.name, unit: check.unit, passing: Rate(own.count { $0.isEmpty }, of: own.count),
          violationCount: own.reduce(0) { $0 + $1.count }, largestExcess: own.joined().map(\.excess).max() ?? 0)
      }
    }

    func offenders(limit: Int) -> [Offender] {
      let violations = violations
      let severities = violations.map { $0.reduce(0) { $0 + $1.severity } }
      let order = violations.indices.filter { !violations[$0].isEmpty }.sorted { (-severities[$0], $0) < (-severities[$1], $1) }
      return order.prefix(max(limit, 0)).map { Offender(molecule: $0, violations[$0]) }
    }
  }
}
