import Files
import Foundation

/// Molecules as the arrays of a NumPy archive, as large sets are published.
///
/// Of N molecules with n atoms and m bonds in all: `atom_offset` [N + 1], `z` [n] (atomic numbers), `pos` [n, 3] (Å); and, where the
/// archive has them, `formal_charge` [n], `bond_offset` [N + 1] and `bonds` [m, 3] (two atoms, counted from 0 in their molecule, and
/// an order). A molecule without bonds has those that its distances imply. Arrays of N numbers become data fields by their names.
struct MoleculeArchive {
  let count: Int
  private let source: String
  private let atoms: [Int]
  private let numbers: [Int]
  private let positions: [Double]
  private let charges: [Int]?
  private let bondRanges: [Int]?
  private let bonds: [Int]
  private let fields: [(name: String, values: [Double])]

  private static let structure: Set<String> = ["atom_offset", "z", "pos", "formal_charge", "bond_offset", "bonds"]

  init(_ archive: NumPyArchive) throws(ProgramError) {
    source = archive.source
    func fail(_ name: String, _ problem: String) -> ProgramError {
      ProgramError(
        .data, "the array “\(name)” \(problem)", at: .init(file: archive.source),
        remedy: "give atom_offset, z, pos and perhaps formal_charge, bond_offset and bonds")
    }
    func integers(_ name: String, _ shape: [Int?]) throws(ProgramError) -> [Int] {
      let array = try archive.array(name)
      guard let values = array.values.integers, Self.fits(array.shape, shape) else {
        let lengths = shape.map { $0.map(String.init) ?? "any" }.joined(separator: " × ")
        throw fail(name, "is no array of integers of the shape \(lengths)")
      }
      return values
    }
    func offsets(_ name: String, _ count: Int?) throws(ProgramError) -> [Int] {
      let values = try integers(name, [count])
      let rule = "does not begin with 0 and rise"
      guard values.first == 0 else { throw fail(name, values.first.map { "\(rule): it begins with \($0)" } ?? "is empty") }
      if let end = values.indices.dropFirst().first(where: { values[$0] < values[$0 - 1] }) {
        throw fail(name, "\(rule): record \(end) runs from \(values[end - 1]) to \(values[end])")
      }
      return values
    }
    atoms = try offsets("atom_offset", nil)
    count = atoms.count - 1
    let atomCount = atoms.last ?? 0
    numbers = try integers("z", [atomCount])
    let places = try archive.array("pos")
    guard Self.fits(places.shape, [atomCount, 3]), let values = places.values.reals else {
      throw fail("pos", "is no array of \(atomCount) × 3 numbers")
    }
    positions = values
    charges = archive.names.contains("formal_charge") ? try integers("formal_charge", [atomCount]) : nil
    if archive.names.contains("bonds") {
      let ranges = try offsets("bond_offset", count + 1)
      bondRanges = ranges
      bonds = try integers("bonds", [ranges.last ?? 0, 3])
    } else {
      bondRanges = nil
      bonds = []
    }
    var fields: [(name: String, values: [Double])] = []
    for name in archive.names where !Self.structure.contains(name) {
      let array = try archive.array(name)
      if array.shape == [count], let values = array.values.reals { fields.append((name, values)) }
    }
    self.fields = fields
  }

  /// Nil stands for any length.
  private static func fits(_ shape: [Int], _ pattern: [Int?]) -> Bool {
    shape.count == pattern.count && zip(shape, pattern).allSatisfy { $1 == nil || $0 == $1 }
  }

  /// - Throws: `ProgramError` that says what is wrong with a molecule; records count from 1 in it.
  func molecule(_ row: Int) throws(ProgramError) -> Molecule {
    var molecule: [Atom] = []
    for index in atoms[row]..<atoms[row + 1] {
      guard let element = Element(atomicNumber: numbers[index]) else {
        throw error(row, "atom \(index - atoms[row] + 1) has the atomic number \(numbers[index])", remedy: "correct it")
      }
      molecule.append(
        Atom(
          element, at: SIMD3(positions[3 * index], positions[3 * index + 1], positions[3 * index + 2]),
          formalCharge: charges?[index] ?? 0))
    }
    do {
      return try Molecule(
        atoms: molecule, bonds: bonds(row, molecule),
        dataFields: fields.map { DataField(name: $0.name, value: Self.text($0.values[row])) })
    } catch {
      throw self.error(row, error.problem, remedy: error.remedy)
    }
  }

  private func bonds(_ row: Int, _ atoms: [Atom]) throws(ProgramError) -> [Bond] {
    let range = bondRanges.map { $0[row]..<$0[row + 1] } ?? 0..<0
    guard !range.isEmpty else { return try DistanceBonds.bonds(atoms.map(\.element), at: atoms.map(\.position)) }
    var result: [Bond] = []
    for index in range {
      guard let order = BondOrder(rawValue: bonds[3 * index + 2]) else {
        throw ProgramError(.data, "a bond has the order \(bonds[3 * index + 2])", remedy: "write 1, 2, 3, or 4 for aromatic")
      }
      result.append(Bond(bonds[3 * index], bonds[3 * index + 1], order))
    }
    return result
  }

  private static func text(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }

  private func error(_ row: Int, _ problem: String, remedy: String) -> ProgramError {
    ProgramError(.data, "record \(row + 1): \(problem)", at: .init(file: source), remedy: remedy)
  }
}
