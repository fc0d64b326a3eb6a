internal import ArgumentParser
internal import Bellman
internal import Files
internal import Tensors

/// How a program ends when it does not end well: one line, and a number for the shell.
struct Failure: Hashable {
  let message: String
  let code: Int32

  /// What a program that SIGINT stops ends with: 128 + 2.
  static var interruptedCode: Int32 { 130 }

  init(_ error: any Error) {
    switch error {
    case let error as ProgramError: (message, code) = (error.description, error.exitCode.rawValue)
    case let error as TrainingDivergence:
      (message, code) = (error.description, error.programError.exitCode.rawValue)
    case let error as Interrupted: (message, code) = (error.description, Self.interruptedCode)
    case let error as ModelError: (message, code) = (Printable.line(error.description), Files.ExitCode.data.rawValue)
    case let error as AdaptiveFlow.Failure:
      (message, code) = (Printable.line(error.description), Files.ExitCode.software.rawValue)
    case let error as ScheduleError: (message, code) = (Printable.line(error.description), Files.ExitCode.usage.rawValue)
    case let error as TensorError: (message, code) = (Printable.line(error.description), Files.ExitCode.software.rawValue)
    case let error as ValidationError: (message, code) = (Printable.line(error.message), Files.ExitCode.usage.rawValue)
    default: (message, code) = (Printable.line(String(describing: error)), Files.ExitCode.software.rawValue)
    }
  }
}

/// A person stopped the program, and may want to go on.
struct Interrupted: Error, Hashable, CustomStringConvertible {
  let description: String
}
