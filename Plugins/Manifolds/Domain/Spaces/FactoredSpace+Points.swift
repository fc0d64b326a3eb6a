public import Bellman
internal import Tensors

extension FactoredSpace {
  public func uniformStates(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    var values: [Double] = []
    for row in 0..<count {
      var generator = randomness.generator(row: row)
      for factor in factors { values += factor.uniformPoint(using: &generator) }
    }
    return StateBatch(layout, count: count, values: [values])
  }

  /// For each row the checks that fail at one of the factors; of a product, each check says at which.
  public func violations(of states: StateBatch, tolerance: Double) -> [Violation] {
    let ranges = stateRanges
    return (0..<states.count).flatMap { row in
      factors.indices.flatMap { index in
        let point = states.point(row, ranges[index])
        let excesses =
          point.allSatisfy(\.isFinite)
          ? factors[index].excesses(at: point, tolerance: tolerance) : [("finite", .nan)]
        let place = factors.count == 1 ? "" : " in factor \(index + 1), \(factors[index].name),"
        return excesses.map { Violation(row: row, check: $0.check + place, excess: $0.excess) }
      }
    }
  }

  /// Exact in law: the distance by rejection from the exact kernel, the direction uniform. For s = 0 the states
  /// themselves; NaN for s negative or not finite.
  public func heatKernelDraws(
    around states: StateBatch, standardDeviations: [Double], _ randomness: RandomCoordinates
  ) -> StateBatch {
    let ranges = stateRanges
    var values: [Double] = []
    for row in 0..<states.count {
      var generator = randomness.generator(row: row)
      for (factor, range) in zip(factors, ranges) {
        let point = states.point(row, range)
        let deviation = standardDeviations[row]
        if !(deviation >= 0 && deviation.isFinite) {
          values += point.map { _ in .nan }
        } else if deviation < 1e-100 {
          // A step that no number of the state can show.
          values += point
        } else {
          // At s = 1000 the kernel is uniform to exp(−500 000).
          let bounded = min(deviation, 1000)
          values += factor.heatKernelDraw(around: point, standardDeviation: bounded, using: &generator)
        }
      }
    }
    return StateBatch(layout, count: states.count, values: [values])
  }

  public func logHeatKernel(from x: StateBatch, to y: StateBatch, standardDeviations: [Double]) -> [Double] {
    let ranges = stateRanges
    return (0..<x.count).map { row in
      let deviation = standardDeviations[row] > 0 ? standardDeviations[row] : .nan
      return zip(factors, ranges).reduce(0) { sum, part in
        sum
          + part.0.logHeatKernel(
            from: x.point(row, part.1), to: y.point(row, part.1), standardDeviation: deviation)
      }
    }
  }

  public func heatKernelScore(from x: StateBatch, at y: StateBatch, standardDeviations: [Double]) -> StateBatch {
    let ranges = stateRanges
    var values: [Double] = []
    for row in 0..<x.count {
      let deviation = standardDeviations[row] > 0 ? standardDeviations[row] : .nan
      for (factor, range) in zip(factors, ranges) {
        values += factor.heatKernelScore(
          from: x.point(row, range), at: y.point(row, range), standardDeviation: deviation)
      }
    }
    return StateBatch(tangentLayout, count: x.count, values: [values])
  }
}

extension StateBatch {
  /// The numbers of one row that belong to one factor.
  fileprivate func point(_ row: Int, _ range: Range<Int>) -> [Double] {
    let start = row * layout.parts[0].elementCount
    return Array(values[0][start + range.lowerBound..<start + range.upperBound])
  }
}

extension ManifoldFactor {
  /// The score of a heat kernel that depends on the distance alone: d log K/dθ along the unit vector at `other` that
  /// points away from `point`. Zero where the radial score is: at θ = 0 and at the cut locus.
  func radialScore(
    of kernel: some RadialHeatKernel, from point: [Double], at other: [Double], standardDeviation: Double
  ) -> [Double] {
    let towards = logarithm(from: other, to: point)
    let distance = towards.norm
    let score = kernel.radialScore(at: distance, standardDeviation: standardDeviation)
    // At equal points 0/0: there the logarithm is the zero vector already, and NaN stays NaN.
    return towards * (distance > 0 ? -score / distance : -score)
  }
}
