import ArgumentParser
import Bellman
import DomainCommand
import Files
import Foundation
import MoleculeDomain
import Networks
import TestInputs
import molecules

/// A folder for one test, removed when it ends.
final class Workplace {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var path: String { folder.path }
  func file(_ name: String) -> String { folder(name) }
  func write(_ text: String, _ name: String) throws -> String { try folder.put(text, name) }
  func write(_ bytes: [UInt8], _ name: String) throws -> String { try folder.put(bytes, name) }
  func exists(_ name: String) -> Bool { folder.exists(name) }
  func content(_ name: String) throws -> [String: Data] { try folder.content(name) }

  // MARK: Data

  /// Sixty molecules of the shipped set, as records of an SDF file.
  static let records: [String] = {
    do {
      let shipped = try ShippedDatasets(environment: [:], startingAt: [URL(fileURLWithPath: #filePath).deletingLastPathComponent().path])
      let molecules = try MoleculeFile(reading: shipped.path(of: shipped.dataset(named: "small-organics"))).molecules
      return try stride(from: 0, to: molecules.count, by: molecules.count / 60).prefix(60).map { row in
        String(decoding: try MoleculeFormat.sdf.serialized([molecules[row]]), as: UTF8.self)
      }
    } catch { preconditionFailure("the shipped molecules cannot be read: \(error)") }
  }()

  /// The sixty molecules, with another record after the first five where one is given.
  func molecules(with record: String? = nil, _ name: String = "molecules.sdf") throws -> String {
    var records = Self.records
    if let record { records.insert(record, at: Self.place) }
    return try write(records.joined(), name)
  }

  /// Where `molecules(with:)` puts a record, counted from 0.
  static let place = 5

  /// Lines of the file before that record.
  static var linesBefore: Int { records.prefix(place).joined().utf8.count { $0 == UInt8(ascii: "\n") } }

  // MARK: Runs

  static var smallRequest: TrainingRequest {
    var request = TrainingRequest(budget: .steps(20))
    request.network = NetworkSize(width: 16, depth: 2)
    request.batchSize = 8
    request.threads = 1
    return request
  }

  func domain(_ data: String, _ options: String...) throws -> MoleculeDomain {
    MoleculeDomain(try MoleculeDomain.configuration(MoleculeOptions.parse(options), dataPath: data))
  }

  func job(
    _ data: String, _ out: String = "run", _ options: String..., request: TrainingRequest = smallRequest, start: Trainer.Start = .anew
  ) throws -> TrainingJob<MoleculeWork> {
    TrainingJob(
      try MoleculeDomain.configuration(MoleculeOptions.parse(options), dataPath: data), request: request, dataPath: data,
      folder: RunFolder(file(out)), start: start)
  }

  /// The command line that trains what `job` trains.
  func training(_ data: String, _ out: String = "run", _ options: String...) -> [String] {
    [
      "train", "--data", data, "--out", file(out), "--steps", "20", "--width", "16", "--depth", "2", "--batch", "8", "--threads", "1",
      "--quiet",
    ] + options
  }

  static func end(_ arguments: [String]) -> DomainProgram<MoleculeWork>.Ending { DomainProgram<MoleculeWork>.end(arguments) }
}
