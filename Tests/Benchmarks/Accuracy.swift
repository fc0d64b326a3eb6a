import ArgumentParser
import Bellman
import Foundation
import ManifoldAccuracy
import ManifoldDomain
import Tensors

/// Prints the greatest errors of heat kernels and of geometry beside their goals.
struct Accuracy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Print the greatest errors of heat kernels against values of many digits, and of exp, log, distance, transport.",
    discussion: """
      Heat kernels: log K relative to max(1, |log K|), and d log K/dθ relative to itself, at standard deviations from 0.001 \
      to 5 and distances from 0 to the antipode or the angle π. Geometry: random pairs, and 10,000 at zero distance, at the \
      cut locus and next to them, against distances in extended precision and against one another; a pair whose error is \
      not a number counts as infinitely wrong.
      """)

  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Only check that everything runs.") var smoke = false
  @Option(help: "Random pairs of each space and precision, in whole batches of 10,000.") var pairs = 1_000_000
  @Option(parsing: .upToNextOption, help: "Spaces of the geometry.") var space = ["S1", "S2", "S7", "T3", "SO3", "S2xT2"]

  struct HeatKernelRow: Codable {
    var space: String
    var values: Int
    var logDensityError: Double
    var scoreError: Double
    var goal: Double
  }

  struct GeometryRow: Codable {
    var space: String
    var precision: String
    var pairs: Int
    /// By the name of the property.
    var errors: [String: Double]
    var goal: Double
  }

  struct Result: Codable {
    var heatKernels: [HeatKernelRow] = []
    var geometry: [GeometryRow] = []
  }

  func validate() throws {
    guard pairs >= 0 else { throw ValidationError("--pairs \(pairs): it must not be negative") }
  }

  func run() throws {
    var result = Result()
    if !json { print("heat kernel   values   error of log K   error of score   goal") }
    func note(_ name: String, _ kernel: some RadialHeatKernel, _ golden: [GoldenHeatKernel], goal: Double) {
      let errors = HeatKernelErrors(kernel, at: golden)
      let row = HeatKernelRow(
        space: name, values: golden.count, logDensityError: errors.value, scoreError: errors.score, goal: goal)
      result.heatKernels.append(row)
      guard !json else { return }
      print(
        name.padding(toLength: 12, withPad: " ", startingAt: 0)
          + String(format: "%8d   %14.1e   %14.1e   %.0e", row.values, row.logDensityError, row.scoreError, row.goal))
    }
    note("T1", CircleHeatKernel(), GoldenHeatKernel.circle, goal: 1e-12)
    var spheres = [1: GoldenHeatKernel.circle, 2: GoldenHeatKernel.twoSphere, 3: GoldenHeatKernel.threeSphere]
    for (dimension, golden) in GoldenHeatKernel.higherSpheres { spheres[dimension, default: []].append(golden) }
    for (dimension, golden) in spheres.sorted(by: { $0.key < $1.key }) {
      guard let kernel = SphereHeatKernel(dimension: dimension) else { continue }
      note("S\(dimension)", kernel, golden, goal: dimension == 2 ? 1e-12 : 1e-8)
    }
    note("SO3", RotationHeatKernel(), GoldenHeatKernel.rotations, goal: 1e-12)

    if !json { print("\ngeometry  precision   pairs      greatest error                           goal") }
    for name in space {
      let space = try ManifoldSpace(name: name)
      result.geometry.append(try geometryRow(GeometryProbe<Double>(space), "float64", goal: 1e-12))
      result.geometry.append(try geometryRow(GeometryProbe<Float>(space), "float32", goal: 5e-6))
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
      print(String(decoding: try encoder.encode(result), as: UTF8.self))
    }
  }

  private func geometryRow<Scalar: ExecutableScalar>(
    _ probe: GeometryProbe<Scalar>, _ precision: String, goal: Double
  ) throws -> GeometryRow {
    let adversarial = smoke ? 100 : 10_000
    let random = smoke ? 0 : pairs
    let errors = try GeometryErrors(probe, random: random, adversarial: adversarial)
    let row = GeometryRow(
      space: probe.space.name, precision: precision, pairs: random / 10_000 * 10_000 + adversarial, errors: errors.worst,
      goal: goal)
    guard !json, let (property, error) = errors.worst.max(by: { $0.value < $1.value }) else { return row }
    print(
      row.space.padding(toLength: 10, withPad: " ", startingAt: 0) + precision + String(format: "  %9d      %.1e  ", row.pairs, error)
        + property.padding(toLength: 30, withPad: " ", startingAt: 0) + String(format: "  %.0e", goal))
    fflush(nil)
    return row
  }
}
