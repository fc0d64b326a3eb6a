package import Bellman
internal import Foundation
internal import Synchronization

/// Shows a run's progress: one line that is updated on a terminal, a plain line every so often elsewhere.
package final class TrainingTicker: ProgressReporter {
  package enum Medium: Hashable, Sendable {
    case terminal
    /// With the seconds between two lines.
    case lines(every: Double)

    /// What standard error is.
    package static var standardError: Medium {
      isatty(FileHandle.standardError.fileDescriptor) == 1 ? .terminal : .lines(every: 10)
    }
  }

  private struct State {
    var lastLine = ContinuousClock.now
    var isLineOpen = false
  }

  private let medium: Medium
  private let write: @Sendable (String) -> Void
  private let state = Mutex(State())

  package init(_ medium: Medium, write: @escaping @Sendable (String) -> Void) {
    self.medium = medium
    self.write = write
  }

  convenience init() {
    self.init(.standardError) { Console.complain($0) }
  }

  package func report(_ progress: TrainingProgress) {
    let line = Self.line(progress)
    state.withLock { state in
      switch medium {
      case .terminal:
        write("\r\u{1B}[K" + line)
        state.isLineOpen = true
        if let message = progress.message {
          write("\n" + message + "\n")
          state.isLineOpen = false
        }
      case .lines(let seconds):
        let isDue = (ContinuousClock.now - state.lastLine) / .seconds(1) >= seconds
        guard isDue || progress.message != nil else { return }
        write(line + (progress.message.map { "  (\($0))" } ?? "") + "\n")
        state.lastLine = .now
      }
    }
  }

  /// One line: step, rate, time left, losses.
  package static func line(_ progress: TrainingProgress) -> String {
    var parts = ["step \(progress.step)" + (progress.totalSteps.map { " of \($0)" } ?? "")]
    parts.append("\(Int(100 * progress.fraction))%")
    if let rate = progress.stepsPerSecond {
      parts.append(String(format: rate < 10 ? "%.1f steps/s" : "%.0f steps/s", rate))
    }
    if let seconds = progress.secondsLeft { parts.append(TimeText.words(seconds: seconds) + " left") }
    if let loss = progress.loss { parts.append(String(format: "loss %.4f", loss)) }
    if let loss = progress.validationLoss { parts.append(String(format: "validation %.4f", loss)) }
    return parts.joined(separator: "  ")
  }
}
