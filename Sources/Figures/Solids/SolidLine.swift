import Foundation

/// One line of a stick between two balls, seen in perspective.
///
/// The line runs from where it leaves the farther ball to where it meets the nearer one, which is drawn over it. Its element
/// has coordinates of its own, along the line, so that one shading across serves every line.
struct SolidLine {
  /// The places of the balls in the order of the picture's balls.
  var first: Int
  var second: Int
  /// How far the line stands to the side of the balls' axis, in the page's plane, in drawing units.
  var offset = 0.0
  var halfWidth: Double
  var isDashed = false
  /// The ball on whose side a positive `offset` lies; nil where the side does not matter.
  var side: Int?

  /// `first second offset halfWidth dashed [side]`, for the page's script.
  var data: String {
    let parts = [String(first), String(second), Markup.hundredths(offset), Markup.hundredths(halfWidth), isDashed ? "1" : "0"]
    return (parts + (side.map { [String($0)] } ?? [])).joined(separator: " ")
  }

  /// Where the element stands, and its outline; an empty outline where the line points at the reader.
  func shape(_ balls: [SolidPicture.Ball]) -> (transform: String, outline: String) {
    let nothing = (transform: "", outline: "")
    let (far, near) = balls[first].place.z > balls[second].place.z ? (balls[second], balls[first]) : (balls[first], balls[second])
    let span = near.place - far.place
    let length = (span * span).sum().squareRoot()
    guard length > 0 else { return nothing }
    let direction = span / length
    let flat = (direction.x * direction.x + direction.y * direction.y).squareRoot()
    guard flat > 1e-3 else { return nothing }
    var aside = SIMD3(-direction.y / flat, direction.x / flat, 0)
    if let side, ((balls[side].place - far.place) * aside).sum() < 0 { aside = -aside }
    let start = max(0, far.radius * far.radius - offset * offset).squareRoot()
    let end = length - max(0, near.radius * near.radius - offset * offset).squareRoot()
    guard end > start else { return nothing }
    let from = SolidPicture.project(far.place + direction * start + aside * offset)
    let to = SolidPicture.project(far.place + direction * end + aside * offset)
    let run = to.point - from.point
    let angle = atan2(run.y, run.x) * 180 / .pi
    let transform =
      "translate(\(Markup.hundredths(from.point.x)) \(Markup.hundredths(from.point.y)))rotate(\(Markup.hundredths(angle)))"
    let outline = outline(
      length: (run * run).sum().squareRoot(), widths: (halfWidth * from.scale, halfWidth * to.scale), bulge: direction.z)
    return (transform, outline)
  }

  /// The circle where a line of half width w leaves the farther ball is seen as an ellipse of half axes w and w·bulge; of it,
  /// the half that bulges towards the ball is the line's end.
  private func outline(length: Double, widths: (Double, Double), bulge: Double) -> String {
    let text = Markup.hundredths
    guard isDashed else {
      let cap = "A\(text(widths.0 * bulge)) \(text(widths.0)) 0 0 1 0 \(text(-widths.0))"
      return "M0 \(text(-widths.0))L\(text(length)) \(text(-widths.1))V\(text(widths.1))L0 \(text(widths.0))\(cap)Z"
    }
    let dashes = 4
    let half = (widths.0 + widths.1) / 2
    let pitch = length / Double(2 * dashes - 1)
    return (0..<dashes).map { index in
      "M\(text(Double(2 * index) * pitch)) \(text(-half))h\(text(pitch))v\(text(2 * half))h\(text(-pitch))Z"
    }.joined()
  }
}
