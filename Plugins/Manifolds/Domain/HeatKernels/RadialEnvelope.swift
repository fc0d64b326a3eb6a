import Foundation

/// Exact draws of the distance on Sⁿ, n ≥ 3, by rejection from three tangents of the logarithm of its density.
///
/// g = log K + (n − 1) log sin θ is concave: K sin^{n−1} is sin^{(n−1)/2} times the limit of a transition density of
/// one-dimensional Brownian motion killed at the rate (n − 1)(n − 3)/(8 sin²θ), which is convex, so that the density is
/// log-concave (Brascamp and Lieb, J. Funct. Anal. 22, 1976). Hence no tangent is ever below g, and the least of three
/// bounds it. They touch around the mean, which is known: E cos θ = e^{−ns/2}, E cos²θ = (1 + n e^{−(n+1)s})/(n + 1).
/// About six draws in seven are accepted, at every n and s.
struct RadialEnvelope {
  private let kernel: SphereHeatKernel
  private let standardDeviation: Double
  private var pieces: [Piece] = []

  /// On [start, end] the bound is g(touch) + slope·(θ − touch); `mass` is the integral of its exponential, with the height
  /// at the middle tangent's touch taken out.
  private struct Piece {
    var touch: Double
    var height: Double
    var slope: Double
    var start = 0.0
    var end = Double.pi
    var mass = 0.0
  }

  /// Nil when σ is not positive and finite.
  init?(kernel: SphereHeatKernel, standardDeviation: Double) {
    let variance = standardDeviation * standardDeviation
    guard standardDeviation > 0, variance > 0, variance.isFinite else { return nil }
    self.kernel = kernel
    self.standardDeviation = standardDeviation
    let n = Double(kernel.dimension)
    let fall = -expm1(-n * variance / 2)
    let mean = 2 * asin((fall / 2).squareRoot())
    let spread =
      n * variance < 1e-3 ? n * variance * variance / 2 : n * expm1(-(n + 1) * variance) / (n + 1) - expm1(-n * variance)
    let reach = min(spread.squareRoot() / sin(mean), 0.45 * min(mean, .pi - mean))
    for offset in [-1.0, 0, 1] {
      let touch = mean + 1.2 * offset * reach
      let found = kernel.scoredLogDensity(at: touch, standardDeviation: standardDeviation)
      pieces.append(
        Piece(
          touch: touch, height: found.value + kernel.logSphereArea(at: touch),
          slope: found.score + (n - 1) * cos(touch) / sin(touch)))
    }
    for i in 0..<2 {
      let (left, right) = (pieces[i], pieces[i + 1])
      // Where the two tangents meet: between their touches, as g is concave.
      let rise = right.height - left.height + left.slope * left.touch - right.slope * right.touch
      let meeting = min(max(rise / (left.slope - right.slope), left.touch), right.touch)
      pieces[i].end = meeting
      pieces[i + 1].start = meeting
    }
    let top = pieces[1].height
    for i in pieces.indices {
      let piece = pieces[i]
      let start = piece.height - top + piece.slope * (piece.start - piece.touch)
      pieces[i].mass = exp(start) * Self.growth(piece.slope, piece.end - piece.start)
    }
  }

  /// ∫₀^width e^{slope·x} dx.
  private static func growth(_ slope: Double, _ width: Double) -> Double {
    let exponent = slope * width
    return abs(exponent) < 1e-9 ? width : expm1(exponent) / slope
  }

  func sample(using generator: inout some RandomNumberGenerator) -> Double {
    let total = pieces.reduce(0) { $0 + $1.mass }
    while true {
      var mark = total * Draws.uniform(using: &generator)
      var index = 0
      while index < 2, mark >= pieces[index].mass {
        mark -= pieces[index].mass
        index += 1
      }
      let piece = pieces[index]
      let share = Draws.uniform(using: &generator)
      let width = piece.end - piece.start
      let exponent = piece.slope * width
      // The inverse of the piece's distribution, from whichever end is the higher, so that no exponential overflows.
      let distance: Double
      if abs(exponent) < 1e-9 {
        distance = piece.start + share * width
      } else if exponent < 0 {
        distance = piece.start + log1p(share * expm1(exponent)) / piece.slope
      } else {
        distance = piece.end + log1p(share * expm1(-exponent)) / piece.slope
      }
      guard distance > 0, distance < .pi else { continue }
      let bound = piece.height + piece.slope * (distance - piece.touch)
      let found = kernel.logDensity(at: distance, standardDeviation: standardDeviation)
      let threshold = log(1 - Draws.uniform(using: &generator)) + bound
      if threshold <= found + kernel.logSphereArea(at: distance) { return distance }
    }
  }
}
