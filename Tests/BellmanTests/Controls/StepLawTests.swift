import Bellman
import Foundation
import Networks
import Tensors
import Testing

@Suite("Laws of controlled steps")
struct StepLawTests {
  private static let space = EuclideanSpace(dimension: 3)
  private static let move = [0.3, -1.1, 0.7]
  private static let direction = [1.4, 0.2, -2.3]
  private static let logWidth = -0.4

  /// v, and what the law says of its density, of standard normal vectors z.
  private static func draws(_ noise: [Double]) throws -> (steps: [Double], exponents: [Double]) {
    let rows = noise.count / 3
    let program = try Program(.float64, rows: rows) { trace in
      func vector(_ name: String) -> NamedTensors { trace.rows(name, space.layout) }
      let law = StepLaw(move: vector("m"), logWidth: trace.rows("a", []), direction: vector("u"))
      let step = law.step(vector("z"))
      trace.output("v", step)
      trace.output("exponent", law.exponent(of: step, dimension: 3), .rows)
    }
    func repeated(_ values: [Double]) -> [Double] { (0..<rows).flatMap { _ in values } }
    let answer = try program.evaluate([
      "m.x": repeated(move), "u.x": repeated(direction), "a": repeated([logWidth]), "z.x": noise,
    ])
    return (answer["v.x"] ?? [], answer["exponent"] ?? [])
  }

  @Test("have the covariance e^{2a}(1 + uuᵀ) around the move")
  func covariance() throws {
    let (steps, _) = try Self.draws([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    #expect(Array(steps[9...]) == Self.move)
    for i in 0..<3 {
      for j in 0..<3 {
        let found = (0..<3).reduce(0.0) { $0 + (steps[3 * $1 + i] - Self.move[i]) * (steps[3 * $1 + j] - Self.move[j]) }
        let expected = exp(2 * Self.logWidth) * ((i == j ? 1 : 0) + Self.direction[i] * Self.direction[j])
        #expect(abs(found - expected) < 1e-13 * 8)
      }
    }
  }

  @Test("know the density of what they draw")
  func density() throws {
    let noise = [0.3, -0.9, 1.7, -2.2, 0.1, 0.4]
    let (_, exponents) = try Self.draws(noise)
    // The draw is linear in z: −log q = ‖z‖²/2 + log |det|, and det(1 + uuᵀ) = 1 + ‖u‖².
    let logVolume = 3 * Self.logWidth + 0.5 * log(1 + Self.direction.reduce(0) { $0 + $1 * $1 })
    for row in 0..<2 {
      let square = noise[3 * row..<3 * row + 3].reduce(0) { $0 + $1 * $1 }
      #expect(abs(exponents[row] - 0.5 * square - logVolume) < 1e-13 * 10)
    }
  }

  @Test("start near the chain's own step, and are moved by their gradient in all of their parts")
  func field() throws {
    let network = StepField(Self.space, width: 16, depth: 2, featureCount: 3) { $0.vector }
    let program = try Program(.float64, rows: 2) { trace in
      let law = network(trace.rows("x", Self.space.layout), time: trace.rows("t", []))
      trace.output("m", law.move)
      trace.output("a", law.logWidth, .rows)
      trace.output("u", law.direction)
    }
    let values = network.parameters.initialValues(seed: 4).array.map(Double.init)
    var inputs = ["x.x": [0.4, -1, 2, 0.3, 0.2, 0.1], "t": [0.2, 0.9]]
    for entry in network.parameters.entries {
      let start = entry.parameter.offset
      inputs[entry.parameter.name] = Array(values[start..<start + entry.parameter.shape.elementCount])
    }
    let answer = try program.evaluate(inputs)
    let all = ["m.x", "a", "u.x"].flatMap { answer[$0] ?? [] }
    #expect(all.count == 14 && all.allSatisfy { abs($0) < 0.3 && $0 != 0 })
  }
}
