package import Files
internal import Foundation

/// The data sets that come with the package, as the index in its Datasets folder lists them.
package struct ShippedDatasets: Sendable {
  package struct Dataset: Hashable, Sendable, Codable {
    package let name: String
    package let title: String
    /// The space that the data live on, as an option would name it.
    package let space: String
    /// Relative to the folder of the index.
    package let file: String
    package let columns: [String]
    package let units: [String]
    package let rows: Int
    package let licence: String
    package let sha256: String
    /// The program that it is for; every program's when nil.
    package let program: String?
  }

  private struct Index: Codable { let datasets: [Dataset] }

  /// Names the folder in the environment.
  package static var environmentName: String { "BELLMAN_DATASETS" }

  package let folder: String
  package let datasets: [Dataset]

  /// Finds the folder: the one that the environment names, or `Datasets` in or above the current folder or the
  /// program's.
  /// - Throws: an error that lists where it looked.
  package init(
    environment given: [String: String]? = nil, startingAt starts: [String]? = nil
  ) throws(ProgramError) {
    let environment = given ?? ProcessInfo.processInfo.environment
    var looked: [String] = []
    if let folder = environment[Self.environmentName], !folder.isEmpty {
      looked = [folder]
    } else {
      for start in starts ?? Self.starts {
        var url = URL(fileURLWithPath: start).standardizedFileURL
        while true {
          looked.append(url.appendingPathComponent("Datasets").path)
          if url.path == "/" { break }
          url.deleteLastPathComponent()
        }
      }
    }
    guard let folder = looked.first(where: { FileManager.default.fileExists(atPath: $0 + "/index.json") }) else {
      let places =
        environment[Self.environmentName].map { "\(Self.environmentName)=\($0)" }
        ?? (starts ?? Self.starts).map { "\($0) and above" }.joined(separator: ", ")
      throw ProgramError(
        .noInput, "the shipped data sets are not found: no Datasets/index.json in \(places)",
        remedy: "run in the package’s folder, or set \(Self.environmentName) to its Datasets folder")
    }
    try self.init(folder: folder)
  }

  /// Reads the index in a folder.
  package init(folder: String) throws(ProgramError) {
    let path = folder + "/index.json"
    let bytes = try WholeFile.bytes(of: path)
    guard let index = try? JSONDecoder().decode(Index.self, from: Data(bytes)) else {
      throw ProgramError(
        .data, "this is no index of data sets", at: .init(file: path), remedy: "compare it with Datasets/index.json of the package, or copy the package again")
    }
    self.folder = folder
    datasets = index.datasets
  }

  private static var starts: [String] {
    let program = Bundle.main.executableURL?.deletingLastPathComponent().path
    return [FileManager.default.currentDirectoryPath] + (program.map { [$0] } ?? [])
  }

  package func path(of dataset: Dataset) -> String { folder + "/" + dataset.file }

  /// Where a dataset's file lies, and what belongs to it.
  package func folder(of dataset: Dataset) -> String {
    let path = path(of: dataset)
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  package func dataset(named name: String) throws(ProgramError) -> Dataset {
    guard let dataset = datasets.first(where: { $0.name == name }) else {
      throw ProgramError(
        .noInput, "there is no shipped data set \(Printable.quoted(name))", at: .init(file: folder + "/index.json"),
        remedy: "choose one of \(datasets.map(\.name).joined(separator: ", "))")
    }
    return dataset
  }

  /// Whether the file is the one that was listed.
  package func verify(_ dataset: Dataset) throws(ProgramError) {
    let path = path(of: dataset)
    guard try Fingerprint.of(file: path) == dataset.sha256 else {
      throw ProgramError(
        .data, "the file is not the one that the index lists: its SHA-256 differs", at: .init(file: path),
        remedy: "copy the package again")
    }
  }
}
