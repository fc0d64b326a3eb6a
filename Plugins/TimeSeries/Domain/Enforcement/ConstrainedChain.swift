internal import Foundation

/// What a chain of `ConstrainedSampler` gave: its draws, what weights need, and how it went.
public struct ConstrainedChain: Sendable {
  /// [draws, time, channel]
  public let draws: SeriesArray
  /// ln det(J W Jᵀ) of each draw and component; [draws, components].
  public let logDeterminants: [Double]
  public let componentCount: Int
  public let diagnostics: Diagnostics

  /// Counts are of moves of single components after the warm-up.
  public struct Diagnostics: Hashable, Sendable, Codable {
    public var proposed = 0
    public var accepted = 0
    /// Newton's method did not come back to the surface.
    public var lost = 0
    /// The way back from the new point led elsewhere, so that the move would have no reverse.
    public var irreversible = 0
    /// The step that the warm-up settled on.
    public var step = 0.0
    /// The greatest residual of a draw, as a share of the terms that it is the difference of.
    public var greatestResidual = 0.0
    /// The greatest share of a diagonal element of J W Jᵀ that its pivot lost, as 1/(1 − R²): 1 where laws pull at right angles, without bound where one
    /// law follows from the others.
    public var condition = 1.0
    /// Of all draws of a chain, for the mean or the variance of the variable that is forgotten most slowly.
    public var effectiveSampleSize = 0.0

    public var acceptance: Double { Double(accepted) / Double(max(proposed, 1)) }

    public init() {}
  }

  /// ln of the weights that make draws of the surface law draws of the conditional law, or the other way round with a sign: −½ ln det(J W Jᵀ), for each draw
  /// summed over its components.
  public var logWeights: [Double] {
    (0..<draws.count).map { draw in
      -0.5 * logDeterminants[draw * componentCount..<(draw + 1) * componentCount].reduce(0, +)
    }
  }
}

/// How many independent draws know as much of a mean as the draws of a chain: n/(1 + 2 Σ ρₖ).
///
/// Autocorrelations are summed in pairs while these are positive and fall, as those of a reversible chain must.
/// Source: C. J. Geyer, Stat. Sci. 7, 473 (1992).
public func effectiveSampleSize(ofChain values: [Double]) -> Double {
  let count = values.count
  guard count > 3 else { return Double(count) }
  let mean = values.reduce(0, +) / Double(count)
  let centred = values.map { $0 - mean }
  func covariance(_ lag: Int) -> Double {
    var sum = 0.0
    for place in 0..<count - lag { sum += centred[place] * centred[place + lag] }
    return sum / Double(count)
  }
  let variance = covariance(0)
  guard variance > 0 else { return Double(count) }
  var (total, last, lag) = (0.0, Double.infinity, 0)
  while lag + 1 < count {
    let pair = min(last, (covariance(lag) + covariance(lag + 1)) / variance)
    guard pair > 0 else { break }
    total += pair
    last = pair
    lag += 2
  }
  return min(Double(count), Double(count) / max(2 * total - 1, 1 / Double(count)))
}
