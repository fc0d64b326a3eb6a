public import ArgumentParser
public import Bellman

/// A domain that has a program: what its options are, where its quickstart begins, and how its results are drawn.
///
///     DomainProgram<SphereDomain>.main()
public protocol CommandDomain: Domain {
  /// Options that say which instance is meant, such as `--space S2 --unit degree`.
  associatedtype Options: ParsableArguments

  /// The instance that the options ask for.
  /// - Parameter dataPath: the data file where there is one, for what a file's content decides; empty otherwise.
  static func configuration(_ options: Options, dataPath: String) throws -> Configuration

  /// What `quickstart` trains on.
  static var quickstart: QuickstartPlan { get }

  /// Domain options in the examples of `--help`, as `--space S2`.
  static var exampleOptions: String { get }

  /// From where to where the flow runs: t = 0 is noise, t = 1 the target.
  ///
  /// Shorter than 0…1 for a reference process without noise at its end, where a likelihood has no meaning.
  static var flowInterval: ClosedRange<Double> { get }

  /// What looks like a mistake in data that can be read, such as a unit; it is said before training and kept in the record.
  func notes(on data: StateBatch) -> [String]

  /// Pictures of data, samples and learned density for `report.html`; the states' coordinates two at a time where a domain
  /// has nothing better.
  func figures(_ content: ReportContent) throws -> [ReportFigure]
}

extension CommandDomain {
  public static var exampleOptions: String { "" }
  public static var flowInterval: ClosedRange<Double> { 0...1 }
  public func notes(on data: StateBatch) -> [String] { [] }
  public func figures(_ content: ReportContent) throws -> [ReportFigure] { [content.coordinates()] }
}

/// What `quickstart` trains on.
public struct QuickstartPlan: Hashable, Sendable {
  /// The name of a shipped dataset.
  public var dataset: String
  /// Domain options as they would be typed.
  public var arguments: [String]
  /// Minutes of training.
  public var minutes: Double
  public var network: NetworkSize

  public init(
    dataset: String, arguments: [String] = [], minutes: Double = 0.5,
    network: NetworkSize = NetworkSize(width: 64, depth: 3)
  ) {
    self.dataset = dataset
    self.arguments = arguments
    self.minutes = minutes
    self.network = network
  }
}
