public import ArgumentParser
internal import Bellman
internal import Files
internal import Networks
internal import Tensors
internal import TimeSeriesDomain

/// How series are drawn.
public struct TimeSeriesSampleOptions: ParsableArguments {
  public init() {}

  /// What is done for laws that have no coordinates in which they hold by themselves.
  enum Enforcement: String, ExpressibleByArgument, CaseIterable {
    /// The nearest series that keeps them.
    case projection
    case none
  }

  @Option(parsing: .unconditional, help: "Evaluations of the network.") var steps = 40
  @Option(
    help:
      "For laws that have no coordinates in which they hold by themselves: projection (a draw is moved to the nearest series that keeps them), or none.")
  var enforcement: Enforcement = .projection
  @Option(
    name: .customLong("set"), parsing: .upToNextOption,
    help: ArgumentHelp("Hold a condition to a value, as capacity=120; as in the training series when not given.", valueName: "name=value"))
  var settings: [String] = []

  public func validate() throws {
    guard (2...10_000).contains(steps) else { throw ValidationError("--steps \(steps) is out of range; give 2 to 10000") }
  }

  /// Conditions of draws, and the times at which they begin: those of training windows drawn with replacement, with what was set.
  func conditions(
    _ count: Int, of training: SeriesStates, named names: [String], seed: UInt64
  ) throws -> (values: [Double], starts: [Double]) {
    var set: [Int: Double] = [:]
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
        throw ProgramError(.usage, "--set \(setting) is no name=value", remedy: "give a condition and a number, as capacity=120")
      }
      guard let place = names.firstIndex(of: parts[0]) else {
        throw ProgramError(
          .usage, "--set \(setting): the run has no condition \(Printable.quoted(parts[0]))",
          remedy: names.isEmpty ? "train with --conditions" : "choose among \(names.joined(separator: ", "))")
      }
      set[place] = value
    }
    let (rows, starts) = (try DataRows.indices(count, of: training.count, seed: seed, step: 0), training.startTimes)
    return (rows.flatMap { row in training.conditions(of: row).enumerated().map { set[$0] ?? $1 } }, rows.map { starts[$0] })
  }
}
