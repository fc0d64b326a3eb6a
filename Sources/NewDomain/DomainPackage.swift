internal import Files
internal import Foundation

/// The files of a package with a new domain.
struct DomainPackage {
  let name: String
  let source: BellmanSource

  /// - Throws: `ProgramError` unless the name is an upper-case Swift identifier of letters and digits that is not taken
  ///   by the project.
  init(name: String, source: BellmanSource) throws(ProgramError) {
    let letters = name.unicodeScalars
    let isName =
      letters.first.map { ("A"..."Z").contains($0) } ?? false
      && letters.allSatisfy { ("A"..."Z").contains($0) || ("a"..."z").contains($0) || ("0"..."9").contains($0) }
    guard isName, letters.count <= 40 else {
      throw ProgramError(
        .usage, "\(Printable.quoted(name)) is no name for a domain",
        remedy: "use an upper-case letter, then letters and digits, such as Isotopes")
    }
    guard !Self.taken.contains(name) else {
      throw ProgramError(.usage, "the name \(name) is taken by the project itself", remedy: "use another")
    }
    self.name = name
    self.source = source
  }

  /// Names that would stand for two modules or programs.
  private static let taken: Set<String> = [
    "Analysis", "Bellman", "DomainCommand", "DomainLaws", "Files", "Figures", "Ledger", "Networks", "Tensors",
    "Manifold", "Molecule", "TimeSeries", "Manifolds", "Molecules", "Timeseries", "Benchmarks",
  ]

  /// The program's name.
  var program: String { name.lowercased() }

  /// Every file with its path in the package.
  var files: [(path: String, content: String)] {
    let index = Templates.index.replacing("{{rows}}", with: "\(ExampleData.rowCount)")
      .replacing("{{sha256}}", with: ExampleData.sha256)
    return [
      ("Datasets/index.json", index), ("Datasets/ring.csv", ExampleData.csv),
      ("Package.swift", Templates.manifest), ("README.md", Templates.readme), (".gitignore", ".build/\nruns/"),
      ("Sources/\(name)Domain/\(name)Domain.swift", Templates.domain),
      ("Sources/\(name)Domain/GaussianLaw.swift", Templates.law),
      ("Sources/\(name)Program/main.swift", Templates.main),
      ("Sources/\(name)Program/\(name)Domain+Command.swift", Templates.command),
      ("Tests/\(name)DomainTests/\(name)DomainTests.swift", Templates.tests),
    ].map { path, template in (path: path, content: filled(template)) }
  }

  private func filled(_ template: String) -> String {
    template.replacing("{{Name}}", with: name).replacing("{{program}}", with: program)
      .replacing("{{dependency}}", with: source.dependency).replacing("{{bellman}}", with: source.identity) + "\n"
  }

  /// Writes the package: all of it, or nothing.
  func write(to path: String) throws(ProgramError) {
    let folder = URL(filePath: path).standardizedFileURL
    let manager = FileManager.default
    guard !path.isEmpty, !manager.fileExists(atPath: folder.path) else {
      throw ProgramError(
        .cannotCreate, "\(Printable.quoted(path)) is there already", remedy: "give a folder that does not exist yet")
    }
    let partial = folder.deletingLastPathComponent().appending(path: ".\(name)-partial-\(UUID().uuidString)")
    do {
      // Not with its parents: what did not exist before must not be left behind by a failure.
      try manager.createDirectory(at: partial, withIntermediateDirectories: false)
      defer { try? manager.removeItem(at: partial) }
      for file in files {
        let target = partial.appending(path: file.path)
        try manager.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.content.utf8).write(to: target)
      }
      // A rename either happens or does not.
      try manager.moveItem(at: partial, to: folder)
    } catch {
      throw ProgramError(
        .cannotCreate, "the package cannot be written to \(Printable.quoted(path)): \(Self.reason(error))",
        remedy: "give a folder in one that exists and may be written to")
    }
  }

  /// What went wrong, without the full stop that a line with a remedy does not want.
  private static func reason(_ error: any Error) -> String {
    let text = error.localizedDescription
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
