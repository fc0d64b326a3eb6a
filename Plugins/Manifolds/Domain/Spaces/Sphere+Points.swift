internal import Foundation
public import Tensors

extension Sphere {
  public func exponential(_ vector: [Double], at point: [Double]) -> [Double] {
    let angle = vector.norm
    let ratio = angle > 0 ? sin(angle) / angle : 1
    let reached = (point * cos(angle)).adding(vector, times: ratio)
    return reached * (1 / reached.norm)
  }

  public func logarithm(from point: [Double], to other: [Double]) -> [Double] {
    let cosine = point.dot(other)
    let offset = other.adding(point, times: cosine < 0 ? 1 : -1)
    let normalPart = offset.adding(point, times: -offset.dot(point))
    let sine = normalPart.norm
    if cosine < 0, sine < .ulpOfOne {
      var axis = [Double](repeating: 0, count: stateCount)
      axis[abs(point[0]) <= abs(point[1]) ? 0 : 1] = 1
      let direction = axis.adding(point, times: -axis.dot(point))
      return direction * (.pi / direction.norm)
    }
    return sine > 0 ? normalPart * (atan2(sine, cosine) / sine) : normalPart
  }

  public func distance(_ point: [Double], _ other: [Double]) -> Double {
    2 * atan2(point.adding(other, times: -1).norm, point.adding(other).norm)
  }

  public func uniformPoint(using generator: inout RandomStream) -> [Double] {
    while true {
      let normal = [Double].normal(count: stateCount, using: &generator)
      if normal.norm > 1e-3 { return normal * (1 / normal.norm) }
    }
  }

  public func excesses(at point: [Double], tolerance: Double) -> [(check: String, excess: Double)] {
    let excess = abs(point.norm - 1)
    return excess > tolerance ? [("unit norm", excess)] : []
  }

  public func heatKernelDraw(
    around point: [Double], standardDeviation: Double, using generator: inout RandomStream
  ) -> [Double] {
    let distance = kernel.sampleDistance(standardDeviation: standardDeviation, using: &generator)
    while true {
      let normal = [Double].normal(count: stateCount, using: &generator)
      let direction = normal.adding(point, times: -normal.dot(point))
      let length = direction.norm
      // A vector this short has no accurate direction; drawing again leaves the direction uniform.
      if length > 1e-3 || length.isNaN { return exponential(direction * (distance / length), at: point) }
    }
  }

  public func logHeatKernel(from point: [Double], to other: [Double], standardDeviation: Double) -> Double {
    kernel.logDensity(at: distance(point, other), standardDeviation: standardDeviation)
  }

  public func heatKernelScore(from point: [Double], at other: [Double], standardDeviation: Double) -> [Double] {
    radialScore(of: kernel, from: point, at: other, standardDeviation: standardDeviation)
  }
}
