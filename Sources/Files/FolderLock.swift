import Foundation

/// Keeps other programs that ask for the same lock out of a folder, until this value ends or the program does, however it ends.
public final class FolderLock: Sendable {
  private let descriptor: Descriptor

  /// - Throws: `ProgramError` when another program holds the lock, or the folder cannot be opened.
  public init(_ path: String) throws(ProgramError) {
    let isFree: Bool
    do {
      descriptor = try Descriptor(opening: path, O_RDONLY)
      isFree = try descriptor.lock()
    } catch {
      throw error.programError(.noInput, doing: "open the folder", path)
    }
    guard isFree else {
      throw ProgramError(
        .cannotCreate, "another program is working in the folder", at: .init(file: path),
        remedy: "wait until it ends, or choose another folder")
    }
  }
}
