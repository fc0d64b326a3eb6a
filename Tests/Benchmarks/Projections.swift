import ArgumentParser
import Foundation
import TimeSeriesAccuracy
import TimeSeriesDomain

/// Exactness and cost of putting series onto laws from noise.
struct Projections: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "projections", abstract: "Put noisy series onto laws: how many get there, how exactly, how fast.",
    discussion: """
      Noise of 30 % of each channel's size. Equations are judged as a share of their terms, inequalities and complementary quantities by the \
      greatest violation in their own unit, which is to be 0. One thread. With several lengths it shows how the time grows with the rows.
      """)

  @Option(help: "Series of each case.") var series = 200
  @Option(parsing: .upToNextOption, help: "Rows of a series.") var rows = [64]
  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Only check that everything runs.") var smoke = false

  struct Row: Codable {
    var laws: String
    var rows: Int
    var series: Int
    var exact: Int
    /// |h| as a share of Σ|∂h/∂x|·max|x|, at worst.
    var equations: Double
    var inequalities: Double
    var milliseconds: Double
    var slowest: Double
  }

  func validate() throws {
    guard series > 0 else { throw ValidationError("--series is to be positive") }
    guard rows.allSatisfy({ $0 >= 4 }) else { throw ValidationError("--rows are to be 4 or more") }
  }

  func run() throws {
    var results: [Row] = []
    if !json { print("laws                  rows     exact      equations  inequalities   ms mean  slowest") }
    let cases = rows.map { ProjectionCase.equations(rows: $0) + ProjectionCase.inequalities(rows: $0) }
    for place in cases[0].indices {
      for sample in cases.map({ $0[place] }) {
        let row = try measure(sample)
        results.append(row)
        guard !json else { continue }
        print(
          row.laws.padding(toLength: 20, withPad: " ", startingAt: 0)
            + String(
              format: "%6d %4d of %4d %11.1e %13.1e %9.2f %8.2f", row.rows, row.exact, row.series, row.equations, row.inequalities, row.milliseconds,
              row.slowest))
        fflush(nil)
      }
    }
    if json { print(String(decoding: try JSONEncoder().encode(results), as: UTF8.self)) }
  }

  private func measure(_ sample: ProjectionCase) throws -> Row {
    let (system, count) = (try sample.system(), smoke ? 3 : series)
    let projection = LawProjection(system)
    let clock = ContinuousClock()
    var (exact, times, all) = (0, [Double](), [Double]())
    for number in 0..<count {
      var values = sample.disturbed(by: 0.3, number)
      var isExact = false
      times.append(clock.measure { isExact = projection.project(&values, conditions: sample.conditionValues).isExact } / .milliseconds(1))
      if isExact { exact += 1 }
      all += values
    }
    let check = LawCheck(
      system, series: SeriesArray(count: count, length: sample.rows.count, channels: sample.channels.count, values: all),
      conditions: (0..<count).flatMap { _ in sample.conditionValues })
    func worst(_ isChosen: (SeriesLaw.Relation) -> Bool, _ amount: (LawCheck.Finding) -> Double) -> Double {
      check.findings.filter { isChosen($0.law.relation) }.map(amount).max() ?? 0
    }
    func isEquation(_ relation: SeriesLaw.Relation) -> Bool {
      switch relation {
      case .equal, .conserved: true
      case .atLeast, .complementary: false
      }
    }
    return Row(
      laws: sample.name, rows: sample.rows.count, series: count, exact: exact, equations: worst(isEquation, \.level),
      inequalities: worst({ !isEquation($0) }, \.amount),
      milliseconds: times.reduce(0, +) / Double(count), slowest: times.max() ?? 0)
  }
}
