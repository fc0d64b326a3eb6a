import Bellman
import Files
import Foundation
import Tensors
import TimeSeriesDomain

/// The fields that are learnt, what is known of an initial field, and the laws that draws are held to.
struct FieldStudy {
  let name: String
  /// Grid points; the numbers that laws name beside them (fluxes at the ends) are further channels, constant in time.
  let points: Int
  let states: SeriesStates
  let chart: LawChart
  private let array: SeriesArray
  private let components: PrincipalComponents
  private let system: LawSystem
  /// One for each thread, used by it alone.
  private let lanes: [Lane]

  /// A projection that is made once: that takes longer than to use it.
  private final class Lane: @unchecked Sendable {
    private let projection: LawProjection

    init(_ system: LawSystem) { projection = LawProjection(system) }

    func project(_ values: inout [Double], conditions: [Double]) { _ = projection.project(&values, conditions: conditions) }
  }

  /// Of an initial field, its coordinates along the directions in which those of the training fields vary.
  var conditionCount: Int { components.variances.count }

  private static var greatestConditions: Int { 32 }

  init(_ training: SimulatedSeries) throws {
    points = training.channels.count
    name = "\(training.channels.count) points × \(training.times.count) times"
    array = Self.joined(training)
    let names = training.channels.map(\.name) + training.conditionNames
    chart = try LawChart([], channels: names, times: training.times)
    var starts = DenseMatrix(zeros: array.count, points)
    for number in 0..<array.count { for point in 0..<points { starts[number, point] = array[number, 0, point] } }
    components = try PrincipalComponents(of: starts, count: Self.greatestConditions, share: 1 - 1e-8, seed: 0)
    // Mass, and all else that the scheme keeps; the given initial field; fluxes that stay what they are.
    var laws = training.laws.laws.filter { if case .atLeast = $0.relation { false } else { true } }
    laws += training.conditionNames.map { SeriesLaw("\($0) is constant", .conserved(.name($0))) }
    laws += (0..<points).map { SeriesLaw("initial value \($0)", .equal(.first(.name("u\($0)")), .name("initial\($0)"))) }
    system = try LawSystem(
      laws, channels: names, times: training.times, constants: training.laws.constants, conditions: (0..<points).map { "initial\($0)" })
    let system = system
    lanes = Parallel.map(Parallel.defaultThreads) { _ in Lane(system) }
    let conditionCount = components.variances.count
    var conditions: [Double] = []
    for number in 0..<array.count { conditions += Self.coordinates(of: (0..<points).map { starts[number, $0] }, components) }
    states = SeriesStates(array, times: training.times, conditions: conditions, conditionCount: conditionCount)
  }

  /// Fields with the numbers that laws name as channels.
  static func joined(_ made: SimulatedSeries) -> SeriesArray {
    guard !made.conditionNames.isEmpty else { return made.series }
    let (points, extra) = (made.channels.count, made.conditionNames.count)
    var result = SeriesArray(zeros: made.count, length: made.times.count, channels: points + extra)
    for number in 0..<made.count {
      for time in made.times.indices {
        for point in 0..<points { result[number, time, point] = made.series[number, time, point] }
        for place in 0..<extra { result[number, time, points + place] = made.conditions[number * extra + place] }
      }
    }
    return result
  }

  func joined(_ made: SimulatedSeries) -> SeriesArray { Self.joined(made) }

  private static func coordinates(of start: [Double], _ components: PrincipalComponents) -> [Double] {
    (0..<components.variances.count).map { row in
      (0..<start.count).reduce(0) { $0 + (start[$1] - components.mean[$1]) * components.directions[row, $1] }
    }
  }

  func conditions(_ start: [Double], count: Int) -> [Double] {
    let own = Self.coordinates(of: start, components)
    return (0..<count).flatMap { _ in own }
  }

  /// Training fields, evenly spread.
  func members(_ count: Int) -> SeriesArray {
    let kept = min(count, array.count)
    return array.series((0..<kept).map { $0 * array.count / kept })
  }

  struct Enforced {
    let series: SeriesArray
    let initialViolation: Double
    let massViolation: Double
  }

  /// Fields put onto the laws.
  func enforced(_ drawn: SeriesArray, initial start: [Double]) throws -> Enforced {
    let piece = max(1, (drawn.count + lanes.count - 1) / lanes.count)
    let pieces = Parallel.map((drawn.count + piece - 1) / piece) { number -> [([Double], [LawExcess])] in
      (number * piece..<min((number + 1) * piece, drawn.count)).map { field in
        var values = Array(drawn.series(field))
        for point in 0..<points { values[point] = start[point] }
        lanes[number].project(&values, conditions: start)
        // The initial field as it is given, to the last digit.
        for point in 0..<points { values[point] = start[point] }
        return (values, system.excesses(of: values, conditions: start))
      }
    }.flatMap { $0 }
    var (initial, mass) = (0.0, 0.0)
    for (_, excesses) in pieces {
      for excess in excesses {
        if excess.law.hasPrefix("initial value") { initial = max(initial, excess.amount) } else { mass = max(mass, excess.amount) }
      }
    }
    return Enforced(
      series: SeriesArray(count: drawn.count, length: drawn.length, channels: drawn.channels, values: pieces.flatMap(\.0)), initialViolation: initial,
      massViolation: mass)
  }

  /// The ensemble Kalman update of training fields to what is known of an initial field: all its values would be more than the ensemble has directions.
  func updated(_ members: SeriesArray, initial start: [Double], _ randomness: RandomCoordinates) throws -> SeriesArray {
    let known = Self.coordinates(of: start, components)
    let equations = known.indices.map { row in
      GaussianConditioning.Equation(
        variables: Array(0..<points), factors: (0..<points).map { components.directions[row, $0] },
        value: known[row] + (0..<points).reduce(0) { $0 + components.mean[$1] * components.directions[row, $1] })
    }
    return try EnsembleConditioning(members, equations: equations).conditioned(members, randomness)
  }
}
