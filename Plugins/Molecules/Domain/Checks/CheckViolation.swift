import Foundation

/// What a check finds wrong with some atoms of a molecule.
///
///     bond length: the distance of atoms 1 (C) and 5 (C) is 1.87 Å; allowed is 1.28…1.73 Å, exceeded by 0.15 Å
public struct CheckViolation: Hashable, Sendable, CustomStringConvertible {
  /// An atom of the violation.
  public struct Participant: Hashable, Sendable, CustomStringConvertible {
    /// The index in the molecule's atoms, counted from 0.
    public let index: Int
    public let element: Element

    /// Counted from 1, as in files: `3 (N)`.
    public var description: String { "\(index + 1) (\(element))" }
  }

  /// What was found.
  public enum Finding: Hashable, Sendable {
    /// A quantity outside what is allowed; a bound may be infinite.
    case outside(quantity: String, value: Double, allowed: ClosedRange<Double>)
    /// Something that is no number outside a range, in words.
    case other(String)
  }

  /// The name of the check.
  public let check: String
  public let atoms: [Participant]
  public let finding: Finding
  /// How far outside of what is allowed, in the check's unit; > 0.
  public let excess: Double
  public let unit: String
  /// The excess over what the check counts as 1, so that excesses of different units can be added.
  public let severity: Double

  public var description: String {
    switch finding {
    case .outside(let quantity, let value, let allowed):
      "\(check): the \(quantity) of \(names) is \(Self.text(value)) \(unit); allowed is \(Self.text(allowed)) \(unit), "
        + "exceeded by \(Self.text(excess)) \(unit)"
    case .other(let text): "\(check): \(text)"
    }
  }

  private var names: String {
    guard let last = atoms.last, atoms.count > 1 else { return "atom " + (atoms.first?.description ?? "?") }
    return "atoms " + atoms.dropLast().map(\.description).joined(separator: ", ") + " and \(last)"
  }

  private static func text(_ range: ClosedRange<Double>) -> String {
    if !range.upperBound.isFinite { return "at least \(text(range.lowerBound))" }
    if !range.lowerBound.isFinite { return "at most \(text(range.upperBound))" }
    return "\(text(range.lowerBound))…\(text(range.upperBound))"
  }

  /// Two decimals, and more where two would show nothing.
  private static func text(_ value: Double) -> String {
    let small = value != 0 && abs(value) < 0.01
    return small ? String(format: "%.1e", value) : String(format: "%.2f", value)
  }
}
