import Foundation

/// Reads text that may be compressed by gzip.
public enum GzipFile {
  /// The bytes of a file; when they begin as a gzip stream does, what they decompress to, whatever the file's name.
  ///
  /// - Parameters:
  ///   - sizeLimit: the most bytes that are read, and the most that they may decompress to.
  /// - Throws: `ProgramError` when the stream ends early, fails its checksum, or grows beyond the limit.
  public static func bytes(of path: String, sizeLimit: Int = 1 << 32) throws(ProgramError) -> [UInt8] {
    try decompressed(WholeFile.bytes(of: path, sizeLimit: sizeLimit), named: path, sizeLimit: sizeLimit)
  }

  /// Bytes that do not begin as a gzip stream does as they are, and others decompressed; `name` is for errors.
  ///
  /// Several streams may follow one another, and zeros may follow the last, as gzip allows.
  public static func decompressed(
    _ bytes: [UInt8], named name: String, sizeLimit: Int = 1 << 32
  ) throws(ProgramError) -> [UInt8] {
    guard bytes.starts(with: magic) else { return bytes }
    do throws(Inflater.Failure) {
      return try inflated(bytes, sizeLimit)
    } catch {
      throw programError(error, name, sizeLimit)
    }
  }

  private static let magic: [UInt8] = [0x1F, 0x8B]

  private static func inflated(_ bytes: [UInt8], _ sizeLimit: Int) throws(Inflater.Failure) -> [UInt8] {
    var inflater = try Inflater(.gzip)
    var result: [UInt8] = []
    var position = 0
    while position < bytes.count {
      guard bytes[position...].starts(with: magic) else {
        guard bytes[position...].allSatisfy({ $0 == 0 }) else { throw .damaged }
        break
      }
      var failure: Inflater.Failure?
      bytes.withUnsafeBytes { input in
        do throws(Inflater.Failure) {
          let rest = UnsafeRawBufferPointer(rebasing: input[position...])
          position += try inflater.append(rest, to: &result, sizeLimit: sizeLimit)
        } catch { failure = error }
      }
      if let failure { throw failure }
    }
    return result
  }

  private static func programError(_ failure: Inflater.Failure, _ name: String, _ sizeLimit: Int) -> ProgramError {
    let place = ProgramError.Place(file: name)
    return switch failure {
    case .truncated:
      ProgramError(.data, "the gzip stream ends before its content does", at: place, remedy: "the file is cut off: copy it again")
    case .damaged:
      ProgramError(.data, "the gzip stream is damaged", at: place, remedy: "copy or compress the file again")
    case .tooLarge:
      ProgramError(
        .data, "the gzip stream decompresses to more than the limit of \(sizeLimit) bytes", at: place,
        remedy: "give a smaller file, or a part of it")
    case .outOfMemory:
      ProgramError(.inputOutput, "there is no memory to decompress with", at: place, remedy: "free some memory")
    }
  }
}
