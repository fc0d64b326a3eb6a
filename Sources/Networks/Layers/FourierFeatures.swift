internal import Foundation
public import Tensors

/// [sin(2π f x), cos(2π f x)] for a fixed set of frequencies: [.., 1] → [.., 2 · count].
///
/// Source: M. Tancik et al., NeurIPS 2020.
public struct FourierFeatures: Hashable, Sendable {
  public let frequencies: [Double]

  /// Frequencies in geometric progression from `lowest` to `highest`.
  public init(count: Int, lowest: Double, highest: Double) {
    let ratio = count > 1 ? log(highest / lowest) / Double(count - 1) : 0
    frequencies = (0..<max(count, 0)).map { lowest * exp(ratio * Double($0)) }
  }

  public var width: Int { 2 * frequencies.count }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let angles = x * x.trace.constant(frequencies.map { 2 * .pi * $0 }, [frequencies.count])
    return angles.sine().concatenated(with: [angles.cosine()], axis: -1)
  }
}
