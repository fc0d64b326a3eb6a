public import Bellman
public import Files

/// A finished run, opened: its data, what was fitted, and the trained parameters.
public struct TrainedRun<Work: DomainWork>: Sendable {
  public typealias Record = RunRecord<Work.D.Configuration, Work.Result>

  public let folder: RunFolder
  public let record: Record
  public let result: Work.Result
  public let domain: Work.D
  /// Every row of the data file.
  public let states: Work.D.States
  public let split: DataSplit
  public let work: Work
  /// Of the network, laid out as its tree lays them out.
  public let parameters: [Float]

  /// Opens the run in a folder.
  /// - Throws: for what is no run, is not finished, or was damaged.
  public init(opening path: String) throws {
    folder = RunFolder(path)
    record = try folder.readRecord(of: Work.self)
    guard record.status == .finished, let result = record.result else {
      throw ProgramError(
        .data, "the run is not finished", at: .init(file: path),
        remedy: "finish it: repeat its train command with --resume")
    }
    guard (try? record.request.validate()) != nil else {
      throw StoredArrays.damaged("the record has a number that is out of range", folder.record)
    }
    self.result = result
    domain = try Work.D(record.configuration)
    states = try Self.naming(folder.states) { [domain, folder] in
      try domain.states(from: StoredArrays(reading: folder.states))
    }
    guard states.count == record.data.duplicates.rows else {
      throw StoredArrays.damaged(
        "there are \(states.count) rows where the record says \(record.data.duplicates.rows)", folder.states)
    }
    split = try DataSplit(reading: folder.split, rowCount: states.count)
    work = try Self.naming(folder.fitted) { [domain, states, split, record, folder] in
      try Work(
        restoring: domain, training: states.rows(split.train), request: record.request, from: folder.fitted)
    }
    try Self.naming(folder.record) { [work, states] in try work.validate(result, states) }
    parameters = try ModelFile.read(folder.model, of: work.parameters, configuration: record.configuration)
    // Last, so that what is wrong is said in better words where there are any.
    try folder.check(record.files)
  }

  /// Rows of a part of the data.
  public func states(_ part: DataSplit.Part) -> Work.D.States { states.rows(split[part]) }

  /// Says of a model's error in which file it lies.
  private static func naming<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as ModelError {
      throw StoredArrays.damaged(error.description, path)
    }
  }
}
