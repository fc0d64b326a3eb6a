internal import ArgumentParser
internal import DomainCommand
internal import Files
internal import Foundation
internal import TimeSeriesDomain

struct SimulateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Make series of a system of physics, with the laws that they keep.",
    discussion: """
      Systems:
      \(SimulatorRegistry.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

      Numbers that the laws name, and numbers that were drawn for each series, are columns that are constant in it.

      Examples:
        timeseries simulate kepler --count 1000 --out orbits.csv --laws-out orbits.json
        timeseries train --data orbits.csv --laws orbits.json --out runs/1 --minutes 5
        timeseries simulate
      """)

  @Argument(help: ArgumentHelp("A system; all are listed when not given.", valueName: "name")) var name: String?
  @Option(parsing: .unconditional, help: "How many series.") var count = 1000
  @Option(parsing: .unconditional, help: ArgumentHelp("Times of a series; the system’s own when not given.", valueName: "rows")) var length: Int?
  @Option(help: ArgumentHelp("The file to write: .csv, .npy or .npz.", valueName: "file")) var out: String?
  @Option(help: ArgumentHelp("Where the laws go, as JSON.", valueName: "file")) var lawsOut: String?
  @Option(parsing: .unconditional, help: "Seed of parameters and initial values.") var seed: UInt64 = 0
  @Flag(help: "Write what was drawn for each series and is in no law, too.") var parameters = false
  @Flag(help: "Say nothing but errors.") var quiet = false

  func validate() throws {
    guard (1...1_000_000).contains(count) else { throw ValidationError("--count \(count) is out of range; give 1 to 1000000") }
    if let length, !(2...1_000_000).contains(length) { throw ValidationError("--length \(length) is out of range; give 2 to 1000000") }
    if name != nil, out == nil { throw ValidationError("--out is missing; give a file to write") }
  }

  func run() throws {
    let console = Console(isQuiet: quiet)
    guard let name, let out else {
      let rows = SimulatorRegistry.all.map { [$0.name, "\($0.channels.count)", "\($0.defaultLength)", $0.summary] }
      return try console.result(TextTable.lines([["name", "channels", "times", "what it is"]] + rows).joined(separator: "\n"))
    }
    let simulator = try SimulatorRegistry.simulator(named: name)
    try PathCheck.canCreate(out)
    if let lawsOut { try PathCheck.canCreate(lawsOut) }
    let made = try simulator.simulate(count: count, length: length, seed: seed)
    let (own, drawn) = (made.conditionNames.count, parameters ? made.parameterNames.count : 0)
    let columns = SeriesColumns(
      time: .numbers(name: "time"), series: "series", channels: made.channels.map(\.name),
      conditions: made.conditionNames + (parameters ? made.parameterNames : []))
    let series = (0..<made.count).map { number in
      Series(
        times: made.times, values: Array(made.series.series(number)),
        conditions: Array(made.conditions[number * own..<(number + 1) * own])
          + (drawn > 0 ? Array(made.parameters[number * drawn..<(number + 1) * drawn]) : []))
    }
    try SeriesFile.write(series, columns: columns, to: out)
    if let lawsOut, !made.laws.laws.isEmpty { try made.laws.write(to: lawsOut) }
    let worst = try Self.worst(made)
    console.note(
      "wrote \(made.count) series of \(made.times.count) times (\(made.timeUnit)) and \(made.channels.count) channels to \(out)"
        + (made.laws.laws.isEmpty ? "; the system has no laws" : "; \(made.laws.laws.count) laws hold, at worst but for \(String(format: "%.1e", worst))"))
  }

  /// The greatest excess of a law in any series.
  private static func worst(_ made: SimulatedSeries) throws -> Double {
    let system = try made.lawSystem()
    return (0..<made.count).reduce(0) { worst, number in
      max(worst, system.excesses(of: Array(made.series.series(number)), conditions: made.conditions(number)).map(\.amount).max() ?? 0)
    }
  }
}
