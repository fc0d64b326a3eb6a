internal import Bellman
package import Files
internal import Foundation

/// The folder of a run, and what lies where in it.
public struct RunFolder: Hashable, Sendable {
  public let path: String

  package init(_ path: String) { self.path = path }

  package var record: String { path + "/run.json" }
  package var model: String { path + "/model.safetensors" }
  package var fitted: String { path + "/fitted.safetensors" }
  package var states: String { path + "/states.safetensors" }
  package var split: String { path + "/split.txt" }
  package var log: String { path + "/" + Trainer.logName }
  package var evaluation: String { path + "/evaluation.json" }
  package var report: String { path + "/report.html" }

  /// Whether a path is one of a run's own files: one that a run's folder keeps, beside a record.
  static func owns(_ path: String) -> Bool {
    let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    let folder = RunFolder(url.deletingLastPathComponent().path)
    let own = [
      folder.record, folder.model, folder.fitted, folder.states, folder.split, folder.log, folder.evaluation, folder.report,
      folder.path + "/" + Trainer.checkpointName,
    ]
    return folder.holdsRun && own.contains { URL(fileURLWithPath: $0).lastPathComponent == url.lastPathComponent }
  }

  package var holdsRun: Bool { FileManager.default.fileExists(atPath: record) }

  /// Makes the folder; true when it was not there.
  ///
  /// - Throws: a usage error for a folder that holds something else than a run, so that nothing is mixed with it.
  package func prepare() throws(ProgramError) -> Bool {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw ProgramError(
          .cannotCreate, "it is a file, not a folder for a run", at: .init(file: path), remedy: "choose another --out")
      }
      // What a killed program left half-written does not count.
      let content = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter {
        !$0.hasPrefix(".partial-")
      }
      guard content.isEmpty || holdsRun else {
        throw ProgramError(
          .usage, "the folder is not empty and holds no run", at: .init(file: path), remedy: "choose another --out")
      }
      guard access(path, W_OK) == 0 else {
        throw ProgramError(
          .cannotCreate, "cannot write into the folder", at: .init(file: path), remedy: "check who may write there")
      }
      return false
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ProgramError(
        .cannotCreate, "cannot make the run’s folder", at: .init(file: path),
        remedy: "check the path and who may write there")
    }
    return true
  }

  /// Removes what killed programs left half-written.
  func removePartialFiles() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where name.hasPrefix(".partial-") {
      _ = unlink(path + "/" + name)
    }
  }

  /// Removes the folder if nothing is in it.
  func removeIfEmpty() { _ = rmdir(path) }

  // MARK: What a finished run is read from

  /// The name and SHA-256 of each file that a finished run is read from, besides its record.
  func fingerprints() throws(ProgramError) -> [String: String] {
    var result: [String: String] = [:]
    for file in [model, fitted, states, split] {
      result[URL(fileURLWithPath: file).lastPathComponent] = try Fingerprint.of(file: file)
    }
    return result
  }

  /// Throws a data error for a file that is not the one which training wrote: a flipped bit still reads as a number.
  func check(_ fingerprints: [String: String]) throws(ProgramError) {
    let now = try self.fingerprints()
    for (name, fingerprint) in fingerprints.sorted(by: { $0.key < $1.key }) where now[name] != fingerprint {
      throw ProgramError(
        .data, "the file is not the one that training wrote: its SHA-256 differs from the record’s",
        at: .init(file: path + "/" + name), remedy: "copy the run again, or train anew")
    }
  }

  // MARK: The record

  func write<Configuration, Result>(_ value: RunRecord<Configuration, Result>) throws(ProgramError) {
    try AtomicFile.write(JSONText.bytes(of: value), to: record)
  }

  /// The record of a run of a domain’s program.
  package func readRecord<Work: DomainWork>(of work: Work.Type) throws(ProgramError) -> TrainedRun<Work>.Record {
    let program = Work.D.name
    guard holdsRun else {
      let exists = FileManager.default.fileExists(atPath: path)
      throw ProgramError(
        .noInput, exists ? "this is not a run: it has no run.json" : "there is no such run", at: .init(file: path),
        remedy: "give a folder that \(program) train wrote")
    }
    let bytes = try WholeFile.bytes(of: record)
    guard let header = JSONText.value(RunHeader.self, of: bytes) else {
      throw ProgramError(
        .data, "the record is damaged", at: .init(file: record), remedy: "copy the run again, or train anew")
    }
    guard header.program == program else {
      throw ProgramError(
        .data, "the run was made by \(Printable.quoted(header.program)), not by \(program)", at: .init(file: record),
        remedy: "use that program")
    }
    guard header.format == RunHeader.currentFormat else {
      throw ProgramError(
        .data, "the run has format \(header.format), and this program knows \(RunHeader.currentFormat)",
        at: .init(file: record), remedy: "use the version that made the run, or train anew")
    }
    guard let value = JSONText.value(TrainedRun<Work>.Record.self, of: bytes) else {
      throw ProgramError(
        .data, "the record is damaged", at: .init(file: record), remedy: "copy the run again, or train anew")
    }
    return value
  }
}
