/// Says now and then how much of long work is done.
public final class ProgressNote {
  private let total: Int
  private let what: String
  private let announce: (String) -> Void
  private let beginning = ContinuousClock().now
  private var last = ContinuousClock().now

  private static var interval: Duration { .seconds(5) }

  /// - Parameter what: the things that are done, “series”.
  public init(_ total: Int, _ what: String, _ announce: @escaping (String) -> Void) {
    self.total = total
    self.what = what
    self.announce = announce
  }

  /// - Parameter count: how many are done.
  public func done(_ count: Int) {
    let now = ContinuousClock().now
    guard count > 0, count < total, now - last >= Self.interval else { return }
    last = now
    let left = (now - beginning) / .seconds(1) * Double(total - count) / Double(count)
    announce("\(count) of \(total) \(what), \(Int(left)) s left")
  }
}
