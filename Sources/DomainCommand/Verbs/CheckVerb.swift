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
    let console = Console(isQuiet: false)
    var results: [LawResult] = []
    for law in DomainLaws.all(for: instance) {
      results.append(law.check(seed: seed))
      // Some laws take seconds: each is told when it is known.
      if !json, let result = results.last { console.result(result.description) }
    }
    let broken = results.count { !$0.passed }
    if json {
      try console.json(results)
    } else {
      console.result(broken == 0 ? "all \(results.count) laws hold" : "\(broken) of \(results.count) laws are broken")
    }
    if broken > 0 { throw ExitCode(1) }
  }
}
