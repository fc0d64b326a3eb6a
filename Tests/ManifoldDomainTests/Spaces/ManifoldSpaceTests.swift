import Bellman
import Files
import Foundation
import ManifoldAccuracy
import ManifoldDomain
import Tensors
import Testing

/// Names, products, and the forms for points against the forms for tensors.
@Suite struct ManifoldSpaceTests {
  @Test(arguments: ["S1", "S1000", "T1", "T64", "SO3", "S2xT2", "SO3xSO3xS2", "S2xS2"])
  func namesAreReadBack(name: String) throws {
    let space = try ManifoldSpace(name: name)
    #expect(space.name == name)
    #expect(try ManifoldSpace(space.factors) == space)
  }

  @Test(arguments: [
    "", "x", "S", "T", "SO", "S0", "T0", "S1001", "T65", "S-1", "S+2", "S02", "S2x", "xS2", "S2xxT2", "s2", "S2×T2",
    "SO2", "SO33", "H2", "S 2", " S2", "S2 ", "S99999999999999999999", "S２", "S2\nT2", "🙂", String(repeating: "S2x", count: 1000),
  ]) func otherNamesAreRefusedInOneLine(name: String) {
    let error = #expect(throws: ProgramError.self) { try ManifoldSpace(name: name) }
    #expect(error?.exitCode == .usage)
    #expect(error?.description.contains("S1 to S1000, T1 to T64, SO3") == true)
    #expect(error?.description.contains("\n") == false && (error?.description.count ?? 0) < 300)
  }

  @Test func dimensionsOutOfRangeAreRefused() {
    for dimension in [Int.min, -1, 0, 1001, Int.max] {
      #expect(throws: ProgramError.self) { try Sphere(dimension: dimension) }
      #expect(throws: ProgramError.self) { try Torus(dimension: dimension) }
    }
    #expect(throws: ProgramError.self) { try ManifoldSpace([]) }
  }

  @Test func sizesAndVolumes() throws {
    let space = try ManifoldSpace(name: "S2xT2xSO3")
    #expect(space.dimension == 7)
    #expect(space.layout == StateLayout(vector: 14))
    #expect(space.tangentLayout == StateLayout(vector: 8))
    #expect(abs(space.logVolume - log(4 * Double.pi * 4 * .pi * .pi * 8 * .pi * .pi)) < 1e-13)
  }

  /// Distances of a product: the squares of its factors' add; its logarithm is theirs, side by side (up to rounding, which
  /// depends on what is fused with what).
  @Test func productOfFactors() throws {
    let space = try ManifoldSpace(name: "S2xT2xSO3")
    var pairs = PointPairs(space, seed: 12)
    let (x, y, v) = pairs.random(500)
    let whole = try GeometryProbe<Double>(space)(x, y, v)
    var squares = [Double](repeating: 0, count: x.count)
    var volumes = squares
    for (index, factor) in space.factors.enumerated() {
      let (places, coordinates) = (space.stateRanges[index], space.tangentRanges[index])
      let part = try GeometryProbe<Double>(factor)(
        x.map { Array($0[places]) }, y.map { Array($0[places]) }, v.map { Array($0[coordinates]) })
      for row in x.indices {
        squares[row] += part.distance[row] * part.distance[row]
        volumes[row] += part.logVolume[row]
        #expect(part.logarithm[row].difference(from: Array(whole.logarithm[row][coordinates])) < 4e-15)
        #expect(part.transported[row].difference(from: Array(whole.transported[row][coordinates])) < 4e-15)
        #expect(part.advanced[row].difference(from: Array(whole.advanced[row][places])) < 4e-15)
      }
    }
    #expect(whole.distance.difference(from: squares.map { $0.squareRoot() }) < 1e-14)
    #expect(whole.logVolume.difference(from: volumes) < 1e-14)
  }

  @Test(arguments: ["S1", "S2", "S7", "T3", "SO3"]) func pointsAgreeWithTensors(name: String) throws {
    let space = try ManifoldSpace(name: name)
    let factor = space.factors[0]
    var pairs = PointPairs(space, seed: 13)
    for (x, y, v) in [pairs.random(2000), pairs.adversarial(2000)] {
      let result = try GeometryProbe<Double>(space)(x, y, v)
      let back = try GeometryProbe<Double>(space)(x, y, result.logarithm)
      for row in x.indices {
        #expect(abs(factor.distance(x[row], y[row]) - result.distance[row]) < 2e-14)
        let logarithm = factor.logarithm(from: x[row], to: y[row])
        #expect(ReferenceGeometry.distance(factor.exponential(logarithm, at: x[row]), y[row], in: space) < 2e-14)
        #expect(
          factor.exponential(result.logarithm[row], at: x[row]).difference(from: back.advanced[row]) < 2e-14
            || factor is Torus)
        if result.distance[row] < 3 { #expect(logarithm.difference(from: result.logarithm[row]) < 2e-14) }
      }
    }
  }

  /// log |det d exp| against the Gram determinant of central differences of the exponential map.
  @Test(arguments: ["S2", "S7", "T3", "SO3", "S2xSO3"]) func exponentialLogVolume(name: String) throws {
    let space = try ManifoldSpace(name: name)
    var pairs = PointPairs(space, seed: 14)
    let (x, y, raw) = pairs.random(40)
    let result = try GeometryProbe<Double>(space)(x, y, raw)
    for row in x.indices {
      var expected = 0.0
      for (factor, (places, coordinates)) in zip(space.factors, zip(space.stateRanges, space.tangentRanges)) {
        expected += logVolume(factor, at: Array(x[row][places]), Array(raw[row][coordinates]))
      }
      #expect(abs(result.logVolume[row] - expected) < 1e-5 * max(1, abs(expected)))
    }
  }

  private func logVolume(_ factor: any ManifoldFactor, at x: [Double], _ raw: [Double]) -> Double {
    let isSphere = factor is Sphere
    func tangent(_ v: [Double]) -> [Double] {
      guard isSphere else { return v }
      let along = zip(x, v).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(v, x).map { $0 - along * $1 }
    }
    // An orthonormal basis of the tangent space, by Gram and Schmidt.
    var basis: [[Double]] = []
    for index in 0..<factor.tangentCount {
      var vector = tangent((0..<factor.tangentCount).map { $0 == index ? 1 : 0 })
      for known in basis {
        let along = zip(known, vector).reduce(0) { $0 + $1.0 * $1.1 }
        vector = zip(vector, known).map { $0 - along * $1 }
      }
      let norm = vector.euclideanNorm
      if norm > 1e-6 { basis.append(vector.map { $0 / norm }) }
    }
    let v = tangent(raw)
    let centre = factor.exponential(v, at: x)
    let step = 1e-5
    let columns = basis.map { direction in
      let ends = [step, -step].map { step in
        factor.logarithm(from: centre, to: factor.exponential(zip(v, direction).map { $0 + step * $1 }, at: x))
      }
      return zip(ends[0], ends[1]).map { ($0 - $1) / (2 * step) }
    }
    // Gram determinant by elimination.
    var gram = columns.map { a in columns.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    var logarithm = 0.0
    for pivot in gram.indices {
      logarithm += 0.5 * log(gram[pivot][pivot])
      for row in pivot + 1..<max(gram.count, pivot + 1) {
        let factor = gram[row][pivot] / gram[pivot][pivot]
        for column in gram.indices { gram[row][column] -= factor * gram[pivot][column] }
      }
    }
    return logarithm
  }

  @Test func violationsAreNamedAndMeasured() throws {
    let space = try ManifoldSpace(name: "S2xT2xSO3")
    let good = space.uniformStates(count: 8, RandomCoordinates(seed: 1, stream: 1))
    #expect(space.violations(of: good, tolerance: 1e-14) == [])
    var bad = good
    let width = 14
    bad.values[0][0 * width] = .nan
    for index in 0..<3 { bad.values[0][1 * width + index] *= 1.5 }
    bad.values[0][2 * width + 3] = 2 * .pi + 0.25
    bad.values[0][3 * width + 4] = -0.5
    for index in 5..<8 { bad.values[0][4 * width + index] *= -1 }
    for index in 5..<14 { bad.values[0][5 * width + index] *= 1.1 }
    bad.values[0][6 * width + 4] = 2 * .pi
    let found = space.violations(of: bad, tolerance: 0)
      .filter { !($0.excess < 1e-9) || $0.row == 6 && $0.check.hasPrefix("angle") }
    #expect(found.map(\.row) == [0, 1, 2, 3, 4, 5, 5, 6])
    #expect(
      found.map { $0.check.split(separator: " in factor")[0] } == [
        "finite", "unit norm", "angle in [0, 2π)", "angle in [0, 2π)", "determinant +1", "orthogonality",
        "determinant +1", "angle in [0, 2π)",
      ])
    for (violation, excess) in zip(found, [Double.nan, 0.5, 0.25, 0.5, 2, 0.21, 0.331, 0]).dropFirst() {
      #expect(abs(violation.excess - excess) < 1e-12)
    }
    #expect(found[0].excess.isNaN && found[0].check.contains("factor 1, S2"))
  }
}
