internal import ArgumentParser
internal import Bellman
internal import DomainLaws

struct CheckVerb<D: CommandDomain>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: "Measure whether a space obeys the laws that every domain must obey.",
      discussion: """
        Prints each law with what was measured. Ends with 0 when all hold, with 1 otherwise.

        Example:
          \(Example.line(D.self, "check", ""))
        """)
  }

  @OptionGroup var domain: D.Options
  @Option(parsing: .unconditional, help: "Seed of the states that are tried.") var seed: UInt64 = 0
  @Flag(help: "Print JSON on standard output.") var json = false

  func run() throws {
    let instance = try D(D.configuration(domain, dataPath: ""))
    let report = DomainLaws.check(instance, seed: seed)
    let console = Console(isQuiet: false)
    if json { try console.json(report.results) } else { console.result(report.description) }
    if !report.passed { throw ExitCode(1) }
  }
}
