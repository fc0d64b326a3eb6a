public import Bellman
public import Tensors

/// A Riemannian product of factors, whose geometry and heat kernel are those of its factors side by side.
///
/// States and tangent vectors are one part, “x”: the factors' numbers one behind the other. Squared distances, inner
/// products and log-densities add.
public protocol FactoredSpace: HeatKernelSpace {
  /// In the order of their coordinates; at least one.
  var factors: [any ManifoldFactor] { get }
}

extension FactoredSpace {
  public var layout: StateLayout { StateLayout(vector: stateRanges.last?.upperBound ?? 0) }
  public var tangentLayout: StateLayout { StateLayout(vector: tangentRanges.last?.upperBound ?? 0) }

  /// Where each factor's numbers are in a state.
  public var stateRanges: [Range<Int>] { ranges(factors.map(\.stateCount)) }
  /// Where each factor's numbers are in a tangent vector.
  public var tangentRanges: [Range<Int>] { ranges(factors.map(\.tangentCount)) }

  private func ranges(_ counts: [Int]) -> [Range<Int>] {
    var start = 0
    return counts.map { count in
      defer { start += count }
      return start..<start + count
    }
  }

  // MARK: Inside programs

  public func tangentPart(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors {
    tangent(joined(slices(vector, tangentRanges), slices(state, stateRanges)) { $0.tangentPart($1, at: $2) })
  }

  /// The exponential map; the result is put back onto the manifold, so that rounding does not accumulate over steps.
  public func advance(_ state: NamedTensors, along step: NamedTensors) -> NamedTensors {
    let result = joined(slices(step, tangentRanges), slices(state, stateRanges)) { $0.exponential($1, at: $2) }
    return NamedTensors(layout, [result])
  }

  public func logarithm(from state: NamedTensors, to other: NamedTensors) -> NamedTensors {
    tangent(joined(slices(state, stateRanges), slices(other, stateRanges)) { $0.logarithm(from: $1, to: $2) })
  }

  /// √Σ dᵢ² over the factors' distances; its gradient at distance 0 is taken as 0.
  public func distance(_ state: NamedTensors, _ other: NamedTensors) -> Tensor {
    let distances = joined(slices(state, stateRanges), slices(other, stateRanges)) { $0.distance($1, $2) }
    let total = factors.count == 1 ? distances : distances.dot(distances).squareRootOrZero()
    return total.element(axis: -1, 0)
  }

  public func innerProduct(_ v: NamedTensors, _ w: NamedTensors, at state: NamedTensors) -> Tensor { v.innerProduct(w) }

  public func transport(_ vector: NamedTensors, from state: NamedTensors, to other: NamedTensors) -> NamedTensors {
    let (vectors, points, others) = (
      slices(vector, tangentRanges), slices(state, stateRanges), slices(other, stateRanges)
    )
    return tangent(
      concatenated(
        factors.indices.map {
          factors[$0].transport(vectors[$0], from: points[$0], to: others[$0])
        }))
  }

  public func exponentialLogVolume(_ vector: NamedTensors, at state: NamedTensors) -> Tensor {
    let vectors = slices(vector, tangentRanges)
    return joined(vectors, vectors) { factor, vector, _ in factor.exponentialLogVolume(vector) }.sum(axis: -1)
  }

  public func coordinateVelocity(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors {
    let rates = joined(slices(vector, tangentRanges), slices(state, stateRanges)) { $0.coordinateVelocity($1, at: $2) }
    return NamedTensors(layout, [rates])
  }

  /// A step along nothing: the exponential map puts its result back onto the manifold.
  public func projected(_ state: NamedTensors) -> NamedTensors {
    let rest = tangent(state.trace.constant(0, [state.vector.shape[0], tangentLayout.elementCount]))
    let near = advance(state, along: rest)
    // The step of a rotation squares what is off; twice brings 1e-4 below rounding.
    return factors.contains { $0 is RotationGroup } ? advance(near, along: rest) : near
  }

  /// Σⱼ Dⱼ vⱼ, where Dⱼ is the derivative along the j-th tangent coordinate: `tangentCount` pullbacks.
  ///
  /// The field is projected at the current point first, as part of what is differentiated: a part of it along the
  /// normal would add its size times the mean curvature. On a sphere Dⱼ is the derivative along the tangent part of eⱼ,
  /// so that the sum is the trace over the tangent space, whatever the field does off the sphere. On SO(3) the Dⱼ are
  /// left-invariant fields, which have no divergence themselves. Rows must not depend on one another.
  public func divergence(of field: NamedTensors, at state: NamedTensors) -> Tensor {
    let tangent = tangentPart(field, at: state).vector
    let width = tangent.shape[1]
    var total = state.trace.constant(0, [tangent.shape[0], 1])
    for (factor, (places, coordinates)) in zip(factors, zip(stateRanges, tangentRanges)) {
      let point = state.vector.slice(axis: 1, places)
      for coordinate in coordinates {
        let direction = state.trace.constant((0..<width).map { $0 == coordinate ? 1 : 0 }, [1, width])
        let gradient = tangent.gradient(state.vector, cotangent: direction.broadcast(to: tangent.shape))
        total =
          total
          + factor.derivative(gradient.slice(axis: 1, places), along: coordinate - coordinates.lowerBound, at: point)
      }
    }
    return total.element(axis: -1, 0)
  }

  private func slices(_ values: NamedTensors, _ ranges: [Range<Int>]) -> [Tensor] {
    ranges.map { values.vector.slice(axis: 1, $0) }
  }

  private func joined(
    _ a: [Tensor], _ b: [Tensor], _ body: (any ManifoldFactor, Tensor, Tensor) -> Tensor
  ) -> Tensor {
    concatenated(factors.indices.map { body(factors[$0], a[$0], b[$0]) })
  }

  private func concatenated(_ tensors: [Tensor]) -> Tensor {
    tensors[0].concatenated(with: Array(tensors.dropFirst()), axis: 1)
  }

  private func tangent(_ vector: Tensor) -> NamedTensors { NamedTensors(tangentLayout, [vector]) }
}
