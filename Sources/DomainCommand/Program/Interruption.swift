internal import Foundation
internal import Synchronization

/// Whether a person pressed Control-C. The first time asks the work to stop in order; the second ends the program at once.
enum Interruption {
  private static let flag = Atomic<Bool>(false)

  static var isRequested: Bool { flag.load(ordering: .relaxed) }

  static func watch() {
    // The flag is made before a handler may touch it: lazy initialisation is not safe inside one.
    flag.store(false, ordering: .relaxed)
    _ = signal(SIGINT) { _ in
      Interruption.flag.store(true, ordering: .relaxed)
      _ = signal(SIGINT, SIG_DFL)
    }
  }
}
