public import ArgumentParser
internal import Files
internal import MoleculeDomain

/// What molecules are drawn, and how.
public struct MoleculeSampleOptions: ParsableArguments {
  public init() {}

  @Option(parsing: .unconditional, help: "Atoms of each molecule; drawn from the training molecules' when not given.")
  var atoms: Int?
  @Option(help: ArgumentHelp("Draw isomers of one composition, such as C6H6O.", valueName: "formula")) var formula: String?
  @Option(
    help: ArgumentHelp(
      "Draw molecules that have the molecule of this file as a part; new bonds are made where its atoms lack some.", valueName: "file"))
  var fragment: String?
  @Flag(help: "Keep the fragment's bonds, but not its shape.") var flexible = false
  @Option(help: ArgumentHelp("Draw positions alone, for the graphs of this file one after the other.", valueName: "file"))
  var graphs: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Hold draws to this value of the property that the run was trained with; as among the training molecules when not given.",
      valueName: "value"))
  var target: Double?
  @Option(parsing: .unconditional, help: "Evaluations of the network for positions.") var steps = MoleculeModel.Sampling()
    .positionSteps
  @Option(
    parsing: .unconditional, help: "Evaluations of the network for the bonds between atoms that can have several.")
  var bondSteps = MoleculeModel.Sampling().skeletonSteps
  @Option(help: "Which atoms and bonds are revealed first: random ones, or those of which the network is certain.")
  var order = MoleculeModel.Sampling().order
  @Flag(help: "Relax each molecule with the package’s force field (UFF) after it is drawn.") var relax = false

  /// Numbers of atoms that are drawn in a reasonable time.
  static var sizes: ClosedRange<Int> { 1...300 }

  public func validate() throws {
    let given = [("--formula", formula), ("--fragment", fragment), ("--graphs", graphs)].filter { $0.1 != nil }.map(\.0)
    if given.count > 1 { throw ValidationError("\(given[0]) and \(given[1]) exclude each other; give one") }
    if atoms != nil, formula != nil || graphs != nil { throw ValidationError("--atoms and \(given[0]) exclude each other; give one") }
    if flexible, fragment == nil { throw ValidationError("--flexible is said of a --fragment; give one") }
    if let atoms, !Self.sizes.contains(atoms) {
      throw ValidationError("--atoms \(atoms) is out of range; give 1 to \(Self.sizes.upperBound)")
    }
    if let target, !target.isFinite { throw ValidationError("--target \(target) is no finite number; give one") }
    guard (2...10_000).contains(steps) else { throw ValidationError("--steps \(steps) is out of range; give 2 to 10000") }
    guard (1...10_000).contains(bondSteps) else {
      throw ValidationError("--bond-steps \(bondSteps) is out of range; give 1 to 10000")
    }
  }

  var sampling: MoleculeModel.Sampling {
    var sampling = MoleculeModel.Sampling()
    sampling.positionSteps = steps
    sampling.skeletonSteps = bondSteps
    sampling.order = order
    return sampling
  }

  /// Evaluations of the network a molecule, at most.
  var evaluations: Int { graphs == nil ? sampling.evaluations : sampling.positionSteps }
}
