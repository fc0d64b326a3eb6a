public import Foundation

/// Reads a file whole, with its size held to a limit; what cannot be read is an error with the file's name.
public enum WholeFile {
  /// The bytes of a file, copied. Pipes and devices are read to their end, so `/dev/stdin` works.
  public static func bytes(of path: String, sizeLimit: Int = 1 << 30) throws(ProgramError) -> [UInt8] {
    do throws(SystemFailure) {
      let descriptor = try Descriptor(opening: path, O_RDONLY)
      return try bytes(of: descriptor, sizeLimit)
    } catch {
      throw readingError(error, path, sizeLimit)
    }
  }

  /// The bytes of a file, mapped into memory and read from disk as they are touched.
  ///
  /// The mapping stays valid when the file is replaced or deleted, as `AtomicFile` does it. A file that another program
  /// shortens in place while it is mapped ends the process (SIGBUS): use `bytes(of:sizeLimit:)` where that can happen.
  public static func mapped(_ path: String, sizeLimit: Int = 1 << 40) throws(ProgramError) -> Data {
    do throws(SystemFailure) {
      let descriptor = try Descriptor(opening: path, O_RDONLY)
      let size = try checkedSize(of: descriptor, sizeLimit)
      // A pipe cannot be mapped.
      guard try descriptor.status().isRegularFile else { return Data(try bytes(of: descriptor, sizeLimit)) }
      return try descriptor.map(length: size)
    } catch {
      throw readingError(error, path, sizeLimit)
    }
  }

  private static func bytes(
    of descriptor: borrowing Descriptor, _ sizeLimit: Int
  ) throws(SystemFailure) -> [UInt8] {
    let size = try checkedSize(of: descriptor, sizeLimit)
    // One byte more than the size lets a single pass see the end of the file.
    var bytes = try chunk(of: descriptor, max(size + 1, 1 << 16))
    var last = bytes.count
    while last > 0 {
      guard bytes.count <= sizeLimit else { throw SystemFailure(code: EFBIG) }
      let more = try chunk(of: descriptor, 1 << 20)
      bytes += more
      last = more.count
    }
    return bytes
  }

  private static func checkedSize(
    of descriptor: borrowing Descriptor, _ sizeLimit: Int
  ) throws(SystemFailure) -> Int {
    let status = try descriptor.status()
    guard !status.isFolder else { throw SystemFailure(code: EISDIR) }
    let size = max(Int(status.st_size), 0)
    guard size <= sizeLimit else { throw SystemFailure(code: EFBIG) }
    return size
  }

  private static func chunk(of descriptor: borrowing Descriptor, _ capacity: Int) throws(SystemFailure) -> [UInt8] {
    var failure: SystemFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      do throws(SystemFailure) {
        while count < capacity {
          let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
          let more = try descriptor.read(into: rest)
          if more == 0 { return }
          count += more
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  private static func readingError(_ failure: SystemFailure, _ path: String, _ sizeLimit: Int) -> ProgramError {
    switch failure.code {
    case EFBIG:
      ProgramError(
        .data, "the file is larger than the limit of \(sizeLimit) bytes", at: .init(file: path),
        remedy: "give a smaller file, or a part of it")
    case EIO: failure.programError(.inputOutput, doing: "read", path)
    default: failure.programError(.noInput, doing: "read", path)
    }
  }
}
