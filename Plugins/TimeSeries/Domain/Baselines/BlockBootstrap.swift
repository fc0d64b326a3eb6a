public import Bellman
internal import Networks
internal import Tensors

/// Whole series of a set, drawn with replacement: for windows of one long series, the block bootstrap with the window as block.
///
/// It has the best scores that can be had, and has learnt nothing: what it shows is the noise of a score, and that a copying test works.
public struct BlockBootstrap: Sendable {
  public let series: SeriesArray

  public init(_ series: SeriesArray) { self.series = series }

  /// Series i is a function of the coordinates and of i. Nothing where there is nothing to draw from.
  public func draws(_ count: Int, _ coordinates: RandomCoordinates) -> SeriesArray {
    series.series(
      (0..<(series.count > 0 ? count : 0)).map { row in
        var stream = coordinates.generator(row: row)
        return stream.index(below: series.count)
      })
  }
}
