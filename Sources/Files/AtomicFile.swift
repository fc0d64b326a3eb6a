import Foundation

/// A file that appears whole or not at all.
///
/// The content goes to a temporary file in the same folder; `commit` brings it to the disk (fsync), gives it its name
/// (rename) and brings the folder to the disk. Until then, and whatever fails, an old file of that name is untouched;
/// when the value ends without a commit, the temporary file is removed.
///
///     var file = try AtomicFile(replacing: "samples.csv")
///     for batch in batches { try file.write(batch.utf8) }
///     try file.commit()
///
/// The new file keeps the permissions of the old one. A symbolic link stays, and the file it leads to is replaced. What
/// is neither a file nor a folder (`/dev/stdout`, a pipe) is written to as it stands, since it cannot be replaced.
public struct AtomicFile: ~Copyable, Sendable {
  /// The path as the caller gave it.
  public let path: String
  private let destination: Destination
  private let descriptor: Descriptor
  private var buffer: [UInt8] = []
  private var state = State.writing

  private enum State { case writing, committed }

  private enum Destination {
    case device
    case file(temporary: String, final: String)
  }

  private static let bufferSize = 1 << 16

  /// Opens a temporary file beside `path`.
  public init(replacing path: String) throws(ProgramError) {
    self.path = path
    do throws(SystemFailure) {
      guard !path.isEmpty, !path.utf8.contains(0) else { throw SystemFailure(code: ENOENT) }
      let old = Self.status(of: path)
      if let old, old.isFolder { throw SystemFailure(code: EISDIR) }
      if let old, !old.isRegularFile {
        descriptor = try Descriptor(opening: path, O_WRONLY)
        destination = .device
      } else {
        let final = Self.resolved(path)
        let temporary = Self.folder(of: final) + ".partial-" + String(UInt64.random(in: .min ... .max), radix: 36)
        descriptor = try Descriptor(opening: temporary, O_WRONLY | O_CREAT | O_EXCL)
        destination = .file(temporary: temporary, final: final)
        // Best effort: an owner other than this user's may forbid it, and the content matters more than the mode.
        if let old { try? descriptor.setMode(old.st_mode & 0o777) }
      }
    } catch {
      throw error.programError(.cannotCreate, doing: "create", path)
    }
  }

  deinit {
    if case (.writing, .file(let temporary, _)) = (state, destination) { unlink(temporary) }
  }

  /// Writes a whole file at once.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(ProgramError) {
    var file = try AtomicFile(replacing: path)
    try file.write(bytes)
    try file.commit()
  }

  /// Appends bytes.
  public mutating func write(_ bytes: some Sequence<UInt8>) throws(ProgramError) {
    var failure: SystemFailure?
    let wasContiguous: Void? = bytes.withContiguousStorageIfAvailable { storage in
      do throws(SystemFailure) {
        try append(UnsafeRawBufferPointer(storage))
      } catch { failure = error }
    }
    if wasContiguous == nil {
      buffer.append(contentsOf: bytes)
      do throws(SystemFailure) {
        if buffer.count >= Self.bufferSize { try flush() }
      } catch { failure = error }
    }
    if let failure { throw failure.programError(.inputOutput, doing: "write", path) }
  }

  /// Makes the file appear under its name. After an error the old file, if there was one, is still there.
  public consuming func commit() throws(ProgramError) {
    do throws(SystemFailure) {
      try flush()
      guard case .file(let temporary, let final) = destination else { return }
      try descriptor.synchronize()
      guard rename(temporary, final) == 0 else { throw SystemFailure.last }
      state = .committed
      // The rename has happened; that a file system cannot synchronise a folder is no reason to report failure.
      if let folder = try? Descriptor(opening: Self.folder(of: final), O_RDONLY) { try? folder.synchronize() }
    } catch {
      throw error.programError(.inputOutput, doing: "write", path)
    }
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SystemFailure) {
    if buffer.count + bytes.count < Self.bufferSize {
      buffer.append(contentsOf: bytes)
    } else {
      try flush()
      try descriptor.write(bytes)
    }
  }

  private mutating func flush() throws(SystemFailure) {
    var failure: SystemFailure?
    buffer.withUnsafeBytes { bytes in
      do throws(SystemFailure) { try descriptor.write(bytes) } catch { failure = error }
    }
    buffer.removeAll(keepingCapacity: true)
    if let failure { throw failure }
  }

  private static func status(of path: String) -> stat? {
    var result = stat()
    return stat(path, &result) == 0 ? result : nil
  }

  /// The file that a symbolic link leads to, or the path itself.
  private static func resolved(_ path: String) -> String {
    guard let pointer = realpath(path, nil) else { return path }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// The folder of a path with its slash; empty for a bare name, which lies in the current folder.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
  }
}
