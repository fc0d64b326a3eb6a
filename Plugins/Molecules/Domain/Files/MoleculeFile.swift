public import Files
internal import Foundation

/// The molecules of a file, and what is wrong with the records that are none.
///
///     let file = try MoleculeFile(reading: "molecules.sdf.gz", badRecords: .skip)
///     if let summary = file.failureSummary { print(summary) }
public struct MoleculeFile: Sendable {
  /// What to do about a record that cannot be read.
  public enum BadRecords: String, Codable, Hashable, Sendable {
    /// The first is an error.
    case refuse
    /// They are listed in `failures`.
    case skip
  }

  /// A record that could not be read.
  public struct Failure: Hashable, Sendable {
    /// Counted from 1.
    public let record: Int
    public let error: ProgramError
  }

  /// In the file's order.
  public private(set) var molecules: [Molecule] = []
  /// The record of each molecule, counted from 1.
  public private(set) var records: [Int] = []
  public private(set) var failures: [Failure] = []
  /// The file's name, for errors.
  public let source: String

  /// Reads a file, which may be compressed by gzip. A file without any record is an error, one without any good record not,
  /// where bad ones are skipped.
  ///
  /// Molecules of XYZ files have the bonds that `DistanceBonds` sees.
  ///
  /// - Parameters:
  ///   - format: nil for what the file's name says.
  ///   - sizeLimit: the most bytes that the file may have, before and after decompression.
  public init(
    reading path: String, format: MoleculeFormat? = nil, badRecords: BadRecords = .refuse, sizeLimit: Int = 1 << 32
  ) throws(ProgramError) {
    let knownFormat = if let format { format } else { try MoleculeFormat(ofFile: path) }
    guard knownFormat != .npz else {
      try self.init(NumPyArchive(reading: path, sizeLimit: sizeLimit), badRecords)
      return
    }
    try self.init(
      parsing: GzipFile.bytes(of: path, sizeLimit: sizeLimit), named: path, format: knownFormat, badRecords: badRecords)
  }

  /// Reads molecules from the bytes of a file, not compressed; `name` is for errors.
  public init(
    parsing bytes: [UInt8], named name: String, format: MoleculeFormat, badRecords: BadRecords = .refuse
  ) throws(ProgramError) {
    switch format {
    case .npz: try self.init(NumPyArchive(parsing: Data(bytes), named: name), badRecords)
    case .sdf: try self.init(bytes, name, badRecords, SDFRecord.molecule, recover: SDFRecord.skipRest)
    case .xyz: try self.init(bytes, name, badRecords, XYZFrame.molecule, recover: XYZFrame.skipRest)
    }
  }

  private init(_ archive: NumPyArchive, _ badRecords: BadRecords) throws(ProgramError) {
    source = archive.source
    let arrays = try MoleculeArchive(archive)
    molecules.reserveCapacity(arrays.count)
    for row in 0..<arrays.count {
      do throws(ProgramError) {
        molecules.append(try arrays.molecule(row))
        records.append(row + 1)
      } catch {
        guard badRecords == .skip else { throw error }
        failures.append(Failure(record: row + 1, error: error))
      }
    }
    try requireRecords()
  }

  private func requireRecords() throws(ProgramError) {
    guard molecules.isEmpty, failures.isEmpty else { return }
    throw ProgramError(.data, "the file has no molecules", at: .init(file: source), remedy: "give a file with at least one")
  }

  /// What to tell of the records that could not be read: `9 of 1000 records could not be read; the first: …`. Nil when all
  /// could.
  public var failureSummary: String? {
    failures.first.map {
      "\(failures.count) of \(failures.count + molecules.count) records could not be read; the first: \($0.error)"
    }
  }

  private init(
    _ bytes: [UInt8], _ name: String, _ badRecords: BadRecords, _ read: (inout RecordLines) throws(ProgramError) -> Molecule,
    recover: (inout RecordLines) -> Void
  ) throws(ProgramError) {
    source = name
    var lines = RecordLines(bytes, name)
    while lines.beginRecord() {
      do throws(ProgramError) {
        molecules.append(try read(&lines))
        records.append(lines.record)
      } catch {
        guard badRecords == .skip else { throw error }
        failures.append(Failure(record: lines.record, error: error))
        recover(&lines)
      }
    }
    try requireRecords()
  }
}
