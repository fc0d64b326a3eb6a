public import Files
internal import Foundation

/// Finds out before long work what a path is good for.
public enum PathCheck {
  /// Whether a path leads to a pipe, a terminal or another device, which gives its content once if at all.
  package static func isDevice(_ path: String) -> Bool {
    var status = stat()
    // Follows /dev/stdin to the pipe behind it, which has no path that could be resolved.
    guard stat(path, &status) == 0 else { return false }
    let kind = status.st_mode & S_IFMT
    return kind != S_IFREG && kind != S_IFDIR
  }

  /// Throws where no file can be written.
  public static func canCreate(_ path: String) throws(ProgramError) {
    // To open a pipe and close it would end its reader.
    guard !isDevice(path) else { return }
    // Opens a temporary file beside the path, and leaves nothing.
    _ = try AtomicFile(replacing: path)
  }
}
