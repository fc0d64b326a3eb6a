internal import Files
internal import Foundation

/// Where a generated package finds Bellman.
enum BellmanSource: Hashable {
  case folder(String)
  case repository(String)

  /// Stands in a package that is made outside of a checkout, to be replaced by where the repository is: no one's name
  /// is guessed.
  static let exampleAddress = "https://example.org/Bellman.git"

  /// - Parameter given: a folder or a URL; the checkout around `currentFolder` when nil, and an example outside of
  ///   one.
  init(_ given: String?, currentFolder: String) throws(ProgramError) {
    if let given {
      guard !given.isEmpty, !given.contains(where: { $0 == "\"" || $0 == "\\" || $0.isNewline }) else {
        throw ProgramError(.usage, "Bellman cannot be at \(Printable.quoted(given))", remedy: "give a folder or a URL")
      }
      if given.contains("://") || given.hasPrefix("git@") {
        self = .repository(given)
      } else {
        let folder = URL(filePath: given).standardizedFileURL.path
        guard Self.isCheckout(folder) else {
          throw ProgramError(
            .noInput, "there is no checkout of Bellman in \(Printable.quoted(folder))",
            remedy: "give the folder with its Package.swift, or a URL")
        }
        self = .folder(folder)
      }
      return
    }
    var folder = URL(filePath: currentFolder).standardizedFileURL
    while folder.path != "/" {
      if Self.isCheckout(folder.path) {
        self = .folder(folder.path)
        return
      }
      folder.deleteLastPathComponent()
    }
    self = .repository(Self.exampleAddress)
  }

  private static func isCheckout(_ folder: String) -> Bool {
    let files = ["Package.swift", "Sources/Bellman", "Sources/DomainLaws"]
    return files.allSatisfy { FileManager.default.fileExists(atPath: folder + "/" + $0) }
  }

  /// The dependency in a manifest.
  var dependency: String {
    switch self {
    case .folder(let path): ".package(name: \"Bellman\", path: \"\(path)\")"
    case .repository(let url): ".package(url: \"\(url)\", branch: \"main\")"
    }
  }

  /// By which products name the package.
  var identity: String {
    switch self {
    case .folder: "Bellman"
    case .repository(let url):
      URL(string: url)?.deletingPathExtension().lastPathComponent ?? "Bellman"
    }
  }
}
