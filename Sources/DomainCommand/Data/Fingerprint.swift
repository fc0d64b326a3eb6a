internal import Crypto
internal import Files
internal import Foundation

/// SHA-256 in hexadecimal.
enum Fingerprint {
  static func of(_ bytes: some Sequence<UInt8>) -> String {
    SHA256.hash(data: Array(bytes)).map { String(format: "%02x", $0) }.joined()
  }

  static func of(file path: String) throws(ProgramError) -> String { of(try WholeFile.bytes(of: path, sizeLimit: 1 << 34)) }
}
