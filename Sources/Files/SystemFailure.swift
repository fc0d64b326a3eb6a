import Foundation

/// A call of the operating system that failed, with its `errno`.
struct SystemFailure: Error {
  let code: Int32

  /// The failure that the last call left in `errno`.
  static var last: SystemFailure { SystemFailure(code: errno) }

  /// The error to print for a file that this failure concerns.
  func programError(_ exitCode: ExitCode, doing action: String, _ path: String) -> ProgramError {
    ProgramError(exitCode, "cannot \(action): \(reason)", at: .init(file: path), remedy: remedy)
  }

  private var reason: String {
    switch code {
    case ENOENT: "no such file or folder"
    case EACCES, EPERM: "permission is denied"
    case ENOSPC: "the disk is full"
    case EDQUOT: "the disk quota is used up"
    case EROFS: "the file system is read-only"
    case EISDIR: "it is a folder"
    case ENOTDIR: "a part of the path is not a folder"
    case ENAMETOOLONG: "the name is too long"
    case EFBIG: "the file would be too large"
    default: String(cString: strerror(code))
    }
  }

  private var remedy: String {
    switch code {
    case ENOENT, ENOTDIR: "check the path"
    case EACCES, EPERM, EROFS: "check who may read and write there"
    case ENOSPC, EDQUOT, EFBIG: "free some space or choose another folder"
    case EISDIR: "give the path of a file"
    case ENAMETOOLONG: "choose a shorter name"
    default: "check the path and the device"
    }
  }
}
