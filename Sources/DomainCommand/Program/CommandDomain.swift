public import ArgumentParser
public import Bellman

/// A domain that has a program: what its options are, where its quickstart begins, and how it works.
///
/// How it is trained, drawn from and judged is said by a `DomainWork`; a domain of densities is a `DensityCommandDomain`, whose work is
/// `DensityWork`.
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
  /// A data file's name in the examples, as `points.csv`.
  static var exampleData: String { get }
  /// The network and its training where no option says otherwise.
  static var training: TrainingDefaults { get }

  /// The states of a data file; all of them, without a remark, where a domain has nothing to say.
  func load(_ path: String) throws -> FileStates<States>
  /// Throws where samples cannot be written to a file of this name: asked before they are drawn.
  static func checkOutput(_ path: String) throws
}

extension CommandDomain {
  public static var exampleOptions: String { "" }
  public static var exampleData: String { "points.csv" }
  public static var training: TrainingDefaults { TrainingDefaults() }
  public func load(_ path: String) throws -> FileStates<States> { try FileStates(encode(read(path))) }
  public static func checkOutput(_ path: String) throws {}
}

extension CommandDomain {
  /// Of a data file in the examples, with its dot.
  static var dataExtension: String { exampleData.lastIndex(of: ".").map { String(exampleData[$0...]) } ?? "" }
}

/// A domain of densities that has a program.
public protocol DensityCommandDomain: CommandDomain, DensityDomain {
  /// From where to where the flow runs: t = 0 is noise, t = 1 the target.
  ///
  /// Shorter than 0…1 for a reference process without noise at its end, where a likelihood has no meaning.
  static var flowInterval: ClosedRange<Double> { get }

  /// Pictures of data, samples and learned density for `report.html`; the states' coordinates two at a time where a domain
  /// has nothing better.
  func figures(_ content: ReportContent) throws -> [ReportFigure]
}

extension DensityCommandDomain {
  public static var flowInterval: ClosedRange<Double> { 0...1 }
  public func figures(_ content: ReportContent) throws -> [ReportFigure] { [content.coordinates()] }
}

/// What a domain's network and its training are where no option says otherwise.
public struct TrainingDefaults: Hashable, Sendable {
  public var network: NetworkSize
  /// Rows of one step.
  public var batchSize: Int
  /// The greatest of the schedule.
  public var learningRate: Double

  public init(network: NetworkSize = NetworkSize(), batchSize: Int = 512, learningRate: Double = 2e-3) {
    self.network = network
    self.batchSize = batchSize
    self.learningRate = learningRate
  }
}

/// What `quickstart` trains on.
public struct QuickstartPlan: Hashable, Sendable {
  /// The name of a shipped dataset.
  public var dataset: String
  /// Domain options as they would be typed; `{dataset}` stands for the folder that the dataset lies in.
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

  func arguments(in folder: String) -> [String] { arguments.map { $0.replacing("{dataset}", with: folder) } }
}
