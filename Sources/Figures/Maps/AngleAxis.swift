import Foundation

/// An axis around a circle: its name, where it is cut open, and the unit of its marks.
public struct AngleAxis: Sendable {
  /// Where the circle is cut open to lie flat.
  public enum Cut: Sendable {
    /// Angles in [−π, π).
    case signed
    /// Angles in [0, 2π).
    case positive
  }

  /// The unit of the marks; the angles themselves are always given in radians.
  public enum Unit: Sendable { case degrees, radians }

  public var label: String
  public var cut: Cut
  public var unit: Unit

  public init(_ label: String, cut: Cut = .signed, unit: Unit = .degrees) {
    self.label = label
    self.cut = cut
    self.unit = unit
  }

  var start: Double { cut == .signed ? -.pi : 0 }
  var range: ClosedRange<Double> { start...(start + 2 * .pi) }

  /// The quarter turns.
  var ticks: Ticks {
    let first = cut == .signed ? -2 : 0
    let quarters = Array(first...(first + 4))
    let labels = quarters.map { quarter -> String in
      switch unit {
      case .degrees: quarter == 0 ? "0°" : "\(quarter < 0 ? "−" : "")\(abs(quarter) * 90)°"
      case .radians:
        switch quarter {
        case -2: "−π"
        case -1: "−π/2"
        case 0: "0"
        case 1: "π/2"
        case 2: "π"
        case 3: "3π/2"
        default: "2π"
        }
      }
    }
    return Ticks(values: quarters.map { Double($0) * .pi / 2 }, labels: labels)
  }

  /// The angle's place on this axis, or nothing for what is not finite.
  func wrap(_ angle: Double) -> Double? {
    Periodic.wrap(angle, from: start)
  }
}
