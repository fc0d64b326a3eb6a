import Foundation

/// Arithmetic on a circle.
enum Periodic {
  /// The cells whose middles enclose the place `turn` of a circle of `cells` cells, and how far it is to the second.
  static func bilinearPlace(_ turn: Double, cells: Int) -> (first: Int, second: Int, fraction: Double) {
    guard turn.isFinite, cells > 0 else { return (0, 0, 0) }
    let place = (turn - turn.rounded(.down)) * Double(cells) - 0.5
    let first = Int(place.rounded(.down))
    return ((first + cells) % cells, (first + 1) % cells, place - Double(first))
  }

  /// The angle's representative in [start, start + 2π), or nothing for what is not finite.
  static func wrap(_ angle: Double, from start: Double) -> Double? {
    guard angle.isFinite else { return nil }
    let turns = ((angle - start) / (2 * .pi)).rounded(.down)
    let wrapped = angle - turns * 2 * .pi
    if wrapped < start { return start }
    return wrapped < start + 2 * .pi ? wrapped : start
  }
}
