public import Files

/// Atoms with their places, and the bonds between them.
///
/// A molecule has at least one atom; its positions are finite; its bonds join different atoms that are there, at most one
/// bond a pair, in ascending order of the pairs; charges are −15…15 and mass numbers 1…999, as the files hold them. All its
/// hydrogens are atoms: none are implied.
public struct Molecule: Hashable, Sendable {
  public let title: String
  public let atoms: [Atom]
  public let bonds: [Bond]
  /// In the file's order; names may repeat.
  public let dataFields: [DataField]

  static var charges: ClosedRange<Int> { -15...15 }
  static var massNumbers: ClosedRange<Int> { 1...999 }

  /// - Parameter bonds: in any order.
  /// - Throws: `ProgramError` naming the first atom or bond that breaks a rule above; atoms count from 1 in its text.
  public init(
    title: String = "", atoms: [Atom], bonds: [Bond] = [], dataFields: [DataField] = []
  ) throws(ProgramError) {
    guard !atoms.isEmpty else { throw Self.error("a molecule without atoms") }
    for (index, atom) in atoms.enumerated() { try Self.check(atom, index) }
    var bonds = bonds
    if !Self.isAscending(bonds) { bonds.sort { ($0.first, $0.second) < ($1.first, $1.second) } }
    try Self.check(bonds, atoms.count)
    self.title = title
    self.atoms = atoms
    self.bonds = bonds
    self.dataFields = dataFields
  }

  private static func check(_ atom: Atom, _ index: Int) throws(ProgramError) {
    let position = atom.position
    guard position.x.isFinite, position.y.isFinite, position.z.isFinite else {
      throw error("atom \(index + 1) (\(atom.element)) stands at \(position.x), \(position.y), \(position.z)")
    }
    guard charges ~= atom.formalCharge else {
      throw error("atom \(index + 1) (\(atom.element)) has the charge \(atom.formalCharge), outside −15…15")
    }
    guard atom.isotope.map({ massNumbers ~= $0 }) ?? true else {
      throw error("atom \(index + 1) (\(atom.element)) has the mass number \(atom.isotope ?? 0), outside 1…999")
    }
  }

  private static func isAscending(_ bonds: [Bond]) -> Bool {
    zip(bonds, bonds.dropFirst()).allSatisfy { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  private static func check(_ bonds: [Bond], _ atomCount: Int) throws(ProgramError) {
    var previous: Bond?
    for bond in bonds {
      let names = "atoms \(bond.first &+ 1) and \(bond.second &+ 1)"
      guard 0 <= bond.first, bond.second < atomCount else { throw error("a bond joins \(names) of \(atomCount)") }
      guard bond.first != bond.second else { throw error("a bond joins atom \(bond.first + 1) with itself") }
      guard previous?.first != bond.first || previous?.second != bond.second else {
        throw error("two bonds join \(names)")
      }
      previous = bond
    }
  }

  private static func error(_ problem: String) -> ProgramError {
    ProgramError(.data, problem, remedy: "correct or remove the molecule")
  }
}
