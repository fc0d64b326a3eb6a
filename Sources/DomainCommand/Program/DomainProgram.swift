public import ArgumentParser
internal import Bellman
internal import Files
internal import Foundation

/// A domain's program: the same verbs for every domain, with the domain's options. A program's main is one line:
///
///     DensityProgram<SphereDomain>.main()
///
/// Results go to standard output, everything else to standard error; an error is one line, and the exit code follows
/// BSD's sysexits: 64 usage, 65 data, 66 no input, 70 software, 73 cannot create, 74 input or output, 130 interrupted.
public struct DomainProgram<Work: DomainWork>: ParsableCommand {
  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Work.D.name, abstract: Work.D.summary,
      discussion: """
        First steps:
          \(Work.D.name) quickstart
          \(Example.line(Work.self, "train", "--data \(Work.D.exampleData) --out runs/1 --minutes 5"))
          \(Work.D.name) evaluate runs/1
          \(Work.D.name) sample runs/1 --count 1000 --out samples\(Work.D.dataExtension)
          \(Work.D.name) report runs/1
        """,
      version: Package.version,
      subcommands: [
        QuickstartVerb<Work>.self, TrainVerb<Work>.self, SampleVerb<Work>.self, EvaluateVerb<Work>.self, ReportVerb<Work>.self,
        CheckVerb<Work>.self, DescribeVerb<Work>.self, DescribeRunVerb<Work>.self, DatasetsVerb<Work>.self,
      ] + Work.verbs)
  }

  public init() {}

  /// Runs the program with the arguments of the command line, and ends the process.
  public static func main() {
    var ending = end(Array(CommandLine.arguments.dropFirst()))
    if ending.code == 0, !ending.message.isEmpty {
      do {
        try Console.print(ending.message + "\n")
      } catch {
        ending = Ending(code: error.exitCode.rawValue, message: "error: \(error)")
      }
    }
    if ending.code != 0, !ending.message.isEmpty { Console.complain(ending.message + "\n") }
    Foundation.exit(ending.code)
  }

  /// How a program ends.
  package struct Ending: Hashable, Sendable {
    package let code: Int32
    /// Help, or the line of an error; empty when all is said.
    package let message: String
  }

  /// Runs the program with these arguments, and says how it ends.
  package static func end(_ arguments: [String]) -> Ending {
    do {
      var command = try parseAsRoot(DescribeRunVerb<Work>.chosen(arguments))
      try command.run()
      return Ending(code: 0, message: "")
    } catch {
      if let failure = Failure(error) { return Ending(code: failure.code, message: "error: " + failure.message) }
      let code = exitCode(for: error)
      if code.isSuccess { return Ending(code: 0, message: fullMessage(for: error)) }
      guard code == .validationFailure else { return Ending(code: code.rawValue, message: "") }
      let message = Printable.line(message(for: error))
      return Ending(code: Files.ExitCode.usage.rawValue, message: "error: \(message); see \(Work.D.name) --help")
    }
  }
}

/// The program of a domain of densities.
public typealias DensityProgram<D: DensityCommandDomain> = DomainProgram<DensityWork<D>>
