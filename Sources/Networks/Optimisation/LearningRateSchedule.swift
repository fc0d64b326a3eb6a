internal import Foundation

/// The learning rate as a function of the fraction of training done.
public enum LearningRateSchedule: Hashable, Sendable, Codable {
  case constant(Double)
  /// Rises linearly over the first `warmup` fraction, then falls to `last` along half a cosine.
  case cosine(peak: Double, last: Double, warmup: Double)

  /// The rate at `progress`, from 0 at the start of training to 1 at its end.
  public func rate(at progress: Double) -> Double {
    let progress = min(max(progress, 0), 1)
    switch self {
    case .constant(let rate): return rate
    case .cosine(let peak, let last, let warmup):
      if progress < warmup { return peak * progress / warmup }
      let fall = warmup < 1 ? (progress - warmup) / (1 - warmup) : 1
      return last + (peak - last) * 0.5 * (1 + cos(.pi * fall))
    }
  }
}
