internal import Files

/// Finds out before long work whether its result can be written.
enum OutputCheck {
  static func canCreate(_ path: String) throws(ProgramError) {
    // Opens a temporary file beside the path, and leaves nothing.
    _ = try AtomicFile(replacing: path)
  }
}
