/// A model drawn still, in a square of drawing units about (0, 0).
///
/// Balls and lines stand in the order of their depth, the nearest last (the painter's algorithm): a ball at its middle, a line halfway
/// between its balls. What the page's script needs to draw them anew stands with them as data.
struct SolidPicture {
  struct Ball {
    /// To the right, down and towards the reader, from the square's middle.
    var place: SIMD3<Double>
    var radius: Double
    var colour: BallColour
    var label: String
    var remark: String?
  }

  /// The side of the square.
  static let side = 160.0
  /// The distance of the reader's eye from the square's middle: far enough for a gentle perspective.
  static let eye = 480.0
  /// What a model fills, from the middle; the rest is for rings and for perspective, which lets nearer parts grow.
  private static let room = 73.0

  /// The farthest first.
  let balls: [Ball]
  let lines: [SolidLine]

  /// - Parameter reach: the radius that fills the square, in the model's units; a model with a larger one fills the square as well.
  init(_ model: BallsAndSticks, reach: Double = 0) {
    let pose = SolidPose(model)
    let share = pose.reach > 0 ? Self.room * (pose.reach / max(pose.reach, reach)) : 0
    let order = model.balls.indices.compactMap { index in pose.places[index].map { (index: index, place: $0 * share) } }
      .sorted { ($0.place.z, $0.index) < ($1.place.z, $1.index) }
    balls = order.map { index, place in
      let ball = model.balls[index]
      return Ball(
        place: place, radius: ball.radius / pose.reach * share, colour: ball.colour, label: ball.label, remark: ball.remark)
    }
    let ranks = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($0.element.index, $0.offset) })
    let sticks = model.sticks.filter(model.joins)
    let dashed = sticks.filter { $0.lines == .dashed }
    let halfWidth = pose.reach > 0 ? min(Self.room, model.stickRadius / pose.reach * share) : 0
    lines = sticks.flatMap { stick -> [SolidLine] in
      guard let first = ranks[stick.first], let second = ranks[stick.second] else { return [] }
      let line = SolidLine(first: first, second: second, halfWidth: halfWidth)
      let inside = stick.lines == .dashed ? Self.neighbour(of: stick, among: dashed).flatMap { ranks[$0] } : nil
      return Self.lines(like: line, stick.lines, inside: inside)
    }
  }

  /// Where a point of the model is seen, and how much larger than in the page's plane.
  static func project(_ place: SIMD3<Double>) -> (point: SIMD2<Double>, scale: Double) {
    let scale = eye / (eye - place.z)
    return (SIMD2(place.x, place.y) * scale, scale)
  }

  /// A ball that another dashed stick joins to this one: it lies inside their ring.
  private static func neighbour(of stick: BallsAndSticks.Stick, among dashed: [BallsAndSticks.Stick]) -> Int? {
    let own = [stick.first, stick.second]
    for other in dashed {
      if own.contains(other.first), !own.contains(other.second) { return other.second }
      if own.contains(other.second), !own.contains(other.first) { return other.first }
    }
    return nil
  }

  /// Widths and distances were chosen for the eye: the lines of a stick keep apart by about their width.
  private static func lines(like line: SolidLine, _ lines: BallsAndSticks.Stick.Lines, inside: Int?) -> [SolidLine] {
    let offsets: [Double]
    var line = line
    let width = line.halfWidth
    switch lines {
    case .single: offsets = [0]
    case .double, .dashed:
      offsets = [-1.25, 1.25]
      line.halfWidth *= 0.65
    case .triple:
      offsets = [-1.7, 0, 1.7]
      line.halfWidth *= 0.52
    }
    line.side = inside
    return offsets.map { offset in
      var one = line
      one.offset = offset * width
      one.isDashed = lines == .dashed && offset > 0
      return one
    }
  }

  /// The picture's elements.
  ///
  /// - Parameter name: begins the names of the shadings; unique in the document.
  func elements(name: String) -> String {
    var colours: [BallColour] = []
    for ball in balls where !colours.contains(ball.colour) { colours.append(ball.colour) }
    let shades = Dictionary(uniqueKeysWithValues: colours.enumerated().map { ($0.element, "\(name)c\($0.offset)") })
    let drawnBalls = balls.enumerated().map { index, ball in
      (depth: ball.place.z, rank: lines.count + index, text: circle(ball, shade: shades[ball.colour] ?? ""))
    }
    let drawnLines = lines.enumerated().map { index, line in
      (depth: (balls[line.first].place.z + balls[line.second].place.z) / 2, rank: index, text: path(line))
    }
    // Of a line and a ball of equal depth the ball is drawn last and hides the line's end.
    let parts = (drawnBalls + drawnLines).sorted { ($0.depth, $0.rank) < ($1.depth, $1.rank) }
    let shadings = colours.map { Self.shading($0, name: shades[$0] ?? "") }.joined() + (lines.isEmpty ? "" : Self.lineShading("\(name)l"))
    return "<defs>\(shadings)</defs><g class=\"parts\"\(lines.isEmpty ? "" : " fill=\"url(#\(name)l)\"")>\(parts.map(\.text).joined())</g>" + rings
  }

  private func circle(_ ball: Ball, shade: String) -> String {
    let text = Markup.hundredths
    let (point, scale) = Self.project(ball.place)
    let data = "\(text(ball.place.x)) \(text(ball.place.y)) \(text(ball.place.z)) \(text(ball.radius))"
    let words = [ball.label, ball.remark ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
    return "<circle cx=\"\(text(point.x))\" cy=\"\(text(point.y))\" r=\"\(text(ball.radius * scale))\" fill=\"url(#\(shade))\" "
      + "data-ball=\"\(data)\"" + (words.isEmpty ? "/>" : "><title>\(Markup.escaped(words))</title></circle>")
  }

  private func path(_ line: SolidLine) -> String {
    let shape = line.shape(balls)
    return "<path transform=\"\(shape.transform)\" data-line=\"\(line.data)\" d=\"\(shape.outline)\"/>"
  }

  /// Around balls with a remark, above all else.
  private var rings: String {
    balls.enumerated().filter { $0.element.remark != nil }.map { index, ball in
      let (point, scale) = Self.project(ball.place)
      let radius = ball.radius * scale + 2.5
      return "<circle class=\"ring\" cx=\"\(Markup.hundredths(point.x))\" cy=\"\(Markup.hundredths(point.y))\" "
        + "r=\"\(Markup.hundredths(radius))\" data-ring=\"\(index)\"/>"
    }.joined()
  }

  /// A ball under a light at the upper left.
  private static func shading(_ colour: BallColour, name: String) -> String {
    let bright = colour.mixed(with: BallColour(0xFFFFFF), share: 0.72)
    let dark = colour.mixed(with: BallColour(0x000000), share: 0.42)
    return "<radialGradient id=\"\(name)\" fx=\".34\" fy=\".3\"><stop stop-color=\"\(bright.hexadecimal)\"/>"
      + "<stop offset=\".45\" stop-color=\"\(colour.hexadecimal)\"/><stop offset=\"1\" stop-color=\"\(dark.hexadecimal)\"/>"
      + "</radialGradient>"
  }

  /// Across a line, the same on both sides, so that no turn makes it jump.
  private static func lineShading(_ name: String) -> String {
    "<linearGradient id=\"\(name)\" x2=\"0\" y2=\"1\"><stop stop-color=\"var(--stick-edge)\"/>"
      + "<stop offset=\".5\" stop-color=\"var(--stick)\"/><stop offset=\"1\" stop-color=\"var(--stick-edge)\"/></linearGradient>"
  }
}
