/// A named question about one molecule, whose answer lists what is wrong; an empty list means that the molecule passes.
///
/// A check judges and changes nothing: what to do about a violation the caller decides. Checks of one's own are made with
/// `init(name:unit:scale:findViolations:)`.
public struct MoleculeCheck: Sendable {
  /// A few words, such as `bond length`.
  public let name: String
  /// Of the excess, such as `Å`.
  public let unit: String
  /// The excess that counts as 1 where excesses of different checks are added; > 0.
  public let scale: Double
  private let findViolations: @Sendable (MoleculeStructure, _ report: inout Report) -> Void

  public init(
    name: String, unit: String, scale: Double,
    findViolations: @escaping @Sendable (MoleculeStructure, _ report: inout Report) -> Void
  ) {
    self.name = name
    self.unit = unit
    self.scale = scale
    self.findViolations = findViolations
  }

  public func violations(in molecule: Molecule) -> [CheckViolation] { violations(in: MoleculeStructure(molecule)) }

  /// As `violations(in: Molecule)`; many checks of one molecule share its structure.
  public func violations(in structure: MoleculeStructure) -> [CheckViolation] {
    var report = Report(check: self, molecule: structure.molecule)
    findViolations(structure, &report)
    return report.violations
  }

  /// All the checks of this folder: valences, connectedness, bond lengths, bond angles, clashes, overlaps, flat rings, flat
  /// double bonds.
  ///
  /// - Parameter ranges: what lengths and angles are allowed, `GeometryRanges.published` or learned from data.
  public static func standard(_ ranges: GeometryRanges, valences: ValenceTable = .corrected) -> [MoleculeCheck] {
    [
      .valence(valences), .connectedness, .bondLength(ranges), .bondAngle(ranges), .clash(), .overlap(), .flatRing(),
      .flatDoubleBond(),
    ]
  }

  /// Collects the violations that a check finds.
  public struct Report {
    fileprivate let check: MoleculeCheck
    fileprivate let molecule: Molecule
    public private(set) var violations: [CheckViolation] = []

    /// Notes a quantity of some atoms unless it lies in the range. A number that is none lies in no range; its excess is the
    /// check's scale. An excess above 10⁶ counts as 10⁶, so that sums of excesses are numbers.
    public mutating func require(_ quantity: String, _ value: Double, in allowed: ClosedRange<Double>, of atoms: [Int]) {
      guard !allowed.contains(value) else { return }
      let excess = value.isNaN ? check.scale : max(allowed.lowerBound - value, value - allowed.upperBound)
      add(atoms, .outside(quantity: quantity, value: value, allowed: allowed), excess)
    }

    /// Notes something that is no number outside a range.
    public mutating func note(_ text: String, excess: Double, of atoms: [Int]) { add(atoms, .other(text), excess) }

    private mutating func add(_ atoms: [Int], _ finding: CheckViolation.Finding, _ excess: Double) {
      let bounded = min(excess, 1e6)
      violations.append(
        CheckViolation(
          check: check.name, atoms: atoms.map { .init(index: $0, element: molecule.atoms[$0].element) }, finding: finding,
          excess: bounded, unit: check.unit, severity: bounded / check.scale))
    }
  }
}
