import Bellman
import Files
import Foundation
import Networks
import Tensors

/// Points on S³ as a domain, good unless its configuration names a fault.
struct SphereDomain: DensityDomain {
  enum Fault: String, Codable, CustomStringConvertible {
    case none, mixedRows, normalAnswers, infiniteAnswers, moodyAnswers, wrongDeviation, driftingCode, lostSample,
      roundedFiles
    case greedyReader, wordyReader, forgetfulConfiguration, infiniteConstraint, blindConstraint, shortConstraint,
      noBaseline
    case wrongBaseline, lostBaseline, anyBaseline

    var description: String { rawValue }
  }

  struct Configuration: Codable, Hashable, Sendable {
    var fault = Fault.none

    init(_ fault: Fault) { self.fault = fault }

    init(from decoder: any Decoder) throws { fault = try decoder.singleValueContainer().decode(Fault.self) }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(fault == .forgetfulConfiguration ? Fault.none : fault)
    }
  }

  static let name = "spheres"
  static let summary = "Points on the three-sphere."

  let configuration: Configuration
  let space = ThreeSphere()

  init(_ configuration: Configuration) { self.configuration = configuration }

  private var fault: Fault { configuration.fault }

  func read(_ path: String) throws -> [[Double]] {
    if fault == .greedyReader, let data = FileManager.default.contents(atPath: path), data.count < 4 { return [] }
    do {
      let table = try NumericTable(reading: path, columnCount: 4)
      return (0..<table.rowCount).map { Array(table.row($0)) }
    } catch {
      guard fault == .wordyReader else { throw error }
      throw ModelError("Oh dear.\nSomething is wrong.")
    }
  }

  func write(_ samples: [[Double]], to path: String) throws {
    let values = samples.flatMap { $0 }.map { fault == .roundedFiles ? ($0 * 1000).rounded() / 1000 : $0 }
    try NumericTable(values: values, columnCount: 4).write(to: path)
  }

  func encode(_ samples: [[Double]]) throws -> StateBatch {
    guard fault != .lostSample else { return StateBatch(vectors: samples.dropLast().flatMap { $0 }, dimension: 4) }
    return StateBatch(vectors: samples.flatMap { $0 }, dimension: 4)
  }

  func decode(_ states: StateBatch) -> [[Double]] {
    (0..<states.count).map { row in
      let point = Array(states.vector(row))
      guard fault == .driftingCode else { return point }
      let moved = [point[0] + 1e-6] + point.dropFirst()
      let norm = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return moved.map { $0 / norm }
    }
  }

  func reference(for training: StateBatch) throws -> BrownianReference<ThreeSphere> {
    try BrownianReference(space, schedule: try NoiseSchedule(smallest: 0.05, largest: 3))
  }

  func noiseDeviation(_ time: Tensor, of reference: BrownianReference<ThreeSphere>) -> Tensor {
    reference.schedule.standardDeviation(time) * (fault == .wrongDeviation ? 1.01 : 1)
  }

  func network(_ size: NetworkSize) -> BrokenNetwork {
    BrokenNetwork(
      base: FieldNetwork(space, width: size.width, depth: size.depth, featureCount: 4) { $0.vector }, fault: fault)
  }

  var constraints: [Constraint] {
    [
      Constraint("last coordinate", unit: "radius") { states in
        var excess = (0..<states.count).map { (states.vector($0).last ?? 0) - 1 }
        switch fault {
        case .infiniteConstraint: excess[2] = .infinity
        case .blindConstraint: excess = excess.map { $0.isNaN ? -1 : $0 }
        case .shortConstraint: excess.removeLast()
        default: break
        }
        return excess
      }
    ]
  }

  func baselines(training: StateBatch, validation: StateBatch) throws -> [any StoredDensityModel] {
    fault == .noBaseline ? [] : [BrokenUniformLaw(base: UniformLaw(space), fault: fault)]
  }

  func baseline(_ kind: String, from arrays: StoredArrays) throws -> any StoredDensityModel {
    guard kind == "uniform" || fault == .anyBaseline else { throw ModelError("there is no law “\(kind)”") }
    return BrokenUniformLaw(base: UniformLaw(space), fault: fault == .lostBaseline ? .wrongBaseline : fault)
  }
}

struct BrokenNetwork: ControlNetwork {
  let base: FieldNetwork<ThreeSphere>
  let fault: SphereDomain.Fault

  var parameters: ParameterTree { base.parameters }

  func callAsFunction(_ state: NamedTensors, time: Tensor) -> NamedTensors {
    let answer = base(state, time: time)
    switch fault {
    case .mixedRows:
      let mean = answer.vector.mean(axis: 0, keepingAxis: true)
      return base.space.tangentPart(NamedTensors(answer.layout, [answer.vector - mean]), at: state)
    case .normalAnswers: return answer + state * 0.1
    case .infiniteAnswers: return answer.map { $0 / ($0 * 0) }
    case .moodyAnswers: return answer * Double.random(in: 0.5...1)
    default: return answer
    }
  }
}

struct BrokenUniformLaw: StoredDensityModel {
  let base: UniformLaw<ThreeSphere>
  let fault: SphereDomain.Fault

  var name: String { base.name }
  var kind: String { base.kind }
  var arrays: StoredArrays { base.arrays }
  func logDensity(_ states: StateBatch) -> [Double] {
    base.logDensity(states).map { $0 + (fault == .wrongBaseline ? 0.2 : 0) }
  }
  func draws(count: Int, _ randomness: RandomCoordinates) -> StateBatch { base.draws(count: count, randomness) }
}
