internal import Foundation

/// Says from time to time that work goes on which says nothing itself.
enum Heartbeat {
  private static var seconds: Int { 10 }

  static func during<Result>(
    _ what: String, announce: @escaping @Sendable (String) -> Void, _ work: () throws -> Result
  ) rethrows -> Result {
    let clock = ContinuousClock()
    let beginning = clock.now
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInitiated))
    timer.schedule(deadline: .now() + .seconds(seconds), repeating: .seconds(seconds))
    timer.setEventHandler {
      let time = TimeText.words(seconds: (clock.now - beginning) / .seconds(1))
      announce(
        Interruption.isRequested
          ? "\(what): this is finished before the work stops; Control-C again ends it at once" : "\(what): \(time) so far")
    }
    timer.resume()
    defer { timer.cancel() }
    return try work()
  }
}
