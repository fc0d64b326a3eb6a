public import ArgumentParser
public import DomainCommand
internal import Files
public import SimplexDomain

extension SimplexDomain: DensityCommandDomain {
  public struct Options: ParsableArguments {
    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("Names of the parts; those of the data file's header when not given.", valueName: "name"))
    public var parts: [String] = []
    @Flag(help: "The parts of a row sum to 100.") public var percent = false

    public init() {}
  }

  public static func configuration(_ options: Options, dataPath: String) throws -> Configuration {
    let total = options.percent ? 100.0 : 1
    if !options.parts.isEmpty { return Configuration(parts: options.parts, total: total) }
    guard !dataPath.isEmpty else {
      throw ProgramError(.usage, "which simplex is meant?", remedy: "give --parts with the names of the parts")
    }
    guard let parts = try NumericTable(reading: dataPath).columnNames else {
      throw ProgramError(
        .data, "the columns have no names", at: .init(file: dataPath),
        remedy: "add a header with the names of the parts")
    }
    return Configuration(parts: parts, total: total)
  }

  public static var quickstart: QuickstartPlan { QuickstartPlan(dataset: "soil-textures") }

  public static var exampleOptions: String { "--parts sand silt clay" }

  /// Ornstein–Uhlenbeck noise vanishes at t = 1, where a likelihood has no meaning: the flow stops at a deviation of
  /// 0.045.
  public static var flowInterval: ClosedRange<Double> { 0...0.9998 }
}
