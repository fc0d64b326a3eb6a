internal import Foundation
internal import Synchronization

/// Whether a person pressed Control-C: the first time asks the work to stop in order, the second ends the program.
enum Interruption {
  private static let flag = Atomic<Bool>(false)

  static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Runs work that asks `isRequested`; before and after it, Control-C ends the program at once.
  static func watching<Result>(_ work: () throws -> Result) rethrows -> Result {
    // The flag is made before a handler may touch it: lazy initialisation is not safe inside one.
    flag.store(false, ordering: .relaxed)
    let earlier = signal(SIGINT) { _ in
      Interruption.flag.store(true, ordering: .relaxed)
      _ = signal(SIGINT, SIG_DFL)
    }
    defer { _ = signal(SIGINT, earlier) }
    return try work()
  }
}
