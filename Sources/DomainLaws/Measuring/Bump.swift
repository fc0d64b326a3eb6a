internal import Bellman
internal import Foundation
internal import Tensors

/// Laws and fields of compact support around an anchor, in normal coordinates: what densities and scores are held
/// against.
///
/// The bump law has density c (1 − |v|²/r²)² on the tangent ball of radius r, carried to the space by the exponential
/// map, with 1/c = rⁿ π^{n/2} Γ(3)/Γ(n/2 + 3). It is exact as long as r is at most the space's reach.
struct Bump<Space: RiemannianSpace> {
  let probe: Probe<Space>
  let radius: Double

  private var space: Space { probe.space }
  private var dimension: Double { Double(space.dimension) }

  /// log of the bump law's density around `anchors`, with respect to the Riemannian volume; −∞ beyond its radius.
  func logDensity(_ states: StateBatch, around anchors: StateBatch) throws -> [Double] {
    let results = try recorded(states, anchors) { arguments in
      let vector = space.logarithm(from: arguments[1], to: arguments[0])
      let volume = space.exponentialLogVolume(vector, at: arguments[1])
      return [NamedTensors(number: vector.squaredNorm()), NamedTensors(number: volume)]
    }
    let constant = lgamma(dimension / 2 + 3) - log(2) - dimension * log(radius) - dimension / 2 * log(.pi)
    return zip(results[0].numbers, results[1].numbers).map { square, logVolume in
      let inside = 1 - square / (radius * radius)
      return inside > 0 ? constant + 2 * log(inside) - logVolume : -.infinity
    }
  }

  /// Draws of the bump law: |v|²/r² has a Beta(n/2, 3) law, the share of n among n + 6 squared normal numbers.
  func draws(around anchors: StateBatch, _ stream: UInt32) throws -> StateBatch {
    let directions = try probe.tangents(at: anchors, stream)
    let norms = directions.norms
    let scales = (0..<anchors.count).map { row in
      var generator = probe.randomness(stream + 1).generator(row: row)
      let others = (0..<6).reduce(0.0) { sum, _ in
        let number = generator.normal()
        return sum + number * number
      }
      return radius / (norms[row] * norms[row] + others).squareRoot()
    }
    return try probe.advanced(anchors, along: directions.scaled(byRows: scales))
  }

  /// f(x) = (1 − d(x, a)²/r²)₊³ and its gradient in x, which is (6/r²)(1 − d²/r²)₊² log_x a.
  func function(_ states: StateBatch, around anchors: StateBatch) throws -> (values: [Double], gradients: StateBatch) {
    let results = try recorded(states, anchors) { arguments in
      let toAnchor = space.logarithm(from: arguments[0], to: arguments[1])
      let inside = (1 - toAnchor.squaredNorm() * (1 / (radius * radius))).maximum(0)
      return [
        NamedTensors(number: inside * inside * inside),
        toAnchor.scaled(byRows: inside * inside * (6 / (radius * radius))),
      ]
    }
    return (results[0].numbers, results[1])
  }

  /// The field v(x) = φ log_x a with φ = (1 − d²/r²)₊², and its divergence −φ (n + ∂ℓ) + 4 (d²/r²)(1 − d²/r²)₊; ∂ℓ is
  /// the rate at which the exponential map's log-volume from a grows with the logarithm of the distance.
  func field(_ states: StateBatch, around anchors: StateBatch) throws -> (vectors: StateBatch, divergences: [Double]) {
    // The derivative of a smooth function of the distance, from both sides.
    let step = 1e-4
    let results = try recorded(states, anchors) { arguments in
      let (state, anchor) = (arguments[0], arguments[1])
      let toAnchor = space.logarithm(from: state, to: anchor)
      let ratio = toAnchor.squaredNorm() * (1 / (radius * radius))
      let inside = (1 - ratio).maximum(0)
      let ray = space.logarithm(from: anchor, to: state)
      let growth =
        (space.exponentialLogVolume(ray * (1 + step), at: anchor)
          - space.exponentialLogVolume(ray * (1 - step), at: anchor)) * (1 / (2 * step))
      // Beyond the radius the growth may be infinite where the weight is zero.
      let isBeyond = inside.isLessOrEqual(inside.trace.constant(0))
      let spread = inside * inside * Tensor.select(isBeyond, inside, growth + dimension)
      return [toAnchor.scaled(byRows: inside * inside), NamedTensors(number: ratio * inside * 4 - spread)]
    }
    return (results[0], results[1].numbers)
  }
}
