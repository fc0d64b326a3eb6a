internal import Analysis
internal import Files
internal import Foundation

/// What does not change while a chain walks on the surface h(x) = 0 of a system of laws: which residual touches which variable, what hangs together, and
/// in which metric lengths are.
///
/// Lengths are |v|² = Σ vᵢ²/wᵢ, w how freely a variable moves. Variables that share a residual or a term of the prior are of one component; components are
/// independent under the law, and are moved and accepted each by itself.
struct ConstraintGeometry: Sendable {
  let system: LawSystem
  let prior: SeriesPrior
  let conditions: [Double]
  /// w of each variable, and √w.
  let weights: [Double]
  let rootWeights: [Double]
  let componentCount: Int
  let variableComponents: [Int]
  let residualComponents: [Int]
  let termComponents: [Int]
  let halfWidth: Int
  /// The entries of local residuals that touch variable i: `touches[touchStarts[i]..<touchStarts[i + 1]]`, in the order of residuals.
  let touchStarts: [Int]
  let touches: [(residual: Int, entry: Int)]
  /// Products of two entries of one variable: where in the band they go, and with which weight.
  private let products: [(place: Int32, left: Int32, right: Int32)]
  private let productWeights: [Double]

  var width: Int { system.variableCount }
  var residualCount: Int { system.residuals.count }
  var localCount: Int { system.localCount }
  var borderCount: Int { system.residuals.count - system.localCount }

  init(_ system: LawSystem, prior: SeriesPrior, weights: [Double], conditions: [Double]) {
    (self.system, self.prior, self.conditions) = (system, prior, conditions)
    let (n, channels, count, local) = (system.variableCount, system.channels.count, system.residuals.count, system.localCount)
    self.weights = (0..<n).map { weights[$0 % channels] }
    rootWeights = self.weights.map { $0.squareRoot() }
    let (lists, halfWidth) = system.touches
    self.halfWidth = halfWidth
    var starts = [0]
    for list in lists { starts.append(starts[starts.count - 1] + list.count) }
    (touchStarts, touches) = (starts, lists.flatMap { $0 })
    var (products, productWeights) = ([(place: Int32, left: Int32, right: Int32)](), [Double]())
    for variable in 0..<n {
      for (row, left) in lists[variable] {
        for (column, right) in lists[variable] {
          products.append((Int32(row * (2 * halfWidth + 1) + halfWidth - row + column), Int32(left), Int32(right)))
          productWeights.append(weights[variable % channels])
        }
      }
    }
    (self.products, self.productWeights) = (products, productWeights)
    // Nodes: variables, then residuals, then terms.
    let terms = prior.termCount
    var sets = DisjointSets(count: n + count + terms)
    for variable in 0..<n {
      for (residual, _) in lists[variable] { sets.join(variable, n + residual) }
      sets.join(variable, n + count + (prior.coupling == .rows ? variable / channels : 0))
      if count > local { sets.join(variable, n + count - 1) }
    }
    for residual in local..<max(count, local) { sets.join(n + residual, n + count - 1) }
    let components: [Int]
    (components, componentCount) = sets.places()
    variableComponents = Array(components[..<n])
    residualComponents = Array(components[n..<n + count])
    termComponents = Array(components[(n + count)...])
  }

  func factor() -> BorderedBandFactor { BorderedBandFactor(size: localCount, halfWidth: halfWidth, borderSize: borderCount) }

  /// Fills J(left) W J(right)ᵀ.
  func fill(_ matrix: BorderedBandFactor, _ left: SurfacePoint, _ right: SurfacePoint) {
    matrix.clear()
    products.withUnsafeBufferPointer { products in
      productWeights.withUnsafeBufferPointer { weights in
        for (number, product) in products.enumerated() {
          matrix.band[Int(product.place)] += weights[number] * left.localSlopes[Int(product.left)] * right.localSlopes[Int(product.right)]
        }
      }
    }
    let (n, local, g) = (width, localCount, borderCount)
    guard g > 0 else { return }
    for variable in 0..<n {
      let weight = weights[variable]
      for (residual, entry) in touches[touchStarts[variable]..<touchStarts[variable + 1]] {
        for r in 0..<g {
          matrix.beside[r * local + residual] += weight * left.localSlopes[entry] * right.borderSlopes[r * n + variable]
          matrix.below[r * local + residual] += weight * left.borderSlopes[r * n + variable] * right.localSlopes[entry]
        }
      }
      for r in 0..<g {
        let scaled = weight * left.borderSlopes[r * n + variable]
        for s in 0..<g { matrix.corner[r * g + s] += scaled * right.borderSlopes[s * n + variable] }
      }
    }
  }

  /// out = J v.
  func push(_ point: SurfacePoint, _ vector: UnsafeMutableBufferPointer<Double>, _ out: UnsafeMutableBufferPointer<Double>) {
    let (n, local) = (width, localCount)
    system.variables.withUnsafeBufferPointer { variables in
      for residual in 0..<local {
        var sum = 0.0
        for entry in system.starts[residual]..<system.starts[residual + 1] { sum += point.localSlopes[entry] * vector[Int(variables[entry])] }
        out[residual] = sum
      }
    }
    for r in 0..<borderCount {
      var sum = 0.0
      for variable in 0..<n { sum += point.borderSlopes[r * n + variable] * vector[variable] }
      out[local + r] = sum
    }
  }

  /// One row of J, all variables.
  func row(_ point: SurfacePoint, _ residual: Int) -> [Double] {
    var row = [Double](repeating: 0, count: width)
    guard residual < localCount else {
      for variable in 0..<width { row[variable] = point.borderSlopes[(residual - localCount) * width + variable] }
      return row
    }
    for entry in system.starts[residual]..<system.starts[residual + 1] { row[Int(system.variables[entry])] += point.localSlopes[entry] }
    return row
  }

  /// vector −= W Jᵀ λ.
  func subtractPull(_ point: SurfacePoint, _ multipliers: UnsafeMutableBufferPointer<Double>, from vector: UnsafeMutableBufferPointer<Double>) {
    let (n, local, g) = (width, localCount, borderCount)
    touches.withUnsafeBufferPointer { touches in
      for variable in 0..<n {
        var sum = 0.0
        for place in touchStarts[variable]..<touchStarts[variable + 1] {
          sum += point.localSlopes[touches[place].entry] * multipliers[touches[place].residual]
        }
        for r in 0..<g { sum += point.borderSlopes[r * n + variable] * multipliers[local + r] }
        vector[variable] -= weights[variable] * sum
      }
    }
  }
}

/// A point on the surface, or on the way to it, with what has been worked out there.
final class SurfacePoint {
  let values: UnsafeMutableBufferPointer<Double>
  let residuals: UnsafeMutableBufferPointer<Double>
  let localSlopes: UnsafeMutableBufferPointer<Double>
  let borderSlopes: UnsafeMutableBufferPointer<Double>
  /// Of the prior's log density.
  let gradient: UnsafeMutableBufferPointer<Double>
  let terms: UnsafeMutableBufferPointer<Double>
  /// Of each component: the prior's log density, and ln det(J W Jᵀ).
  let logPriors: UnsafeMutableBufferPointer<Double>
  let logDeterminants: UnsafeMutableBufferPointer<Double>
  /// J W Jᵀ here.
  let factor: BorderedBandFactor

  init(_ geometry: ConstraintGeometry) {
    func room(_ count: Int) -> UnsafeMutableBufferPointer<Double> { .room(count, of: 0) }
    values = room(geometry.width)
    residuals = room(geometry.residualCount)
    localSlopes = room(geometry.system.variables.count)
    borderSlopes = room(geometry.borderCount * geometry.width)
    gradient = room(geometry.width)
    terms = room(geometry.prior.termCount)
    logPriors = room(geometry.componentCount)
    logDeterminants = room(geometry.componentCount)
    factor = geometry.factor()
  }

  deinit {
    for room in [values, residuals, localSlopes, borderSlopes, gradient, terms, logPriors, logDeterminants] { room.deallocate() }
  }
}
