internal import ArgumentParser
internal import Bellman
internal import Figures
internal import Foundation

struct DescribeVerb<D: CommandDomain>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "describe", abstract: "Say what a run or a space is.",
      discussion: """
        Examples:
          \(D.name) describe runs/1
          \(Example.line(D.self, "describe", ""))
        """)
  }

  @Argument(help: ArgumentHelp("A run’s folder; without it, the space of the options is described.", valueName: "run"))
  var path: String?
  @OptionGroup var domain: D.Options
  @Flag(help: "Print a run’s record as JSON on standard output.") var json = false

  func run() throws {
    let console = Console(isQuiet: false)
    guard let path else {
      let instance = try D(D.configuration(domain, dataPath: ""))
      return console.result(Self.lines(instance).joined(separator: "\n"))
    }
    let record = try RunFolder(path).readRecord(program: D.name, as: D.Configuration.self)
    if json { return try console.json(record) }
    let instance = try D(record.configuration)
    console.result((Self.lines(instance) + RecordText.lines(record)).joined(separator: "\n"))
  }

  private static func lines(_ domain: D) -> [String] {
    let space = domain.space
    let parts = space.layout.parts.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
    let volume = space.logVolume.isFinite ? NumberText.short(exp(space.logVolume)) : "infinite"
    var lines = ["space: \(space.name), dimension \(space.dimension), volume \(volume)", "a state: \(parts)"]
    if !domain.constraints.isEmpty {
      lines.append("constraints: " + domain.constraints.map { "\($0.name) (\($0.unit))" }.joined(separator: ", "))
    }
    return lines
  }
}
