public import ArgumentParser
internal import Tensors

/// How many threads a verb's work takes.
public struct ThreadOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Worker threads; all processors by default. The result does not depend on it.")
  var threads: Int?

  public init() {}

  /// Runs work on so many threads.
  public func run<Result>(_ body: () throws -> Result) throws -> Result {
    if let threads { try TrainingRequest.check(threads: threads) }
    return try Parallel.$defaultThreads.withValue(threads ?? Parallel.defaultThreads, operation: body)
  }
}
