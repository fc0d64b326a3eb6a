import Files
import Foundation

extension MoleculeStates {
  /// Takes molecules one by one, if they are legal.
  struct Builder {
    private let alphabet: AtomAlphabet
    /// The data field with the molecules' property.
    private let property: String?
    private var properties: [Double] = []
    private var graphs: [MaskedGraph] = []
    private var positions: [[Double]] = []

    init(_ alphabet: AtomAlphabet, property: String? = nil) {
      self.alphabet = alphabet
      self.property = property
    }

    var states: MoleculeStates {
      MoleculeStates(
        alphabet: alphabet, graphs: graphs, positions: positions, properties: property.map { _ in properties })
    }

    /// - Throws: `ProgramError` that says what is wrong with a molecule that is not legal; nothing is taken then.
    mutating func append(_ molecule: Molecule) throws(ProgramError) {
      try DistanceBonds.requireSeparation(of: molecule.atoms.map(\.position))
      let graph = try MaskedGraph(molecule, alphabet: alphabet)
      guard graph.isLegal(alphabet) else { throw Self.reason(molecule) }
      try Self.requireNearness(molecule)
      if let property { properties.append(try Self.number(property, of: molecule)) }
      var coordinates = molecule.atoms.flatMap { [$0.position.x, $0.position.y, $0.position.z] }
      MoleculeStates.centre(&coordinates)
      graphs.append(graph)
      positions.append(coordinates)
    }

    /// In Å; far beyond any bond.
    private static var greatestBondLength: Double { 20 }

    private static func requireNearness(_ molecule: Molecule) throws(ProgramError) {
      for bond in molecule.bonds {
        let distance = Geometry.distance(molecule.atoms[bond.first].position, molecule.atoms[bond.second].position)
        guard distance <= greatestBondLength else {
          throw ProgramError(
            .data, "atoms \(bond.first + 1) and \(bond.second + 1) are bonded, and \(String(format: "%.4g", distance)) Å apart",
            remedy: "give coordinates in Ångström")
        }
      }
    }

    private static func number(_ name: String, of molecule: Molecule) throws(ProgramError) -> Double {
      guard let field = molecule.dataFields.first(where: { $0.name == name }) else {
        let names = Set(molecule.dataFields.map(\.name)).sorted().prefix(8).joined(separator: ", ")
        throw ProgramError(
          .data, "it has no data field \(Printable.quoted(name))\(names.isEmpty ? "" : ", but \(names)")", remedy: "give it one")
      }
      let text = Array(field.value.utf8)
      let range = LineScanner.trimmed(text.indices, of: text)
      guard let match = DecimalNumber.scan(text, from: range.lowerBound, to: range.upperBound), match.end == range.upperBound,
        match.value.isFinite
      else {
        throw ProgramError(
          .data, "its data field \(Printable.quoted(name)) is \(Printable.quoted(field.value)), which is no number", remedy: "correct it")
      }
      return match.value
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
