package import Bellman
internal import Files
internal import Foundation
internal import Networks
internal import Tensors

/// `train` as a value: from a data file to a run's folder.
///
/// Everything that can be wrong with the input is found before anything is written. A killed job leaves a run that
/// `resuming` finishes; with a budget of steps, in the same bits.
package struct TrainingJob<Work: DomainWork> {
  package typealias Record = TrainedRun<Work>.Record

  package let configuration: Work.D.Configuration
  package let request: TrainingRequest
  package let dataPath: String
  package let folder: RunFolder
  package let start: Trainer.Start
  package var reporter: any ProgressReporter = SilentReporter()
  /// Asked often; true stops the job in order.
  package var shouldStop: () -> Bool = { false }
  /// What an error says of going on.
  package var resumeHint = "repeat the command with --resume to go on"
  /// Says what is being done.
  package var announce: @Sendable (String) -> Void = { _ in }

  package init(
    _ configuration: Work.D.Configuration, request: TrainingRequest, dataPath: String, folder: RunFolder,
    start: Trainer.Start = .anew
  ) {
    self.configuration = configuration
    self.request = request
    self.dataPath = dataPath
    self.folder = folder
    self.start = start
  }

  package func run() throws -> Record {
    try request.validate()
    return try Parallel.$defaultThreads.withValue(request.threads ?? Parallel.defaultThreads) { try work() }
  }

  private func work() throws -> Record {
    let domain = try Work.D(configuration)
    if folder.holdsRun, start == .anew {
      throw ProgramError(
        .usage, "the folder holds a run already", at: .init(file: folder.path),
        remedy: "continue it with --resume, or choose another --out")
    }
    try Self.checkIsFile(dataPath)
    if case .file(let path) = request.splitting { try Self.checkIsFile(SplitFile.path(path)) }
    let data = try domain.load(dataPath)
    let states = data.states
    let groups = states.groupsOfEqualRows
    let split = try split(data, groups)
    let fresh = try record(groups, split, data.notes)
    announceData(fresh, split)

    let earlier = folder.holdsRun ? try folder.readRecord(of: Work.self) : nil
    if let earlier {
      try check(earlier, against: fresh)
      if earlier.status == .finished {
        _ = try TrainedRun<Work>(opening: folder.path)
        announce("the run is finished already")
        return earlier
      }
    }
    if start == .resuming, earlier == nil { announce("there is no run yet: it begins") }
    let isNew = try folder.prepare()
    let lock = try FolderLock(folder.path)
    defer { withExtendedLifetime(lock) {} }
    folder.removePartialFiles()
    do {
      return try run(fresh, earlier, domain, states, split)
    } catch {
      if isNew { folder.removeIfEmpty() }
      throw error
    }
  }

  // MARK: Input

  /// A pipe gives its content once, and a run keeps the fingerprint of its data.
  private static func checkIsFile(_ path: String) throws(ProgramError) {
    guard PathCheck.isDevice(path) else { return }
    throw ProgramError(
      .noInput, "it is no regular file, and a run keeps the fingerprint of its data", at: .init(file: path),
      remedy: "save the data in a file first")
  }

  private func split(_ data: FileStates<Work.D.States>, _ groups: [[Int]]) throws(ProgramError) -> DataSplit {
    switch (request.splitting, data.spans) {
    case (.byRow, nil): try .seeded(data.rows.indices.map { [$0] }, seed: request.seed, source: dataPath)
    case (.byLocation, nil): try .seeded(groups, seed: request.seed, source: dataPath)
    case (.byRow, let spans?): try .separated(spans, states: Array(spans.indices), seed: request.seed, source: dataPath)
    case (.byLocation, let spans?): try .separated(spans, states: groups.compactMap(\.first), seed: request.seed, source: dataPath)
    case (.file(let path), _): try .file(path, rows: data.rows, rowCount: data.rowCount)
    }
  }

  private func record(_ groups: [[Int]], _ split: DataSplit, _ remarks: [String]) throws(ProgramError) -> Record {
    var splitSHA256: String?
    if case .file(let path) = request.splitting { splitSHA256 = try Fingerprint.of(file: SplitFile.path(path)) }
    let data = Record.Data(
      file: URL(fileURLWithPath: dataPath).lastPathComponent, sha256: try Fingerprint.of(file: dataPath),
      duplicates: DuplicateCount(groups), trainRows: split.train.count, validationRows: split.validation.count,
      testRows: split.test.count, splitSHA256: splitSHA256)
    return Record(
      program: Work.D.name, version: Package.version, status: .training, configuration: configuration, request: request,
      data: data, result: nil, notes: remarks + notes(data))
  }

  private func notes(_ data: Record.Data) -> [String] {
    guard data.duplicates.hasCopies else { return [] }
    switch request.splitting {
    case .byLocation: return ["Copies were left out: each distinct sample is used once."]
    case .byRow, .file:
      return ["The data have copies (\(data.duplicates.description)), \(Work.help.copies)"]
    }
  }

  private func announceData(_ record: Record, _ split: DataSplit) {
    announce("\(record.data.file): \(record.data.duplicates.description)")
    announce("split: \(split.train.count) train, \(split.validation.count) validation, \(split.test.count) test")
    record.notes.forEach(announce)
  }

  /// A run goes on with what it began with.
  private func check(_ earlier: Record, against fresh: Record) throws(ProgramError) {
    func fail(_ code: Files.ExitCode, _ problem: String) throws(ProgramError) {
      throw ProgramError(
        code, problem, at: .init(file: folder.record),
        remedy: "continue with what the run began with, or choose another --out")
    }
    if earlier.configuration != fresh.configuration { try fail(.data, "the run began with other options of its space or its data") }
    if earlier.data.sha256 != fresh.data.sha256 { try fail(.data, "the run began with other data than \(dataPath)") }
    if earlier.data.splitSHA256 != fresh.data.splitSHA256 { try fail(.data, "the run began with another split") }
    if let option = earlier.request.difference(from: fresh.request) { try fail(.usage, "the run began with \(option)") }
  }

  // MARK: Work

  private func run(
    _ fresh: Record, _ earlier: Record?, _ domain: Work.D, _ states: Work.D.States, _ split: DataSplit
  ) throws -> Record {
    let (training, validation) = (states.rows(split.train), states.rows(split.validation))
    let work: Work
    if earlier != nil, FileManager.default.fileExists(atPath: folder.fitted) {
      work = try Work(restoring: domain, training: training, request: request, from: folder.fitted)
      // The data are at hand: what a crash did to these two is mended.
      try split.write(to: folder.split)
      try domain.arrays(of: states).write(to: folder.states)
    } else {
      work = try Work(
        fitting: domain, training: training, validation: validation, request: request, announce: announce)
      try stopIfAsked()
      try folder.write(fresh)
      try split.write(to: folder.split)
      try domain.arrays(of: states).write(to: folder.states)
      // Last of these: where it is, the others are.
      try work.write(to: folder.fitted)
    }

    announce("training \(work.parameters.elementCount) parameters")
    let outcome = try Trainer(
      work.task(training), validation: work.task(validation), options: request.trainingOptions, folder: folder.path,
      reporter: reporter, shouldStop: shouldStop
    ).run(earlier == nil ? .anew : .resuming)
    if outcome.reason == .interrupted { throw interrupted(outcome.step) }
    try ModelFile.write(outcome.best, of: work.parameters, configuration: configuration, to: folder.model)

    var finished = fresh
    let findings = try work.finish(
      FinishedTraining(
        request: request, training: training, validation: validation, parameters: outcome.best.array, outcome: outcome,
        announce: announce))
    finished.result = findings.result
    finished.constraints = findings.constraints
    finished.notes += findings.notes
    announce(finished.constraints?.description ?? "")
    finished.files = try folder.fingerprints()
    finished.status = .finished
    try folder.write(finished)
    return finished
  }

  private func stopIfAsked() throws {
    if shouldStop() { throw Interrupted(description: "stopped before training began; nothing was written") }
  }

  private func interrupted(_ step: Int) -> Interrupted {
    Interrupted(description: "stopped at step \(step); \(resumeHint)")
  }
}
