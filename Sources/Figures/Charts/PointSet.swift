/// A named set of points to be drawn as dots.
public struct PointSet<Point: Sendable>: Sendable {
  public var name: String
  public var points: [Point]
  /// At most how many are drawn; of more, every k-th is, spread evenly over the order given.
  public var limit: Int

  public init(name: String, points: [Point], limit: Int = 5000) {
    self.name = name
    self.points = points
    self.limit = limit
  }

  var drawn: [Point] { points.spread(limit) }

  /// Fewer points are drawn larger.
  var radius: Double { Self.radius(for: min(points.count, limit)) }

  static func radius(for count: Int) -> Double {
    switch count {
    case ..<100: 2.6
    case ..<600: 1.9
    case ..<2500: 1.4
    default: 1.1
    }
  }

  var summary: String {
    let shown = drawn.count
    return "\(name): \(points.count) points" + (shown < points.count ? ", of which \(shown) are drawn" : "")
  }
}

extension Array {
  /// At most `limit` elements, evenly spread, in order.
  func spread(_ limit: Int) -> [Element] {
    guard count > limit else { return self }
    guard limit > 0 else { return [] }
    return (0..<limit).map { self[Int(Double($0) * Double(count) / Double(limit))] }
  }
}
