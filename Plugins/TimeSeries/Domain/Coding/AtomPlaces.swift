internal import Foundation
internal import Tensors

/// Scores of windows, with the places that values have in the intervals of atoms, where these are drawn.
///
/// At each time a place is uniform, so that scores have the law they should; from time to time it moves as slowly as the channel does,
///
///     place_t = Φ(g_t),   g_{t+1} = ρ g_t + √(1 − ρ²) ε_t,   g and ε standard normal,
///
/// with ρ the correlation of the channel's scores with the next ones: places that knew nothing of each other would be noise that is as large as the channel's
/// own steps.
struct AtomPlaces: Sendable {
  let marginals: [ChannelMarginal]
  /// ρ of each coordinate.
  let memories: [Double]
  let length: Int
  let seed: UInt64
  private let isDrawn: [Bool]

  init(marginals: [ChannelMarginal], memories: [Double], length: Int, seed: UInt64) {
    (self.marginals, self.memories, self.length, self.seed) = (marginals, memories, length, seed)
    isDrawn = marginals.map(\.drawsPlaces)
  }

  /// ρ of values in windows one behind the other, of a marginal law whose places are drawn; 0 where they are not.
  static func memory(of values: [Double], _ marginal: ChannelMarginal, length: Int) -> Double {
    guard marginal.drawsPlaces else { return 0 }
    let scores = values.map { marginal.score($0, place: 0.5) }
    let mean = scores.reduce(0, +) / Double(scores.count)
    var (squares, products) = (0.0, 0.0)
    for row in scores.indices where row % length > 0 {
      let (before, now) = (scores[row - 1] - mean, scores[row] - mean)
      squares += 0.5 * (before * before + now * now)
      products += before * now
    }
    return squares > 0 ? min(max(products / squares, 0), 1) : 0
  }

  /// z of one window's coordinates [length, coordinates].
  func score(_ values: UnsafeBufferPointer<Double>, of window: Int, into z: UnsafeMutableBufferPointer<Double>) {
    let width = marginals.count
    for coordinate in 0..<width {
      let marginal = marginals[coordinate]
      guard isDrawn[coordinate] else {
        for place in stride(from: coordinate, to: length * width, by: width) { z[place] = marginal.score(values[place], place: 0.5) }
        continue
      }
      var stream = RandomStream(
        seed: seed, stream: SeriesPurpose.atoms, step: UInt32(truncatingIfNeeded: coordinate), index: UInt32(truncatingIfNeeded: window))
      let (memory, fresh) = (memories[coordinate], (1 - memories[coordinate] * memories[coordinate]).squareRoot())
      var state = stream.normal()
      for place in stride(from: coordinate, to: length * width, by: width) {
        z[place] = marginal.score(values[place], place: 0.5 * erfc(-state / 2.0.squareRoot()))
        state = memory * state + fresh * stream.normal()
      }
    }
  }
}
