package import Foundation

/// A folder that is there for the length of a test.
package final class TemporaryFolder {
  package let path: String

  package init() throws {
    path = FileManager.default.temporaryDirectory.path + "/bellman-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in it.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file, and gives its path.
  @discardableResult package func put(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: self(name)))
    return self(name)
  }

  @discardableResult package func put(_ text: String, _ name: String) throws -> String { try put(text.utf8, name) }

  package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }

  package func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: self(name))) }

  package func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  package func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

  /// What lies in a folder of it, with each file's bytes.
  package func content(_ folder: String) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: self(folder))
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try bytes(folder + "/" + $0)) })
  }
}
