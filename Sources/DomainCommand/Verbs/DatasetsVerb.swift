internal import ArgumentParser
internal import Bellman

struct DatasetsVerb<Work: DomainWork>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "datasets", abstract: "List the data sets that come with the package.",
      discussion: """
        Examples:
          \(Work.D.name) datasets
          \(Work.D.name) datasets --verify
        """)
  }

  @Flag(help: "Compare every file’s SHA-256 with the list.") var verify = false
  @Flag(help: "Print JSON on standard output.") var json = false

  func run() throws {
    let shipped = try ShippedDatasets()
    let datasets = shipped.datasets.filter { $0.program == nil || $0.program == Work.D.name }
    if verify { for dataset in datasets { try shipped.verify(dataset) } }
    let console = Console(isQuiet: false)
    if json { return try console.json(datasets) }
    for dataset in datasets {
      let columns = zip(dataset.columns, dataset.units).map { $1 == "1" ? $0 : "\($0) (\($1))" }.joined(separator: ", ")
      try console.result(
        "\(dataset.name)  [\(dataset.space)]\(verify ? "  SHA-256 as listed" : "")\n  \(dataset.title)\n"
          + "  \(dataset.rows) rows: \(columns)\n"
          + "  \(dataset.licence)  \(shipped.path(of: dataset))")
    }
  }
}
