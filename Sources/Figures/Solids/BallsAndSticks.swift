/// A body of balls joined by sticks, such as a molecule.
///
/// Lengths are in any one unit. A ball whose place is not finite or whose radius is not positive and finite is not drawn, nor is
/// a stick to such a ball, to a ball that is not there, or from a ball to itself; the figure's description counts both.
public struct BallsAndSticks: Sendable {
  public struct Ball: Sendable {
    public var position: SIMD3<Double>
    public var radius: Double
    public var colour: BallColour
    /// What kind of ball it is, for the key beside the figure: balls of one kind have one label and one colour. May be empty.
    public var label: String
    /// Why the reader should look at this ball. A ring is drawn around it, above all else; the text is shown under the
    /// pointer, and read out. Nil for a ball like the others.
    public var remark: String?

    public init(at position: SIMD3<Double>, radius: Double, colour: BallColour, label: String = "", remark: String? = nil) {
      self.position = position
      self.radius = radius
      self.colour = colour
      self.label = label
      self.remark = remark
    }
  }

  public struct Stick: Sendable {
    public enum Lines: Sendable, CaseIterable {
      case single, double, triple
      /// A whole line and a dashed one, which lies inside the ring of such sticks.
      case dashed
    }

    /// Indices in the model's balls.
    public var first: Int
    public var second: Int
    public var lines: Lines

    public init(_ first: Int, _ second: Int, _ lines: Lines = .single) {
      self.first = first
      self.second = second
      self.lines = lines
    }
  }

  /// Stands under the picture and names it to assistive technology.
  public var title: String
  /// A line of small print under the title; may be empty.
  public var caption: String
  public var balls: [Ball]
  public var sticks: [Stick]
  /// Half the width of a single line; those of sticks of several lines are thinner. Sticks are not drawn where it is not
  /// positive and finite.
  public var stickRadius: Double

  public init(title: String, caption: String = "", balls: [Ball], sticks: [Stick], stickRadius: Double) {
    self.title = title
    self.caption = caption
    self.balls = balls
    self.sticks = sticks
    self.stickRadius = stickRadius
  }

  /// What the picture shows, in words.
  var summary: String {
    let drawn = balls.filter(\.isDrawable)
    var counts: [(label: String, count: Int)] = []
    for ball in drawn where !ball.label.isEmpty {
      if let known = counts.firstIndex(where: { $0.label == ball.label }) {
        counts[known].count += 1
      } else {
        counts.append((ball.label, 1))
      }
    }
    let labels = counts.map { "\($0.count) \($0.label)" }.joined(separator: ", ")
    let shown = sticks.count { joins($0) }
    var text = "\(drawn.count) balls\(labels.isEmpty ? "" : " (\(labels))"), \(shown) sticks."
    let missing = (balls.count - drawn.count, sticks.count - shown)
    if missing != (0, 0) { text += " Not drawn: \(missing.0) balls, \(missing.1) sticks." }
    let remarks = drawn.compactMap { ball in ball.remark.map { ball.label.isEmpty ? $0 : "\(ball.label): \($0)" } }
    if !remarks.isEmpty { text += " Marked: \(remarks.joined(separator: "; "))." }
    return text
  }

  /// Whether the stick has two different balls that are drawn, and a width.
  func joins(_ stick: Stick) -> Bool {
    stick.first != stick.second && balls.indices.contains(stick.first) && balls.indices.contains(stick.second)
      && balls[stick.first].isDrawable && balls[stick.second].isDrawable && stickRadius > 0 && stickRadius.isFinite
  }
}

extension BallsAndSticks.Ball {
  var isDrawable: Bool {
    position.x.isFinite && position.y.isFinite && position.z.isFinite && radius > 0 && radius.isFinite
  }
}
