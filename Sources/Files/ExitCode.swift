/// How a program ended, in the numbers of BSD's `sysexits.h`.
public enum ExitCode: Int32, Hashable, Sendable, CaseIterable {
  /// All went well.
  case success = 0
  /// The command line is wrong: an unknown option, a value out of range.
  case usage = 64
  /// The content of an input is wrong.
  case data = 65
  /// An input is missing or cannot be opened.
  case noInput = 66
  /// A fault of the program itself.
  case software = 70
  /// An output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed part of the way: a full disk, a broken device.
  case inputOutput = 74
}
