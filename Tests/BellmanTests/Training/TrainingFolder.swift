import Foundation

/// A folder for runs that is there for the length of a test.
final class TrainingFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/training-tests-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: self(name))) }

  func put(_ data: Data, _ name: String) throws { try data.write(to: URL(fileURLWithPath: self(name))) }

  func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
}
