internal import ArgumentParser
internal import Bellman
internal import DomainLaws

struct CheckVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: "Measure whether a domain, or a data file, obeys the laws that it must obey.",
      discussion: """
        Prints each law with what was measured. Ends with 0 when all hold, with 1 otherwise.

        Examples:
          \(Example.line(Work.self, "check", ""))
          \(Example.line(Work.self, "check", "--data \(Work.D.exampleData)"))
        """)
  }

  @OptionGroup var domain: Work.D.Options
  @Option(help: ArgumentHelp("A data file, which is checked instead of the domain.", valueName: "file")) var data: String?
  @OptionGroup var own: Work.CheckOptions
  @Option(parsing: .unconditional, help: "Seed of the states that are tried.") var seed: UInt64 = 0
  @Flag(help: "Print JSON on standard output.") var json = false

  func run() throws {
    if let data { return try check(data) }
    let instance = try Work.D(Work.D.configuration(domain, dataPath: ""))
    let console = Console(isQuiet: false)
    var results: [LawResult] = []
    var transcript = LawTranscript()
    for law in Work.laws(of: instance) {
      let result = law.check(seed: seed)
      results.append(result)
      // Some laws take seconds: each is told when it is known.
      let line = transcript.line(result)
      if !json { try console.result(line) }
    }
    if json {
      try console.json(results)
    } else {
      try console.result(transcript.verdict)
    }
    if results.contains(where: { !$0.passed }) { throw ExitCode(1) }
  }

  private func check(_ data: String) throws {
    let found = try Work.check(data: data, domain, own)
    let console = Console(isQuiet: false)
    if json { try console.json(found) } else { try console.result(found.lines.joined(separator: "\n")) }
    if !found.constraints.holds { throw ExitCode(1) }
  }
}
