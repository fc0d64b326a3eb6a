internal import Files
internal import Foundation

/// Finds out before long work whether its result can be written.
enum OutputCheck {
  static func canCreate(_ path: String) throws(ProgramError) {
    let kind = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    // To open a pipe and close it would end its reader.
    guard kind == nil || kind == .typeRegular || kind == .typeDirectory else { return }
    // Opens a temporary file beside the path, and leaves nothing.
    _ = try AtomicFile(replacing: path)
  }
}
