internal import ArgumentParser
internal import Bellman
internal import DomainLaws

struct CheckVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "check", abstract: "Measure whether a domain obeys the laws that every domain must obey.",
      discussion: """
        Prints each law with what was measured. Ends with 0 when all hold, with 1 otherwise.

        Example:
          \(Example.line(Work.self, "check", ""))
        """)
  }

  @OptionGroup var domain: Work.D.Options
  @Option(parsing: .unconditional, help: "Seed of the states that are tried.") var seed: UInt64 = 0
  @Flag(help: "Print JSON on standard output.") var json = false

  func run() throws {
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
}
