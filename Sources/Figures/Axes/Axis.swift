/// One axis of a chart: what it shows, on which scale, over which range.
public struct Axis: Sendable {
  /// How values become lengths along the axis.
  public enum Scale: Sendable {
    case linear
    /// Decades of equal length; values that are not positive are not drawn.
    case logarithmic
  }

  /// The quantity and its unit, as `test NLL (nats)`.
  public var label: String
  public var scale: Scale
  /// The range to show; where it is absent, or unusable on this scale, the range of the data.
  public var range: ClosedRange<Double>?

  public init(_ label: String, scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
    self.label = label
    self.scale = scale
    self.range = range
  }
}
