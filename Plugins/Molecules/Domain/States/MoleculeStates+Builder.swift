import Files

extension MoleculeStates {
  /// Takes molecules one by one, if they are legal.
  struct Builder {
    private let alphabet: AtomAlphabet
    private var graphs: [MaskedGraph] = []
    private var positions: [[Double]] = []

    init(_ alphabet: AtomAlphabet) { self.alphabet = alphabet }

    var states: MoleculeStates { MoleculeStates(alphabet: alphabet, graphs: graphs, positions: positions) }

    /// - Throws: `ProgramError` that says what is wrong with a molecule that is not legal; nothing is taken then.
    mutating func append(_ molecule: Molecule) throws(ProgramError) {
      try DistanceBonds.requireSeparation(of: molecule.atoms.map(\.position))
      let graph = try MaskedGraph(molecule, alphabet: alphabet)
      guard graph.isLegal(alphabet) else { throw Self.reason(molecule) }
      var coordinates = molecule.atoms.flatMap { [$0.position.x, $0.position.y, $0.position.z] }
      MoleculeStates.centre(&coordinates)
      graphs.append(graph)
      positions.append(coordinates)
    }

    private static func reason(_ molecule: Molecule) -> ProgramError {
      if let violation = ValenceTable.corrected.violations(in: molecule).first {
        return ProgramError(.data, violation.description, remedy: "correct the molecule")
      }
      return ProgramError(
        .data, "its atoms are in \(molecule.components.count) pieces", remedy: "give each piece as a molecule of its own")
    }
  }
}
