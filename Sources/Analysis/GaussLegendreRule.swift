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
    var weights = nodes
    try ScientificLibrary.call("GaussLegendreRule", [Double(count)]) {
      guard let table = gsl_integration_glfixed_table_alloc(count) else { return Int32(GSL_ENOMEM) }
      defer { gsl_integration_glfixed_table_free(table) }
      for i in 0..<count {
        let status = gsl_integration_glfixed_point(-1, 1, i, &nodes[i], &weights[i], table)
        if status != Int32(GSL_SUCCESS) { return status }
      }
      return Int32(GSL_SUCCESS)
    }
    let ascending = nodes.indices.sorted { nodes[$0] < nodes[$1] }
    self.nodes = ascending.map { nodes[$0] }
    self.weights = ascending.map { weights[$0] }
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
