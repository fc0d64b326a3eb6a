import Foundation

/// A model as the reader first sees it: about its middle, its two largest extents nearly in the page's plane.
///
/// Coordinates run to the right, down and towards the reader. The principal axes are tilted a little: a ring is seen from above
/// rather than flat, and balls that would stand exactly behind one another do not.
struct SolidPose {
  /// One a ball of the model; nil where it is not drawn. Lengths are in units of `reach`.
  let places: [SIMD3<Double>?]
  /// The radius of a sphere about the middle that holds every ball, in the model's units; 0 where none is drawn.
  let reach: Double

  /// About the vertical, and about the horizontal, in radians.
  private static let tilt = (vertical: 0.30, horizontal: 0.24)

  init(_ model: BallsAndSticks) {
    let drawn = model.balls.indices.filter { model.balls[$0].isDrawable }
    // Lengths are divided by the largest before anything is squared or added: none overflows.
    let largest = drawn.map { index in
      let ball = model.balls[index]
      return max(abs(ball.position.x), abs(ball.position.y), abs(ball.position.z), ball.radius)
    }.max()
    guard let largest else {
      places = model.balls.map { _ in nil }
      reach = 0
      return
    }
    let points = drawn.map { model.balls[$0].position / largest }
    let frame = PrincipalAxes(points)
    let turned = points.map(frame.coordinates)
    let low = turned.reduce(turned[0]) { pointwiseMin($0, $1) }
    let high = turned.reduce(turned[0]) { pointwiseMax($0, $1) }
    let middle = (low + high) / 2
    let extent =
      zip(drawn, turned).map { index, point in
        let offset = point - middle
        return (offset * offset).sum().squareRoot() + model.balls[index].radius / largest
      }.max() ?? 1
    var places = [SIMD3<Double>?](repeating: nil, count: model.balls.count)
    for (index, point) in zip(drawn, turned) { places[index] = Self.tilted((point - middle) / extent) }
    self.places = places
    reach = min(.greatestFiniteMagnitude, extent * largest)
  }

  private static func tilted(_ point: SIMD3<Double>) -> SIMD3<Double> {
    let (c, s) = (cos(tilt.vertical), sin(tilt.vertical))
    let turned = SIMD3(c * point.x + s * point.z, -point.y, c * point.z - s * point.x)
    let (k, t) = (cos(tilt.horizontal), sin(tilt.horizontal))
    return SIMD3(turned.x, k * turned.y + t * turned.z, k * turned.z - t * turned.y)
  }
}
