internal import ArgumentParser
internal import Bellman
internal import Figures
internal import Foundation

struct DescribeVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "describe", abstract: "Say what a run or a space is.",
      discussion: """
        Examples:
          \(Work.D.name) describe runs/1
          \(Example.line(Work.self, "describe", ""))
        """)
  }

  @Argument(help: ArgumentHelp("A run’s folder; without it, the space of the options is described.", valueName: "run"))
  var path: String?
  @OptionGroup var domain: Work.D.Options
  @Flag(help: "Print a run’s record as JSON on standard output.") var json = false

  func run() throws {
    guard path == nil else {
      throw ValidationError("a run says itself what its space is; give the run first, and no options of a space")
    }
    guard !json else { throw ValidationError("--json prints the record of a run; give a run") }
    let instance = try Work.D(Work.D.configuration(domain, dataPath: ""))
    try Console(isQuiet: false).result(Work.lines(instance).joined(separator: "\n"))
  }
}

/// `describe` of a run, whose record has the options that `describe` of a space asks for.
struct DescribeRunVerb<Work: DomainWork>: ParsableCommand {
  private static var name: String { "describe-run" }

  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: name, abstract: "Say what a run is.", shouldDisplay: false)
  }

  @Argument(help: ArgumentHelp("A run’s folder.", valueName: "run")) var path: String
  @Flag(help: "Print the run’s record as JSON on standard output.") var json = false

  /// The arguments, with this verb in place of `describe` where a run comes first.
  static func chosen(_ arguments: [String]) -> [String] {
    guard arguments.first == "describe",
      let first = arguments.dropFirst().first(where: { $0 != "--json" }), !first.hasPrefix("-"),
      arguments.count(where: { $0.hasPrefix("--") && $0 != "--json" }) == 0
    else { return arguments }
    return [name] + arguments.dropFirst()
  }

  func run() throws {
    let record = try RunFolder(path).readRecord(of: Work.self)
    let console = Console(isQuiet: false)
    if json { return try console.json(record) }
    let instance = try Work.D(record.configuration)
    try console.result((Work.lines(instance) + RecordText.lines(record, Work.lines)).joined(separator: "\n"))
  }
}
