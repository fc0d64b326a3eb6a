internal import ArgumentParser
internal import Files
internal import Foundation

/// `new-domain NAME PATH`: writes a package with a domain that builds and passes its laws, ready to be filled in.
@main struct NewDomain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new-domain",
    abstract: "Write a package with a domain of your own that builds and passes its laws, ready to be filled in.",
    discussion: """
      Example:
        swift run new-domain Isotopes ../isotopes
        cd ../isotopes && swift test -c release --disable-testable-imports
      """)

  @Argument(help: "Name of the domain, a Swift name such as Isotopes.") var name: String
  @Argument(help: "The package's folder; it must not exist yet.") var path: String
  @Option(help: "Where Bellman is: a folder, or a repository's URL. The current checkout when run inside one.")
  var bellman: String?

  func run() throws {
    do {
      let source = try BellmanSource(bellman, currentFolder: FileManager.default.currentDirectoryPath)
      let package = try DomainPackage(name: name, source: source)
      try package.write(to: path)
      if source == .repository(BellmanSource.exampleAddress) {
        print("note: replace \(BellmanSource.exampleAddress) in Package.swift by where Bellman is, or give --bellman")
      }
      print("\(path): a package with \(name)Domain. Next: cd \(path) && swift test -c release --disable-testable-imports")
    } catch {
      FileHandle.standardError.write(Data("error: \(error)\n".utf8))
      throw ArgumentParser.ExitCode(error.exitCode.rawValue)
    }
  }
}
