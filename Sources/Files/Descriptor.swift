import Foundation

/// A file that is open in the operating system; closed when the value ends.
struct Descriptor: ~Copyable, Sendable {
  private let number: Int32

  init(opening path: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemFailure) {
    // A path goes to the system as a C string, which would end at a NUL and name another file.
    guard !path.isEmpty, !path.utf8.contains(0) else { throw SystemFailure(code: ENOENT) }
    var result: Int32 = -1
    repeat { result = open(path, flags | O_CLOEXEC, mode) } while result < 0 && errno == EINTR
    guard result >= 0 else { throw SystemFailure.last }
    number = result
  }

  deinit { close(number) }

  func status() throws(SystemFailure) -> stat {
    var result = stat()
    guard fstat(number, &result) == 0 else { throw SystemFailure.last }
    return result
  }

  /// Reads up to the buffer's length; 0 at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemFailure) -> Int {
    var count = -1
    repeat { count = Foundation.read(number, buffer.baseAddress, buffer.count) } while count < 0 && errno == EINTR
    guard count >= 0 else { throw SystemFailure.last }
    return count
  }

  /// Writes all bytes.
  func write(_ bytes: UnsafeRawBufferPointer) throws(SystemFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = Foundation.write(number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw written == 0 ? SystemFailure(code: EIO) : SystemFailure.last }
      rest = rest.dropFirst(written)
    }
  }

  func synchronize() throws(SystemFailure) {
    guard fsync(number) == 0 else { throw SystemFailure.last }
  }

  func truncate(to length: Int) throws(SystemFailure) {
    guard ftruncate(number, off_t(length)) == 0 else { throw SystemFailure.last }
  }

  /// Takes the lock on the file or folder; false when another descriptor has it. Where the file system has no locks there is
  /// nothing to take.
  func lock() throws(SystemFailure) -> Bool {
    guard flock(number, LOCK_EX | LOCK_NB) != 0 else { return true }
    if errno == EWOULDBLOCK { return false }
    if errno == ENOLCK || errno == EOPNOTSUPP { return true }
    throw SystemFailure.last
  }

  func setMode(_ mode: mode_t) throws(SystemFailure) {
    guard fchmod(number, mode) == 0 else { throw SystemFailure.last }
  }

  /// The first `length` bytes of the file as memory, valid after the descriptor is closed.
  func map(length: Int) throws(SystemFailure) -> Data {
    guard length > 0 else { return Data() }
    guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, number, 0), start != MAP_FAILED else {
      throw SystemFailure.last
    }
    return Data(bytesNoCopy: start, count: length, deallocator: .custom { pointer, count in munmap(pointer, count) })
  }
}

extension stat {
  private var kind: mode_t { st_mode & mode_t(S_IFMT) }
  var isFolder: Bool { kind == mode_t(S_IFDIR) }
  var isRegularFile: Bool { kind == mode_t(S_IFREG) }
}
