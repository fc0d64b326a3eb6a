internal import Files
internal import Foundation

/// The folder of a run: its checkpoint's place, and its log.
struct RunFolder: ~Copyable {
  private var log: JSONLinesLog

  static func checkpoint(in path: String) -> String { path + "/" + Trainer.checkpointName }
  private static func log(in path: String) -> String { path + "/" + Trainer.logName }

  /// Makes the folder where it is not there; whether it holds a checkpoint.
  static func prepare(_ path: String) throws(ProgramError) -> Bool {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ProgramError(
        .cannotCreate, "cannot make the run’s folder", at: .init(file: path),
        remedy: "check the path and who may write there")
    }
    return FileManager.default.fileExists(atPath: checkpoint(in: path))
  }

  /// What is logged up to `step`; what was logged after it is removed, so that no step is logged twice.
  static func history(in path: String, upTo step: Int) throws(ProgramError) -> [TrainingRecord] {
    let file = log(in: path)
    guard FileManager.default.fileExists(atPath: file) else { return [] }
    try JSONLinesLog.truncate(file, of: TrainingRecord.self) { $0.step > step }
    return try JSONLinesLog.records(of: TrainingRecord.self, in: file)
  }

  /// Opens the log to append.
  init(_ path: String) throws(ProgramError) {
    log = try JSONLinesLog(appendingTo: Self.log(in: path))
  }

  mutating func append(_ record: TrainingRecord) throws(ProgramError) { try log.append(record) }

  func synchronizeLog() throws(ProgramError) { try log.synchronize() }
}
