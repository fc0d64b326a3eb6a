internal import Foundation

/// When each part of a molecule leaves the noise, and how much noise its positions carry.
///
/// Time runs from 0 (noise) to 1 (target). Each part has a window of it: before, the part is all noise (its variables are hidden); in
/// the window its variables are revealed one by one in random order; after it they stand. The graph comes first, and positions
/// see it whole: kinds of atoms, then bonds between atoms that can have several (the skeleton), then those of the others
/// (hydrogens and halogens), then positions.
public struct MoleculeSchedule: Hashable, Sendable, Codable {
  public enum Part: String, CaseIterable, Hashable, Sendable, Codable { case kinds, skeleton, leaves, positions }

  /// Where each part's window ends; the next begins there, and the last ends at 1.
  public var ends: [Double]
  /// Greatest and least standard deviation of the positions' noise, in Å.
  public var largestDeviation: Double
  public var smallestDeviation: Double

  public init(ends: [Double] = [0.04, 0.4, 0.42, 1], largestDeviation: Double = 8, smallestDeviation: Double = 0.01) {
    self.ends = ends
    self.largestDeviation = largestDeviation
    self.smallestDeviation = smallestDeviation
  }

  /// The part that is under way at a time, and how far: 0 at the beginning of its window, 1 at the end.
  func progress(at time: Double) -> (part: Part, fraction: Double) {
    var start = 0.0
    for (part, end) in zip(Part.allCases, ends) {
      if time < end { return (part, (time - start) / (end - start)) }
      start = end
    }
    return (.positions, 1)
  }

  /// When the graph is whole.
  var positionStart: Double { ends[2] }

  /// A time of the windows that one half of the network works in, at a fraction of them.
  func time(_ half: MoleculeHalf, at fraction: Double) -> Double {
    half == .graph ? positionStart * fraction : positionStart + (1 - positionStart) * fraction
  }

  /// σ at a fraction of the positions' window: (σ₀^{1/ρ} + f (σ₁^{1/ρ} − σ₀^{1/ρ}))^ρ with ρ = 7.
  ///
  /// Source: T. Karras et al., NeurIPS 2022, equation 5.
  public func deviation(at fraction: Double) -> Double {
    let (first, last) = (pow(largestDeviation, 1 / Self.rho), pow(smallestDeviation, 1 / Self.rho))
    return pow(first + fraction * (last - first), Self.rho)
  }

  private static var rho: Double { 7 }
}
