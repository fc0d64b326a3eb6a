internal import CZlib
internal import Foundation

extension NumPyArchive {
  /// Writes arrays as an NPZ file, each stored as it is, atomically.
  ///
  /// - Throws: also for more than the 4 GB that a zip archive without 64-bit records holds.
  public static func write(_ arrays: [(name: String, array: NumPyArray)], to path: String) throws(ProgramError) {
    var (members, directory) = (Data(), Data())
    for (name, array) in arrays {
      let (title, content) = (Array((name + ".npy").utf8), array.serialized())
      guard members.count + content.count < Int(UInt32.max) - 1 << 16 else {
        throw ProgramError(.usage, "the arrays have more than 4 GB", at: .init(file: path), remedy: "write fewer of them, or an .npy file")
      }
      let start = members.count
      let checksum = content.withUnsafeBytes { bytes in
        crc32_z(0, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
      }
      // Version 2.0, no flags, stored, a time that says nothing: the first of January 1980.
      let common =
        word(20, 2) + word(0, 2) + word(0, 2) + word(0, 2) + word(0x21, 2) + word(Int(checksum), 4) + word(content.count, 4)
        + word(content.count, 4) + word(title.count, 2) + word(0, 2)
      members += word(0x0403_4B50, 4) + common + title + content
      directory +=
        word(0x0201_4B50, 4) + word(20, 2) + common + word(0, 2) + word(0, 2) + word(0, 2) + word(0, 4) + word(start, 4) + title
    }
    let end =
      word(0x0605_4B50, 4) + word(0, 2) + word(0, 2) + word(arrays.count, 2) + word(arrays.count, 2) + word(directory.count, 4)
      + word(members.count, 4) + word(0, 2)
    try AtomicFile.write(members + directory + end, to: path)
  }

  /// A number, least significant byte first.
  private static func word(_ value: Int, _ size: Int) -> [UInt8] { (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
