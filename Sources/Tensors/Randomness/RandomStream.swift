internal import CKernels
internal import Foundation

/// Counter-based randomness as a generator: what it gives is a function of (seed, stream, step, index) and of how many
/// numbers were drawn, never of history. Two generators with different coordinates are independent.
///
/// Philox4x32-10; J. K. Salmon et al., SC 2011.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let seed: UInt64
  private var counter: (UInt32, UInt32, UInt32, UInt32)
  private var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var position = 4
  private var spareNormal: Double?

  /// - Parameters:
  ///   - seed: the run's seed.
  ///   - stream: what the numbers are for.
  ///   - step: when they are drawn.
  ///   - index: for which row.
  public init(seed: UInt64, stream: UInt32, step: UInt32 = 0, index: UInt32 = 0) {
    self.seed = seed
    counter = (0, index, stream, step)
  }

  private mutating func nextWord() -> UInt32 {
    if position == 4 {
      withUnsafeBytes(of: &counter) { input in
        withUnsafeMutableBytes(of: &words) { output in
          if let a = input.bindMemory(to: UInt32.self).baseAddress, let b = output.bindMemory(to: UInt32.self).baseAddress {
            ck_philox(a, seed, b)
          }
        }
      }
      counter.0 &+= 1
      position = 0
    }
    defer { position += 1 }
    return switch position {
    case 0: words.0
    case 1: words.1
    case 2: words.2
    default: words.3
    }
  }

  public mutating func next() -> UInt64 {
    let high = UInt64(nextWord())
    return high << 32 | UInt64(nextWord())
  }

  /// A number strictly between 0 and 1.
  public mutating func uniform() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// A standard normal number (Box–Muller).
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let radius = (-2 * log(uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareNormal = radius * sin(angle)
    return radius * cos(angle)
  }
}
