internal import Bellman
internal import DomainCommand
internal import Files
internal import MoleculeDomain
internal import Networks
internal import Tensors

/// What each draw is held to, from the options of a person and the training molecules.
struct DrawConditions {
  private enum Source {
    case any
    case size(Int)
    case kinds([Int])
    case fragment(Molecule, sizes: [Int], keepsPlaces: Bool)
    case graphs(MoleculeStates)
  }

  private let source: Source
  private let training: MoleculeStates
  private let alphabet: AtomAlphabet
  /// Rows of training molecules whose sizes and properties draws take.
  private let rows: [Int]
  private let target: Double?

  /// The share of the training molecules, nearest in property, whose sizes draws of a target take, and the least number of them.
  private static var nearShare: Double { 0.02 }
  private static var fewestNear: Int { 50 }

  init(_ options: MoleculeSampleOptions, domain: MoleculeDomain, training: MoleculeStates) throws {
    self.training = training
    alphabet = domain.alphabet
    target = options.target
    if let target = options.target {
      guard let properties = training.properties else {
        throw ProgramError(
          .usage, "--target \(target), but the run was trained without a property", remedy: "train with --property, or leave --target out")
      }
      let order = properties.indices.sorted { (abs(properties[$0] - target), $0) < (abs(properties[$1] - target), $1) }
      rows = Array(order.prefix(max(Self.fewestNear, Int(Self.nearShare * Double(order.count)))))
    } else {
      rows = Array(0..<training.count)
    }
    if let formula = options.formula {
      let kinds = try MolecularFormula(formula).kinds(in: domain.alphabet)
      guard MoleculeSampleOptions.sizes.contains(kinds.count) else {
        throw ProgramError(
          .usage, "--formula \(formula) has \(kinds.count) atoms", remedy: "give one of at most \(MoleculeSampleOptions.sizes.upperBound)")
      }
      source = .kinds(kinds)
    } else if let path = options.graphs {
      let states = try domain.encode(MoleculeFile(reading: path, badRecords: domain.configuration.badRecords)).states
      guard states.count > 0 else {
        throw ProgramError(.data, "the file has no legal molecules", at: .init(file: path), remedy: "give at least one")
      }
      source = .graphs(states)
    } else if let path = options.fragment {
      let molecules = try MoleculeFile(reading: path).molecules
      guard molecules.count == 1, let fragment = molecules.first else {
        throw ProgramError(
          .data, "the file has \(molecules.count) molecules", at: .init(file: path), remedy: "give one molecule as the fragment")
      }
      let wanted = options.atoms.map { [$0] } ?? Array(Set(rows.map { training.graphs[$0].atomCount }))
      let possible = try Self.sizes(of: fragment, among: wanted, alphabet, path)
      let sizes = options.atoms.map { [$0] } ?? rows.map { training.graphs[$0].atomCount }.filter(possible.contains)
      source = .fragment(fragment, sizes: sizes, keepsPlaces: !options.flexible)
    } else {
      source = options.atoms.map { .size($0) } ?? .any
    }
  }

  /// Numbers of atoms of legal molecules that have a fragment.
  private static func sizes(
    of fragment: Molecule, among sizes: [Int], _ alphabet: AtomAlphabet, _ path: String
  ) throws(ProgramError) -> Set<Int> {
    var possible: Set<Int> = []
    do throws(ProgramError) {
      try DistanceBonds.requireSeparation(of: fragment.atoms.map(\.position))
      for size in sizes where size >= fragment.atoms.count {
        let condition = try MoleculeCondition(fragment, size: size, in: alphabet, keepsPlaces: false)
        if LegalCompletion(condition.graph, alphabet: alphabet) != nil { possible.insert(size) }
      }
    } catch {
      throw ProgramError(.data, error.problem, at: .init(file: path), remedy: error.remedy)
    }
    guard possible.isEmpty else { return possible }
    let asked = sizes.count == 1 ? "\(sizes[0]) atoms" : "\(sizes.min() ?? 0) to \(sizes.max() ?? 0) atoms"
    throw ProgramError(
      .data, "no legal molecule of \(asked) has the fragment of \(fragment.atoms.count) atoms as a part", at: .init(file: path),
      remedy: "leave free bonds where it is to grow, or ask for other --atoms")
  }

  /// - Parameter first: the number of the first draw.
  func conditions(_ count: Int, first: Int, seed: UInt64) throws -> [MoleculeCondition] {
    try (0..<count).map { offset in
      var stream = RandomCoordinates(seed: seed, stream: RandomPurpose.start, firstRow: first).generator(row: offset)
      func chosen(_ values: [Int]) -> Int { values[min(values.count - 1, Int(stream.uniform() * Double(values.count)))] }
      switch source {
      case .any:
        // Size and property of one molecule, so that draws follow the law of both.
        let row = chosen(rows)
        return MoleculeCondition(size: training.graphs[row].atomCount, property: target ?? training.properties?[row])
      case .size(let size):
        return MoleculeCondition(size: size, property: property(size, chosen))
      case .kinds(let kinds):
        return MoleculeCondition(kinds: kinds, property: property(kinds.count, chosen))
      case .fragment(let fragment, let sizes, let keepsPlaces):
        let size = chosen(sizes)
        return try MoleculeCondition(
          fragment, size: size, in: alphabet, keepsPlaces: keepsPlaces, property: property(size, chosen))
      case .graphs(let states):
        let row = (first + offset) % states.count
        return MoleculeCondition(states.graphs[row], property: target ?? states.properties?[row])
      }
    }
  }

  /// The target, or what a training molecule of this size has.
  private func property(_ size: Int, _ chosen: ([Int]) -> Int) -> Double? {
    guard target == nil, let properties = training.properties else { return target }
    let alike = rows.filter { training.graphs[$0].atomCount == size }
    return properties[chosen(alike.isEmpty ? rows : alike)]
  }
}
