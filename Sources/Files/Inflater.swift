import CZlib

/// Decompresses deflate streams (RFC 1951), bare or wrapped as gzip (RFC 1952), piece by piece.
struct Inflater: ~Copyable {
  enum Wrapping {
    case none, gzip

    /// zlib's name for it: 15 bits of window, negative without header and checksum, 16 more for gzip's.
    fileprivate var windowBits: Int32 { self == .none ? -15 : 31 }
  }

  enum Failure: Error {
    /// The input ends before the stream does.
    case truncated
    /// The input is no deflate stream, or its checksum does not fit.
    case damaged
    /// The output is larger than the caller's limit.
    case tooLarge
    case outOfMemory
  }

  /// Of one byte no stream makes more than this many (zlib's documentation: 1032 : 1).
  static var largestRatio: Int { 1032 }

  // zlib's state points back at the stream, so that it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: 1 << 18)

  init(_ wrapping: Wrapping) throws(Failure) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard inflateInit2_(stream, wrapping.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      stream.deallocate()
      throw .outOfMemory
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Appends what one stream holds to `result`, and returns how many bytes of the input it took.
  mutating func append(
    _ input: UnsafeRawBufferPointer, to result: inout [UInt8], sizeLimit: Int
  ) throws(Failure) -> Int {
    var taken = 0
    inflateReset(stream)
    while true {
      // zlib counts in 32 bits.
      let piece = UnsafeRawBufferPointer(rebasing: input[taken..<min(input.count, taken + 1 << 30)])
      stream.pointee.next_in = UnsafeMutablePointer(mutating: piece.assumingMemoryBound(to: UInt8.self).baseAddress)
      stream.pointee.avail_in = UInt32(piece.count)
      let capacity = output.count
      let code = output.withUnsafeMutableBufferPointer { buffer in
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(capacity)
        return inflate(stream, Z_NO_FLUSH)
      }
      taken += piece.count - Int(stream.pointee.avail_in)
      let made = capacity - Int(stream.pointee.avail_out)
      guard made <= sizeLimit - result.count else { throw .tooLarge }
      result.append(contentsOf: output[..<made])
      switch code {
      case Z_STREAM_END: return taken
      // Neither input taken nor output made: there is nothing left to take.
      case Z_OK where taken < input.count || made == capacity: continue
      case Z_OK, Z_BUF_ERROR: throw .truncated
      case Z_MEM_ERROR: throw .outOfMemory
      default: throw .damaged
      }
    }
  }

  /// The checksum of zip and gzip, CRC-32.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    UInt32(truncatingIfNeeded: bytes.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) })
  }
}
