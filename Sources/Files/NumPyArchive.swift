public import Foundation

/// The named arrays of an NPZ file: a zip archive of NPY files, stored or compressed by deflate.
///
/// The archive is mapped, and an array is decompressed when it is asked for, so that large arrays nobody needs cost nothing.
public struct NumPyArchive: Sendable {
  /// The names of the arrays, without `.npy`, in the archive's order.
  public let names: [String]
  /// The file's name, for errors.
  public let source: String
  private let directory: ZipDirectory
  private let members: [String: ZipDirectory.Member]

  private static let ending = ".npy"

  /// Reads the table of contents of an NPZ file.
  public init(reading path: String, sizeLimit: Int = 1 << 32) throws(ProgramError) {
    try self.init(parsing: WholeFile.mapped(path, sizeLimit: sizeLimit), named: path)
  }

  /// Reads the table of contents from the bytes of a file; `name` is for errors.
  public init(parsing data: Data, named name: String) throws(ProgramError) {
    // Data that is a part of other data has other indices.
    directory = try ZipDirectory(data.startIndex == 0 ? data : Data(data), name)
    source = name
    let arrays = directory.members.filter { $0.name.hasSuffix(Self.ending) }
    names = arrays.map { String($0.name.dropLast(Self.ending.count)) }
    members = Dictionary(zip(names, arrays)) { first, _ in first }
  }

  /// An array that must be there, checked against the archive's checksum.
  ///
  /// - Parameter sizeLimit: the most bytes that the array may have.
  public func array(_ name: String, sizeLimit: Int = 1 << 34) throws(ProgramError) -> NumPyArray {
    guard let member = members[name] else {
      throw ProgramError(
        .data, "the array \(Printable.quoted(name)) is missing", at: .init(file: source),
        remedy: "the file has \(names.isEmpty ? "no arrays" : names.joined(separator: ", "))")
    }
    let content = try directory.content(of: member, sizeLimit: sizeLimit)
    return try NumPyArray(parsing: Data(content), named: "\(source), \(member.name)")
  }
}
