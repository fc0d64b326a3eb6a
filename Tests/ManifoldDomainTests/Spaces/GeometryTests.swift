import Bellman
import ManifoldAccuracy
import ManifoldDomain
import Tensors
import Testing

/// The maps of every space against one another and against distances in extended precision. `benchmarks accuracy` takes a
/// million pairs.
@Suite struct GeometryTests {
  static let names = ["S1", "S2", "S7", "T3", "SO3", "S2xT2"]

  @Test(arguments: names) func float64(name: String) throws {
    let space = try ManifoldSpace(name: name)
    try check(GeometryProbe<Double>(space), bound: 5e-14)
  }

  @Test(arguments: names) func float32(name: String) throws {
    let space = try ManifoldSpace(name: name)
    try check(GeometryProbe<Float>(space), bound: 5e-6)
  }

  private func check<Scalar: ExecutableScalar>(_ probe: GeometryProbe<Scalar>, bound: Double) throws {
    let errors = try GeometryErrors(probe, random: 20_000, adversarial: 10_000)
    for (name, error) in errors.worst.sorted(by: { $0.key < $1.key }) {
      #expect(error <= bound, "\(probe.space.name): \(name) is off by \(error)")
    }
  }
}
