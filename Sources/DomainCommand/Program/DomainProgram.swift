public import ArgumentParser
internal import Bellman
internal import Files
internal import Foundation

/// A domain's program: the same verbs for every domain, with the domain's options. A program's main is one line:
///
///     DomainProgram<SphereDomain>.main()
///
/// Results go to standard output, everything else to standard error; an error is one line, and the exit code follows
/// BSD's sysexits: 64 usage, 65 data, 66 no input, 70 software, 73 cannot create, 74 input or output, 130 interrupted.
public struct DomainProgram<D: CommandDomain>: ParsableCommand {
  public static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: D.name, abstract: D.summary,
      discussion: """
        First steps:
          \(D.name) quickstart
          \(Example.line(D.self, "train", "--data points.csv --out runs/1 --minutes 5"))
          \(D.name) evaluate runs/1
          \(D.name) sample runs/1 --count 1000 --out samples.csv
          \(D.name) report runs/1
        """,
      version: Package.version,
      subcommands: [
        QuickstartVerb<D>.self, TrainVerb<D>.self, SampleVerb<D>.self, EvaluateVerb<D>.self, ReportVerb<D>.self,
        CheckVerb<D>.self, DescribeVerb<D>.self, DescribeRunVerb<D>.self, DatasetsVerb<D>.self,
      ])
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
      var command = try parseAsRoot(DescribeRunVerb<D>.chosen(arguments))
      try command.run()
      return Ending(code: 0, message: "")
    } catch {
      if let failure = Failure(error) { return Ending(code: failure.code, message: "error: " + failure.message) }
      let code = exitCode(for: error)
      if code.isSuccess { return Ending(code: 0, message: fullMessage(for: error)) }
      guard code == .validationFailure else { return Ending(code: code.rawValue, message: "") }
      let message = Printable.line(message(for: error))
      return Ending(code: Files.ExitCode.usage.rawValue, message: "error: \(message); see \(D.name) --help")
    }
  }
}
