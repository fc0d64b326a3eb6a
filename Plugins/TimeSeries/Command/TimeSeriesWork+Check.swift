public import ArgumentParser
internal import Bellman
public import DomainCommand
internal import Files
internal import Foundation
internal import TimeSeriesDomain

/// Options of `check --data`.
public struct TimeSeriesCheckOptions: ParsableArguments {
  public init() {}

  @Flag(help: "Find exact laws in the data: equal columns, linear relations, balances, orders, signs.") var discover = false
  @Option(help: ArgumentHelp("Where discovered laws go, as a file for --laws.", valueName: "file")) var lawsOut: String?

  public func validate() throws {
    if lawsOut != nil, !discover { throw ValidationError("--laws-out is where --discover writes; give both") }
  }
}

extension TimeSeriesWork {
  public typealias CheckOptions = TimeSeriesCheckOptions

  /// The laws of a file on the data, and the laws that the data keep by themselves.
  public static func check(data path: String, _ options: TimeSeriesOptions, _ own: TimeSeriesCheckOptions) throws -> DataCheck {
    let laws = try options.laws.map { path throws(ProgramError) in try LawFile(reading: path) }
    guard laws != nil || own.discover else {
      throw ProgramError(.usage, "there is nothing to check the data for", remedy: "give --laws, or --discover to find some")
    }
    if let path = own.lawsOut { try PathCheck.canCreate(path) }
    let file = try SeriesFile(reading: path, options.choice(laws))
    let checked = try laws.map { try DataLaws.check(file, laws: $0, tolerance: options.tolerance) }
    var result = checked ?? DataCheck(lines: [], constraints: ConstraintSummary(samples: file.series.count, broken: []))
    guard own.discover else { return result }
    let found = DataLaws.discovered(file)
    result.lines += found.findings.filter(\.isStrong).map { "found   \($0.law): \(words($0.evidence))" }
    let rest = found.findings.filter { !$0.isStrong }
    result.lines += rest.map { "maybe   \($0.law): \(words($0.evidence))" }
    if found.findings.isEmpty { result.lines.append("no exact law was found") }
    if let out = own.lawsOut {
      if let laws = found.file {
        try laws.write(to: out)
        result.lines.append("wrote the laws that were found to \(out)")
      } else {
        result.lines.append("no law was found, and \(out) was not written")
      }
    }
    return result
  }

  private static func words(_ evidence: LawDiscovery.Evidence) -> String {
    switch evidence {
    case .equation(let residual): residual == 0 ? "in every row, to the last digit" : "in every row, to \(String(format: "%.1e", residual)) of its terms"
    case .attained(let rows): "never broken, and attained in \(rows) rows"
    case .approached(let rows): "never broken, and nearly attained in \(rows) rows"
    case .neverBroken: "never broken, but no value is near the bound: perhaps by chance"
    }
  }
}
