import Bellman
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct GaussianConditioningTests {
  private typealias Equation = GaussianConditioning.Equation

  /// Mean and covariance given A x = b + noise, from the dense formula.
  private static func closedForm(_ mean: [Double], _ covariance: DenseMatrix, _ equations: [GaussianConditioning.Equation]) -> (
    mean: [Double], covariance: DenseMatrix
  ) {
    let a = DenseMatrix(equations.count, mean.count) { row, column in
      zip(equations[row].variables, equations[row].factors).reduce(0) { $0 + ($1.0 == column ? $1.1 : 0) }
    }
    let gain = covariance * a.transposed
    let product = a * gain
    let gram = DenseMatrix(equations.count, equations.count) { product[$0, $1] + ($0 == $1 ? equations[$0].noise : 0) }
    let columns = (0..<mean.count).map { column in gram.solved((0..<equations.count).map { gain[column, $0] }).solution }
    let predicted = a * mean
    let residual = equations.indices.map { equations[$0].value - predicted[$0] }
    let conditionalMean = mean.indices.map { i in mean[i] + zip(columns[i], residual).reduce(0) { $0 + $1.0 * $1.1 } }
    return (
      conditionalMean, DenseMatrix(mean.count, mean.count) { i, j in covariance[i, j] - (0..<equations.count).reduce(0) { $0 + columns[i][$1] * gain[j, $1] } }
    )
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { abs($0 - $1) }.max() ?? 0 }

  /// A law of low rank with a diagonal, and one of processes in time, with the dense covariance of each.
  private static func laws() throws -> [(law: GaussianSeriesLaw, covariance: DenseMatrix)] {
    let factor = TemporalNoiseTests.normals(12 * 3, seed: 1)
    let diagonal = (0..<12).map { 0.1 + 0.05 * Double($0) }
    let mean = TemporalNoiseTests.normals(12, seed: 2)
    let f = DenseMatrix(12, 3) { factor[$0 * 3 + $1] }
    let square = f * f.transposed
    let times = TemporalNoiseTests.times(6, seed: 4)
    let kernels = [
      TemporalKernel.maternThreeHalves(variance: 1.5, timeScale: 0.8), .sum([.ornsteinUhlenbeck(variance: 0.7, timeScale: 0.3), .white(variance: 0.1)]),
    ]
    let dense = try kernels.map { try TemporalNoiseTests.covariance($0, times) }
    return [
      (
        try GaussianSeriesLaw(mean: mean, covariance: .factor(factor, rank: 3, diagonal: diagonal)),
        DenseMatrix(12, 12) { square[$0, $1] + ($0 == $1 ? diagonal[$0] : 0) }
      ),
      (
        try GaussianSeriesLaw(mean: mean, covariance: .temporal(TemporalNoise(kernels, times: times))),
        DenseMatrix(12, 12) { $0 % 2 == $1 % 2 ? dense[$0 % 2][$0 / 2, $1 / 2] : 0 }
      ),
    ]
  }

  private static let equations = [
    GaussianConditioning.Equation(variables: [0, 3, 7], factors: [1, -2, 0.5], value: 0.7), Equation(variables: [11], factors: [1], value: -1.2),
    Equation(variables: Array(0..<12), factors: [Double](repeating: 1, count: 12), value: 3, noise: 3),
  ]

  @Test func closedForms() throws {
    for (law, covariance) in try Self.laws() {
      let z = TemporalNoiseTests.normals(12, seed: 5)
      #expect(Self.distance(law.covarianceProduct(z), covariance * z) < 1e-12)
      var gradient = [Double](repeating: 0, count: 12)
      let density = z.withUnsafeBufferPointer { z in gradient.withUnsafeMutableBufferPointer { law.logDensity(z, gradient: $0) } }
      let residual = zip(z, law.mean).map { $0 - $1 }
      let (solution, logDeterminant) = covariance.solved(residual)
      #expect(Self.distance(gradient, solution.map { -$0 }) < 1e-9)
      #expect(abs(density + 0.5 * (zip(residual, solution).reduce(0) { $0 + $1.0 * $1.1 } + logDeterminant + 12 * log(2 * .pi))) < 1e-9)
      let conditioning = try GaussianConditioning(law, equations: Self.equations)
      let expected = Self.closedForm(law.mean, covariance, Self.equations)
      #expect(Self.distance(conditioning.mean, expected.mean) < 1e-12)
      #expect(Self.distance(conditioning.covarianceProduct(z), expected.covariance * z) < 1e-12)
    }
  }

  /// Equations hold to rounding in every draw; 10,000 draws have the closed form's mean and covariance within 6 standard errors (false alarms below 10⁻⁶),
  /// and without the observations' noise the covariance is off.
  @Test func draws() throws {
    for (law, covariance) in try Self.laws() {
      let expected = Self.closedForm(law.mean, covariance, Self.equations)
      let count = 10_000
      func draws(_ equations: [GaussianConditioning.Equation]) throws -> [[Double]] {
        let conditioning = try GaussianConditioning(law, equations: equations)
        return (0..<count).map { number in
          var generator = RandomStream(seed: 3, stream: 1, index: UInt32(number))
          let draw = conditioning.draw(&generator)
          if let outcome = conditioning.outcome(of: draw) { #expect(outcome.residual < 1e-14) }
          return draw
        }
      }
      func worst(_ draws: [[Double]]) -> Double {
        var worst = 0.0
        for i in 0..<12 {
          let mean = draws.reduce(0) { $0 + $1[i] } / Double(count)
          worst = max(worst, abs(mean - expected.mean[i]) / (max(expected.covariance[i, i], 1e-12) / Double(count)).squareRoot())
          for j in 0...i {
            let product = draws.reduce(0) { $0 + ($1[i] - expected.mean[i]) * ($1[j] - expected.mean[j]) } / Double(count)
            let c = expected.covariance
            worst = max(worst, abs(product - c[i, j]) / (max(c[i, i] * c[j, j] + c[i, j] * c[i, j], 1e-20) / Double(count)).squareRoot())
          }
        }
        return worst
      }
      #expect(worst(try draws(Self.equations)) < 6)
      let exact = Self.equations.map { Equation(variables: $0.variables, factors: $0.factors, value: $0.value) }
      #expect(worst(try draws(exact)) > 6)
    }
  }

  /// Equations that follow from others are no hindrance; what clashes is told.
  @Test func impliedAndClashing() throws {
    let law = try Self.laws()[0].law
    let implied = [Self.equations[0], Self.equations[1], Equation(variables: [0, 3, 7, 11], factors: [2, -4, 1, 1], value: 0.2)]
    let conditioning = try GaussianConditioning(law, equations: implied)
    #expect(conditioning.rank == 2)
    var generator = RandomStream(seed: 1, stream: 1)
    #expect((conditioning.outcome(of: conditioning.draw(&generator))?.residual ?? 1) < 1e-14)
    let clashing = try GaussianConditioning(law, equations: [Self.equations[1], Equation(variables: [11], factors: [2], value: 1)])
    #expect((clashing.outcome(of: clashing.draw(&generator))?.residual ?? 0) > 0.1)
  }

  /// Observations at some times: values there to the last bit, elsewhere the closed form's mean and variance.
  @Test(arguments: [0, 0.3])
  func paths(observationNoise: Double) throws {
    let times = TemporalNoiseTests.times(14, seed: 6)
    let kernels = [TemporalKernel.maternFiveHalves(variance: 1.5, timeScale: 1.2), .ornsteinUhlenbeck(variance: 0.7, timeScale: 0.6)]
    let noise = try TemporalNoise(kernels, times: times)
    let mean = (0..<28).map { 0.1 * Double($0) }
    var observed = [Double](repeating: .nan, count: 28)
    for (place, value) in [(0, 0.4), (6, -1), (7, 2), (13, 1), (20, 0.3)] { observed[place] = value }
    let conditioning = try PathConditioning(noise, mean: mean, observed: observed, observationNoise: observationNoise)
    let dense = try kernels.map { try TemporalNoiseTests.covariance($0, times) }
    let equations = observed.enumerated().filter { $0.element.isFinite }.map {
      Equation(variables: [$0.offset], factors: [1], value: $0.element, noise: observationNoise)
    }
    let expected = Self.closedForm(mean, DenseMatrix(28, 28) { $0 % 2 == $1 % 2 ? dense[$0 % 2][$0 / 2, $1 / 2] : 0 }, equations)
    #expect(Self.distance(conditioning.conditionalMean, expected.mean) < 1e-10)
    let count = 20_000
    var series = noise.draws(count: count, RandomCoordinates(seed: 1, stream: 1))
    for place in series.values.indices { series.values[place] += mean[place % 28] }
    conditioning.condition(&series, RandomCoordinates(seed: 2, stream: 1))
    for i in 0..<28 {
      if observationNoise == 0, observed[i].isFinite {
        #expect((0..<count).allSatisfy { series.values[$0 * 28 + i] == observed[i] })
        continue
      }
      let variance = (0..<count).reduce(0) { $0 + pow(series.values[$1 * 28 + i] - expected.mean[i], 2) } / Double(count)
      #expect(abs(variance / expected.covariance[i, i] - 1) < 6 * (2 / Double(count)).squareRoot(), "\(i)")
    }
  }

  /// The ensemble's moves keep equations to rounding as far as its rank goes, and tell where it does not.
  @Test func ensembles() throws {
    let law = try Self.laws()[1].law
    var members = SeriesArray(zeros: 40, length: 6, channels: 2)
    for member in 0..<40 {
      var generator = RandomStream(seed: 6, stream: 1, index: UInt32(member))
      members.values.withUnsafeMutableBufferPointer { law.draw(&generator, into: UnsafeMutableBufferPointer(rebasing: $0[member * 12..<(member + 1) * 12])) }
    }
    let equations = Array(Self.equations[0..<2])
    let conditioning = try EnsembleConditioning(members, equations: equations)
    let moved = conditioning.conditioned(members, RandomCoordinates(seed: 1, stream: 1))
    for member in 0..<40 { #expect((conditioning.conditioning.outcome(of: Array(moved.series(member)))?.residual ?? 1) < 1e-13) }
    let few = try EnsembleConditioning(members.series([0, 1]), equations: equations)
    #expect(few.conditioning.rank == 1)
  }
}
