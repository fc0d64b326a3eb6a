internal import ArgumentParser
internal import Bellman
internal import Files
internal import Foundation

struct SampleVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sample", abstract: "Draw samples from a trained run.",
      discussion: """
        Examples:
          \(Work.D.name) sample runs/1 --count 1000 --out samples\(Work.D.dataExtension)
          \(Work.D.name) sample runs/1 --count 1000 --out samples\(Work.D.dataExtension) \(Work.help.sampleOptions)
        """)
  }

  @Argument(help: ArgumentHelp("A run’s folder.", valueName: "run")) var path: String
  @Option(parsing: .unconditional, help: "How many samples.") var count: Int
  @Option(help: ArgumentHelp("The file to write.", valueName: "file")) var out: String
  @Option(parsing: .unconditional, help: "Seed of the draws.") var seed: UInt64 = 0
  @OptionGroup var options: Work.SampleOptions
  @OptionGroup var workers: ThreadOptions
  @Flag(help: "Print a summary as JSON on standard output.") var json = false
  @Flag(help: "Say nothing but errors.") var quiet = false

  private struct Summary: Codable {
    let samples: Int
    let out: String
    let seconds: Double
    let constraints: ConstraintSummary
  }

  func run() throws {
    guard (1...10_000_000).contains(count) else {
      throw ProgramError(.usage, "--count \(count) is not a number of samples", remedy: "give 1 to 10000000")
    }
    let trained = try TrainedRun<Work>(opening: path)
    guard !RunFolder.owns(out) else {
      throw ProgramError(.cannotCreate, "the file belongs to a run", at: .init(file: out), remedy: "choose another --out")
    }
    guard PathCheck.isDevice(out) || (try? Fingerprint.of(file: out)) != trained.record.data.sha256 else {
      throw ProgramError(
        .cannotCreate, "it holds the data that the run was trained on", at: .init(file: out),
        remedy: "choose another --out")
    }
    try Work.D.checkOutput(out)
    try PathCheck.canCreate(out)
    let clock = ContinuousClock()
    let beginning = clock.now
    let console = Console(isQuiet: quiet)
    let states = try workers.run { try trained.work.samples(of: trained, count: count, seed: seed, options, announce: console.note) }
    let seconds = (clock.now - beginning) / .seconds(1)
    try trained.domain.write(trained.domain.decode(states), to: out)
    let summary = Summary(
      samples: count, out: out, seconds: seconds, constraints: Work.constraints(of: states, in: trained.domain))
    if json {
      try console.json(summary)
    } else {
      let rate = Double(count) / max(seconds, 1e-9)
      console.note(
        "wrote \(count) samples to \(out) in \(TimeText.words(seconds: seconds)) "
          + "(\(String(format: "%.0f", rate)) a second)\n\(summary.constraints.description)")
    }
  }
}
