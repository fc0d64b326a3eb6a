import CGSL

/// The Gauss–Legendre rule with n nodes on [−1, 1]: exact for polynomials up to degree 2n − 1.
public struct GaussLegendreRule: Equatable, Sendable {
  /// The roots of P_n, ascending.
  public let nodes: [Double]
  /// The weights, positive, of sum 2.
  public let weights: [Double]

  /// Fails with an error when n < 1.
  public init(count: Int) throws(AnalysisError) {
    guard count >= 1 else {
      throw AnalysisError(
        function: "GaussLegendreRule", reason: "needs at least one node", arguments: [Double(count)])
    }
    var nodes = [Double](repeating: 0, count: count)
    var weight = 0.0
    try ScientificLibrary.call("GaussLegendreRule", [Double(count)]) {
      guard let table = gsl_integration_glfixed_table_alloc(count) else { return Int32(GSL_ENOMEM) }
      defer { gsl_integration_glfixed_table_free(table) }
      for i in 0..<count {
        let status = gsl_integration_glfixed_point(-1, 1, i, &nodes[i], &weight, table)
        if status != Int32(GSL_SUCCESS) { return status }
      }
      return Int32(GSL_SUCCESS)
    }
    self.nodes = nodes.map { Self.polished($0, count: count).node }.sorted()
    self.weights = self.nodes.map { Self.polished($0, count: count).weight }
  }

  /// The library's nodes are good to 1e-10 only for most n: two steps of Newton's method on P_n, and the weight
  /// 2/((1 − x²) P_n′(x)²) there.
  private static func polished(_ start: Double, count: Int) -> (node: Double, weight: Double) {
    var x = start
    var slope = 1.0
    for step in 0...2 {
      var (before, now) = (0.0, 1.0)
      for l in 0..<count {
        (before, now) = (now, (Double(2 * l + 1) * x * now - Double(l) * before) / Double(l + 1))
      }
      slope = Double(count) * (before - x * now) / ((1 - x) * (1 + x))
      if step < 2 { x -= now / slope }
    }
    return (x, 2 / ((1 - x) * (1 + x) * slope * slope))
  }

  /// ∫ₐᵇ f(x) dx by this rule, with no estimate of its error.
  public func integrate(from a: Double, to b: Double, _ integrand: (Double) -> Double) -> Double {
    let middle = (a + b) / 2
    let half = (b - a) / 2
    var sum = 0.0
    for (node, weight) in zip(nodes, weights) { sum += weight * integrand(middle + half * node) }
    return half * sum
  }
}
