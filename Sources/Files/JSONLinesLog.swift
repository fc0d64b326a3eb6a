import Foundation

/// A log of one JSON record a line, which survives a killed program.
///
/// A record goes to the operating system in one write as soon as it is appended; `synchronize` brings all of them to
/// the disk. A record counts once its line end is there: a last line without one is the work of a program that was
/// killed, is ignored by `records`, and is removed when the log is opened to append. Non-finite numbers are written as
/// the strings "nan", "inf" and "-inf".
public struct JSONLinesLog: ~Copyable, Sendable {
  public let path: String
  private let descriptor: Descriptor
  private var length: Int

  /// Opens a log to append, and makes it if there is none.
  public init(appendingTo path: String) throws(ProgramError) {
    // The compiler wants a value that cannot be copied to be initialised without a way out in between.
    let length = try Self.opening(path) { path throws(SystemFailure) in try Self.repair(path) }
    descriptor = try Self.opening(path) { path throws(SystemFailure) in
      try Descriptor(opening: path, O_WRONLY | O_APPEND)
    }
    self.length = length
    self.path = path
  }

  private static func opening<Result: ~Copyable>(
    _ path: String, _ body: (String) throws(SystemFailure) -> Result
  ) throws(ProgramError) -> Result {
    do throws(SystemFailure) {
      return try body(path)
    } catch {
      throw error.programError(.cannotCreate, doing: "open the log", path)
    }
  }

  /// Removes a last line without its end, and returns the length of the rest.
  private static func repair(_ path: String) throws(SystemFailure) -> Int {
    let descriptor = try Descriptor(opening: path, O_RDWR | O_CREAT)
    let status = try descriptor.status()
    guard status.isRegularFile else { throw SystemFailure(code: status.isFolder ? EISDIR : EINVAL) }
    let size = Int(status.st_size)
    let length = try descriptor.map(length: size).lastIndex(of: Byte.lineFeed).map { $0 + 1 } ?? 0
    if length < size { try descriptor.truncate(to: length) }
    return length
  }

  /// Appends a record. After an error (a full disk, say) the log ends with the record before.
  public mutating func append(_ record: some Encodable) throws(ProgramError) {
    var line = try encode(record)
    line.append(Byte.lineFeed)
    var failure: SystemFailure?
    line.withUnsafeBytes { bytes in
      do throws(SystemFailure) { try descriptor.write(bytes) } catch { failure = error }
    }
    if let failure {
      try? descriptor.truncate(to: length)
      throw failure.programError(.inputOutput, doing: "append to the log", path)
    }
    length += line.count
  }

  /// Brings what was appended to the disk.
  public func synchronize() throws(ProgramError) {
    do throws(SystemFailure) {
      try descriptor.synchronize()
    } catch {
      throw error.programError(.inputOutput, doing: "write the log", path)
    }
  }

  /// The complete records of a log.
  public static func records<Record: Decodable>(
    of type: Record.Type = Record.self, in path: String, sizeLimit: Int = 1 << 30
  ) throws(ProgramError) -> [Record] {
    try records(of: type, parsing: WholeFile.bytes(of: path, sizeLimit: sizeLimit), named: path)
  }

  /// The complete records in the bytes of a log; `name` is for errors.
  public static func records<Record: Decodable>(
    of type: Record.Type = Record.self, parsing bytes: [UInt8], named name: String
  ) throws(ProgramError) -> [Record] {
    var result: [Record] = []
    for (index, line) in completeLines(bytes).enumerated() {
      result.append(try decode(type, bytes[line], at: .init(file: name, line: index + 1)))
    }
    return result
  }

  /// Shortens a log to the records before the first for which `isLater` is true, atomically; returns how many went.
  ///
  /// A program that resumes from a checkpoint drops what was logged after it, so that no step is logged twice.
  @discardableResult
  public static func truncate<Record: Decodable>(
    _ path: String, of type: Record.Type = Record.self, fromFirst isLater: (Record) -> Bool
  ) throws(ProgramError) -> Int {
    let bytes = try WholeFile.bytes(of: path, sizeLimit: .max - 1)
    let lines = completeLines(bytes)
    for (index, line) in lines.enumerated() {
      let record = try decode(type, bytes[line], at: .init(file: path, line: index + 1))
      guard isLater(record) else { continue }
      try AtomicFile.write(bytes[..<line.lowerBound], to: path)
      return lines.count - index
    }
    let end = lines.last.map { $0.upperBound + 1 } ?? 0
    if end < bytes.count { try AtomicFile.write(bytes[..<end], to: path) }
    return 0
  }

  private static func completeLines(_ bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    while let end = bytes[start...].firstIndex(of: Byte.lineFeed) {
      lines.append(start..<end)
      start = end + 1
    }
    return lines
  }

  private static func decode<Record: Decodable>(
    _ type: Record.Type, _ line: ArraySlice<UInt8>, at place: ProgramError.Place
  ) throws(ProgramError) -> Record {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: Data(line))
    } catch {
      throw ProgramError(
        .data, "\(Printable.quoted(line)) is not a record of this log", at: place,
        remedy: "remove the line, or give the log of another run")
    }
  }

  private func encode(_ record: some Encodable) throws(ProgramError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try encoder.encode(record)
    } catch {
      throw ProgramError(
        .software, "a record cannot be written as JSON", at: .init(file: path), remedy: "report this")
    }
  }
}
