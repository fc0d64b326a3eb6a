public import ArgumentParser
internal import Bellman
public import DomainCommand
internal import Files
public import MoleculeDomain

/// Options that say which molecules are meant, and how the network sees them.
public struct MoleculeOptions: ParsableArguments {
  public init() {}

  @Option(
    help: ArgumentHelp(
      "What the network follows: reflections (E(3), a molecule and its mirror image are alike) or rotations (SE(3)).",
      discussion: """
        Data are SDF, MOL or XYZ files, compressed or not, with all their hydrogens, or a NumPy archive (.npz) with the arrays \
        atom_offset, z, pos and perhaps formal_charge, bond_offset and bonds. Where there are no bonds, as in XYZ, those that the \
        distances imply are taken.
        """))
  var symmetry: MoleculeSymmetry = .reflections

  @Flag(help: "Leave out records that cannot be read and molecules that are not legal, and count them.") var skipBad = false

  @Option(
    help: ArgumentHelp(
      "A data field of the records with a number that draws can be held to, by --target.", valueName: "field"))
  var property: String?

  @Option(
    help:
      "Which noise positions are learnt from: independent, or aligned with them by rotation and relabelling of alike leaves.")
  var coupling: NoiseCoupling = .independent

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Kinds of atoms such as C N N+1 O-1; those of the data when not given.", valueName: "kind"))
  var kinds: [AtomKind] = []
}

extension MoleculeSymmetry: ExpressibleByArgument {}
extension NoiseCoupling: ExpressibleByArgument {}
extension RevealingOrder: ExpressibleByArgument {}
extension AtomKind: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension MoleculeDomain: CommandDomain {
  public static func configuration(_ options: MoleculeOptions, dataPath: String) throws -> Configuration {
    let badRecords: MoleculeFile.BadRecords = options.skipBad ? .skip : .refuse
    var kinds = Set(options.kinds)
    do throws(ProgramError) {
      _ = try AtomAlphabet(kinds)
    } catch {
      if !kinds.isEmpty { throw ProgramError(.usage, error.problem, remedy: error.remedy) }
    }
    if kinds.isEmpty, !dataPath.isEmpty {
      kinds = try Self.kinds(of: MoleculeFile(reading: dataPath, badRecords: badRecords), badRecords)
    }
    if kinds.isEmpty { kinds = defaultKinds }
    return Configuration(
      alphabet: try AtomAlphabet(kinds), symmetry: options.symmetry, badRecords: badRecords,
      property: options.property, coupling: options.coupling)
  }

  /// The kinds of atoms of a file. One that no table knows is an error; or its molecules are left out later, by name.
  private static func kinds(of file: MoleculeFile, _ badRecords: MoleculeFile.BadRecords) throws -> Set<AtomKind> {
    var (kinds, seen) = (Set<AtomKind>(), Set<AtomKind>())
    for (molecule, record) in zip(file.molecules, file.records) {
      for kind in molecule.atoms.map({ AtomKind($0) }) where seen.insert(kind).inserted {
        do throws(ProgramError) {
          _ = try AtomAlphabet([kind])
          kinds.insert(kind)
        } catch {
          guard badRecords == .skip else {
            throw ProgramError(
              .data, "record \(record): \(error.problem)", at: .init(file: file.source),
              remedy: "correct it, or leave such molecules out with --skip-bad")
          }
        }
      }
    }
    return kinds
  }

  /// What is described and checked where no data say what there is.
  private static var defaultKinds: Set<AtomKind> {
    [
      AtomKind(.hydrogen), AtomKind(.carbon), AtomKind(.nitrogen), AtomKind(.nitrogen, formalCharge: 1), AtomKind(.oxygen),
      AtomKind(.oxygen, formalCharge: -1), AtomKind(.fluorine),
    ]
  }

  public static var quickstart: QuickstartPlan {
    QuickstartPlan(dataset: "small-organics", minutes: 3, network: training.network)
  }

  public static var exampleData: String { "molecules.sdf" }

  public static var training: TrainingDefaults {
    TrainingDefaults(network: NetworkSize(width: 96, depth: 5), batchSize: 16, learningRate: 2e-3)
  }

  public static func checkOutput(_ path: String) throws { _ = try MoleculeFormat(writing: path) }

  public func load(_ path: String) throws -> FileStates<MoleculeStates> {
    let file = try MoleculeFile(reading: path, badRecords: configuration.badRecords)
    let (states, records, leftOut) = try encode(file)
    guard states.count > 0 else {
      let first = leftOut.first ?? file.failures.first?.error
      throw ProgramError(
        .data, "none of the \(file.molecules.count + file.failures.count) records is a legal molecule; the first: \(first?.problem ?? "")",
        at: .init(file: path), remedy: first?.remedy ?? "")
    }
    let illegal = leftOut.first.map {
      "\(leftOut.count) of \(file.molecules.count) molecules were left out; the first: \($0.problem)."
    }
    return FileStates(
      states, rows: records.map { $0 - 1 }, rowCount: file.molecules.count + file.failures.count,
      notes: [file.failureSummary.map { $0 + "." }, illegal, Self.noteOnSizes(states, records)].compactMap { $0 })
  }

  /// What one molecule that is much larger than most does to the steps of training.
  private static func noteOnSizes(_ states: MoleculeStates, _ records: [Int]) -> String? {
    let sizes = states.sizes
    guard let row = sizes.indices.max(by: { sizes[$0] < sizes[$1] }) else { return nil }
    let molecules = MoleculeStepShape.fewestMolecules(of: states)
    guard molecules > greatestStep * training.batchSize else { return nil }
    let median = sizes.sorted()[sizes.count / 2]
    return "Record \(records[row]) has \(sizes[row]) atoms, where the median is \(median): every step must have room for it and takes "
      + "\(molecules) molecules at least, so that there are few steps in a given time. Leave such molecules out if they do not matter."
  }

  /// Times the molecules of a step that were asked for, from which on one is told.
  private static var greatestStep: Int { 8 }
}
