import Bellman
import Foundation
import Tensors
import Testing

/// Everything a reference says about a score, evaluated at states and times.
private struct Faces {
  var control: StateBatch
  var scoreOfControl: StateBatch
  var velocity: StateBatch
  var scoreOfVelocity: StateBatch
  var controlledDrift: StateBatch
  var drift: StateBatch
  var marginalScore: StateBatch
  var controlOfValue: StateBatch
  var variance: [Double]

  /// - Parameter value: V up to a constant, recorded from the state and time.
  init<Reference: ReferenceProcess>(
    _ reference: Reference, _ score: StateBatch, _ states: StateBatch, _ times: [Double],
    value: (NamedTensors, Tensor) -> Tensor
  ) throws {
    func face(_ record: (NamedTensors, NamedTensors, Tensor) -> NamedTensors) throws -> StateBatch {
      try FieldProbe.vectors(at: states, times: times, ["score": score]) { state, time, input in
        record(input("score"), state, time)
      }
    }
    control = try face { reference.control(score: $0, $1, time: $2) }
    scoreOfControl = try face { reference.score(control: reference.control(score: $0, $1, time: $2), $1, time: $2) }
    velocity = try face { reference.velocity(score: $0, $1, time: $2) }
    scoreOfVelocity = try face { reference.score(velocity: reference.velocity(score: $0, $1, time: $2), $1, time: $2) }
    controlledDrift = try face { reference.controlledDrift(score: $0, $1, time: $2) }
    drift = try face { reference.drift($1, time: $2) }
    marginalScore = try face { reference.marginalScore($1, time: $2) }
    controlOfValue = try face { reference.control(value: value($1, $2), $1, time: $2) }
    let program = try Program(.float64, rows: times.count) { trace in
      trace.output("variance", reference.diffusion(trace.rows("time", [])), .rows)
    }
    variance = try program.evaluate(["time": times])["variance"] ?? []
  }
}

@Suite("Faces of a control")
struct FacesTests {
  /// A reference, with its noising written down again and the marginals ρ_t = N(0, v) of a Gaussian one; flat ones have
  /// none.
  enum Case: Sendable, CaseIterable, CustomTestStringConvertible {
    case linear, ornsteinUhlenbeck, varianceExploding, brownian

    var testDescription: String { noising.name }

    var noising: NoisingLaw {
      switch self {
      case .linear: .linear
      case .ornsteinUhlenbeck: .ornsteinUhlenbeck(1.7)
      case .varianceExploding: .varianceExploding(0.05, 4)
      case .brownian: .varianceExploding(0.05, 4)
      }
    }

    /// c of the Gaussian references.
    var targetDeviation: Double { self == .ornsteinUhlenbeck ? 1 : 1.3 }

    func marginalVariance(_ time: Double) -> Double {
      let (scale, deviation) = (noising.scale(time) * targetDeviation, noising.deviation(time))
      return self == .brownian ? .infinity : scale * scale + deviation * deviation
    }

    /// −2γ²(log(γ/α))′, the squared noise of a process whose noising this is.
    func variance(_ time: Double) -> Double {
      let n = noising
      let (a, g) = (n.scale(time), n.deviation(time))
      return 2 * g * g * (n.scaleSlope(time) / a - n.deviationSlope(time) / g)
    }

    var path: GaussianPath {
      switch self {
      case .linear: .linear
      case .ornsteinUhlenbeck: .ornsteinUhlenbeck(horizon: 1.7)
      case .varianceExploding, .brownian: .varianceExploding(smallest: 0.05, largest: 4)
      }
    }

    fileprivate func faces(
      _ score: StateBatch, _ states: StateBatch, _ times: [Double], _ value: (NamedTensors, Tensor) -> Tensor
    ) throws -> Faces {
      if self == .brownian {
        let reference = try BrownianReference(
          EuclideanSpace(dimension: 2), schedule: try NoiseSchedule(smallest: 0.05, largest: 4),
          start: GaussianMixture.normal([0, 0], deviation: 4))
        return try Faces(reference, score, states, times, value: value)
      }
      let reference = GaussianReference(dimension: 2, path: path, targetDeviation: targetDeviation)
      return try Faces(reference, score, states, times, value: value)
    }
  }

  private static let states = RandomCoordinates(seed: 5, stream: 70).normals(StateLayout(vector: 2), count: 24)
  private static let times = (0..<24).map { 0.04 + 0.92 * Double($0) / 23 }

  private func faces(_ kind: Case, _ target: GaussianMixture, _ states: StateBatch, _ times: [Double]) throws -> Faces {
    let n = kind.noising
    let score = states.mapRows { target.noised(n.scale(times[$0]), n.deviation(times[$0])).score($1) }
    return try kind.faces(score, states, times) { state, time in
      let (scale, deviation): (Tensor, Tensor) = (kind.path.scale(time), kind.path.deviation(time))
      let law = target.logDensity(state.vector, scale: scale, deviation: deviation)
      guard kind != .brownian else { return -law }
      let c = kind.targetDeviation
      let variance = scale.square() * (c * c) + deviation.square()
      return -(law + state.squaredNorm() * 0.5 / variance)
    }
  }

  @Test("agree with closed forms for a mixture", arguments: Case.allCases)
  func closedForms(kind: Case) throws {
    let target = GaussianMixture.twoModes
    let (states, times, n) = (Self.states, Self.times, kind.noising)
    let faces = try faces(kind, target, states, times)
    func expected(_ body: (_ t: Double, _ x: [Double], _ score: [Double]) -> [Double]) -> StateBatch {
      states.mapRows { row, x in
        let t = times[row]
        return body(t, x, target.noised(n.scale(t), n.deviation(t)).score(x))
      }
    }
    func marginal(_ t: Double, _ x: Double) -> Double { -x / kind.marginalVariance(t) }
    // v = E[α′X₁ + γ′ε | X_t], from the denoiser and so not by way of the score.
    let velocity = expected { t, x, _ in
      let (a, g) = (n.scale(t), n.deviation(t))
      let denoised = target.denoised(x, a, g)
      return zip(x, denoised).map { x, d -> Double in n.scaleSlope(t) * d + n.deviationSlope(t) * (x - a * d) / g }
    }
    let control = expected { t, x, score in
      zip(x, score).map { x, s -> Double in kind.variance(t).squareRoot() * (s - marginal(t, x)) }
    }
    let drift = expected { t, x, _ in
      x.map { x -> Double in n.scaleSlope(t) / n.scale(t) * x + kind.variance(t) * marginal(t, x) }
    }
    let score = expected { $2 }
    // Values up to some hundreds, so relative to the greatest.
    func agree(_ a: StateBatch, _ b: StateBatch) -> Bool {
      greatestDifference(a, b) <= 1e-12 * max(1, b.values[0].map(abs).max() ?? 0)
    }
    #expect(agree(faces.velocity, velocity))
    #expect(agree(faces.control, control))
    #expect(agree(faces.controlOfValue, control))
    #expect(agree(faces.drift, drift))
    #expect(agree(faces.marginalScore, expected { t, x, _ in x.map { marginal(t, $0) } }))
    #expect(agree(faces.scoreOfControl, score))
    #expect(agree(faces.scoreOfVelocity, score))
    #expect(
      greatestDifference(faces.variance, times.map(kind.variance)) < 1e-12 * (times.map(kind.variance).max() ?? 0))
  }

  @Test(
    "denoiser and score are one another, and the denoiser is the conditional mean",
    arguments: [Case.linear, .ornsteinUhlenbeck, .varianceExploding])
  func denoiser(kind: Case) throws {
    let target = GaussianMixture.twoModes
    let n = kind.noising
    let reference = GaussianReference(dimension: 2, path: kind.path, targetDeviation: kind.targetDeviation)
    let (states, times) = (Self.states, Self.times)
    let score = states.mapRows { target.noised(n.scale(times[$0]), n.deviation(times[$0])).score($1) }
    let denoised = states.mapRows { target.denoised($1, n.scale(times[$0]), n.deviation(times[$0])) }
    let found = try FieldProbe.vectors(at: states, times: times, ["score": score]) {
      reference.denoiser(score: $2("score"), $0, time: $1)
    }
    let back = try FieldProbe.vectors(at: states, times: times, ["denoised": denoised]) {
      reference.score(denoiser: $2("denoised"), $0, time: $1)
    }
    // Dividing by α (here ≥ 0.04) and γ² (≥ 10⁻³) magnifies rounding by so much.
    #expect(greatestDifference(found, denoised) < 2e-12)
    #expect(greatestDifference(back, score) < 1e-12 * max(1, score.values[0].map(abs).max() ?? 0) * 10)
  }

  @Test(
    "a reference needs no control for its own target N(0, c²)",
    arguments: [Case.linear, .ornsteinUhlenbeck, .varianceExploding])
  func ownTarget(kind: Case) throws {
    let target = GaussianMixture.normal([0, 0], deviation: kind.targetDeviation)
    let faces = try faces(kind, target, Self.states, Self.times)
    #expect((faces.control.values[0].map(abs).max() ?? 1) < 1e-12)
    #expect((faces.controlOfValue.values[0].map(abs).max() ?? 1) < 1e-12)
    #expect(greatestDifference(faces.controlledDrift, faces.drift) < 1e-12)
    // Another target does need one.
    let other = try self.faces(kind, .normal([0, 0], deviation: 0.5), Self.states, Self.times)
    #expect((other.control.values[0].map(abs).max() ?? 0) > 0.1)
  }

  @Test(
    "the noised law moves by the continuity and the Fokker–Planck equation", arguments: Case.allCases,
    [0.15, 0.5, 0.85])
  func evolution(kind: Case, time: Double) throws {
    let target = GaussianMixture.twoModes
    let n = kind.noising
    // A point with neighbours at ±h and ±2h along each axis: differences of fourth order.
    let h = 1e-3
    let offsets: [(Double, Double)] = [
      (0, 0), (h, 0), (-h, 0), (2 * h, 0), (-2 * h, 0), (0, h), (0, -h), (0, 2 * h), (0, -2 * h),
    ]
    func slope(_ near: Double, _ nearBack: Double, _ far: Double, _ farBack: Double, _ h: Double) -> Double {
      (8 * (near - nearBack) - (far - farBack)) / (12 * h)
    }
    for point in [[-0.3, 0.2], [0.8, -0.5], [-1.5, 0.9]] {
      let states = StateBatch(vectors: offsets.flatMap { [point[0] + $0.0, point[1] + $0.1] }, dimension: 2)
      let faces = try faces(kind, target, states, [Double](repeating: time, count: 9))
      func divergence(_ field: StateBatch) -> Double {
        let v = field.values[0]
        return slope(v[2], v[4], v[6], v[8], h) + slope(v[11], v[13], v[15], v[17], h)
      }
      func law(_ t: Double) -> GaussianMixture { target.noised(n.scale(t), n.deviation(t)) }
      func logDensity(_ t: Double) -> Double { law(t).logDensity(point) }
      let change = slope(
        logDensity(time + h), logDensity(time - h), logDensity(time + 2 * h), logDensity(time - 2 * h), h)
      let scores = states.mapRows { law(time).score($1) }
      let score = Array(scores.vector(0))
      func along(_ field: StateBatch) -> Double { zip(field.vector(0), score).reduce(0) { $0 + $1.0 * $1.1 } }
      let scale = max(1, abs(change))
      let continuity = change + divergence(faces.velocity) + along(faces.velocity)
      #expect(abs(continuity) < 1e-6 * scale)
      let squared = score.reduce(0) { $0 + $1 * $1 }
      let diffusion = 0.5 * faces.variance[0] * (divergence(scores) + squared)
      let fokkerPlanck = change + divergence(faces.controlledDrift) + along(faces.controlledDrift) - diffusion
      #expect(abs(fokkerPlanck) < 1e-6 * scale)
      // The uncontrolled drift does not move this law so.
      #expect(abs(change + divergence(faces.drift) + along(faces.drift) - diffusion) > 1e-3 * scale)
    }
  }
}
