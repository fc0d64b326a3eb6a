import Bellman
import Networks
import Tensors
import Testing

@Suite("Field networks")
struct FieldNetworkTests {
  @Test("start at zero, and depend on the state and the time")
  func dependence() throws {
    let space = EuclideanSpace(dimension: 2)
    let network = FieldNetwork(space, width: 8, depth: 2, featureCount: 2) { $0.vector }
    let states = StateBatch(vectors: [0.1, 0.2, 0.1, 0.2, -0.4, 0.9], dimension: 2)
    func answer(_ parameters: [Double]) throws -> [Double] {
      let program = try Program(.float64, rows: 3) { trace in
        trace.output("u", network(trace.rows("x", space.layout), time: trace.rows("t", [])))
      }
      var inputs: [String: [Double]] = ["x.x": states.values[0], "t": [0.1, 0.7, 0.1]]
      for entry in network.parameters.entries {
        let start = entry.parameter.offset
        inputs[entry.parameter.name] = Array(parameters[start..<start + entry.parameter.shape.elementCount])
      }
      return try program.evaluate(inputs)["u.x"] ?? []
    }
    let initial = network.parameters.initialValues(seed: 3).array.map(Double.init)
    #expect(try answer(initial) == [Double](repeating: 0, count: 6))
    let other = try answer(initial.indices.map { initial[$0] + 0.1 * Double($0 % 5) })
    #expect(other[0] != other[2] && other[0] != other[4] && other[0] != 0)
  }

  @Test("of no depth or width are still networks")
  func small() throws {
    let network = FieldNetwork(
      EuclideanSpace(dimension: 2), width: 0, depth: -1, timeFeatureCount: -2, featureCount: 2
    ) { $0.vector }
    #expect(network.parameters.entries.count == 2)
    // Two features and the time.
    #expect(network.parameters.elementCount == 3 * 2 + 2)
  }
}
