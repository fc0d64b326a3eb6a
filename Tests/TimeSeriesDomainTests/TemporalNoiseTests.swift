import Bellman
import Files
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct TemporalNoiseTests {
  static let kernels: [TemporalKernel] = [
    .white(variance: 1.7), .ornsteinUhlenbeck(variance: 0.8, timeScale: 0.6), .maternThreeHalves(variance: 2.5, timeScale: 0.9),
    .maternFiveHalves(variance: 1.2, timeScale: 0.5), .sum([.periodic(variance: 1.5, period: 0.7, lengthScale: 0.8, harmonics: 6), .white(variance: 0.2)]),
    .sum([.maternFiveHalves(variance: 1, timeScale: 3), .ornsteinUhlenbeck(variance: 0.3, timeScale: 0.05), .white(variance: 0.01)]),
    .sum([.periodic(variance: 1, period: 1.1, lengthScale: 1, harmonics: 3), .maternThreeHalves(variance: 0.5, timeScale: 2)]),
  ]

  static func times(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, stream: 1)
    var time = -3.0
    return (0..<count).map { _ in
      time += 0.02 - 0.3 * log(stream.uniform())
      return time
    }
  }

  static func normals(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed, stream: 2)
    return (0..<count).map { _ in stream.normal() }
  }

  static func covariance(_ kernel: TemporalKernel, _ times: [Double], nugget: Double = 0) throws -> DenseMatrix {
    try DenseMatrix(times.count, times.count) { try kernel.covariance(lag: times[$0] - times[$1]) + ($0 == $1 ? nugget : 0) }
  }

  static func distance(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { abs($0 - $1) }.max() ?? 0 }

  /// Factor, density and score are those of the dense covariance.
  @Test(arguments: kernels, [0, 0.05])
  func denseAlgebra(kernel: TemporalKernel, nugget: Double) throws {
    for seed in 0..<3 as Range<UInt64> {
      let times = Self.times(40, seed: seed)
      let factor = try TemporalFactor(kernel, times: times, nugget: nugget)
      let covariance = try Self.covariance(kernel, times, nugget: nugget)
      let dense = covariance.cholesky
      let z = Self.normals(times.count, seed: seed)
      let path = dense * z
      #expect(Self.distance(factor.applying(.colour, to: z), path) < 1e-10)
      #expect(Self.distance(factor.applying(.whiten, to: path), z) < 1e-8)
      #expect(Self.distance(factor.applying(.colourTransposed, to: z), dense.transposed * z) < 1e-10)
      #expect(Self.distance(factor.covarianceProduct(z), covariance * z) < 1e-10)
      let (solution, logDeterminant) = covariance.solved(path)
      let size = solution.map { abs($0) }.max() ?? 1
      #expect(Self.distance(factor.score(path), solution.map { -$0 }) < 1e-8 * size)
      #expect(abs(factor.logDeterminant - logDeterminant) < 1e-8)
      let expected = -0.5 * (zip(path, solution).reduce(0) { $0 + $1.0 * $1.1 } + logDeterminant + 40 * log(2 * .pi))
      #expect(abs(factor.logDensity(path) - expected) < 1e-7)
    }
  }

  /// The score is the gradient of the density, by central differences.
  @Test(arguments: kernels)
  func scoreIsTheGradient(kernel: TemporalKernel) throws {
    let factor = try TemporalFactor(kernel, times: Self.times(12, seed: 5))
    let path = factor.applying(.colour, to: Self.normals(12, seed: 6))
    let score = factor.score(path)
    for place in path.indices {
      var (above, below) = (path, path)
      above[place] += 1e-5
      below[place] -= 1e-5
      let slope = (factor.logDensity(above) - factor.logDensity(below)) / 2e-5
      #expect(abs(slope - score[place]) < 1e-5 * (1 + abs(score[place])))
    }
  }

  /// Short gaps cost no digits: the variance of what is new in an integrated process is (16/3) u⁵/20 for a Matérn 5/2 and 4 u³/3 for a Matérn 3/2.
  @Test func shortGaps() throws {
    let gap = 1e-4
    for (kernel, order) in [
      (TemporalKernel.maternFiveHalves(variance: 1, timeScale: 5.0.squareRoot()), 3), (.maternThreeHalves(variance: 1, timeScale: 3.0.squareRoot()), 2),
    ] {
      let factor = try TemporalFactor(kernel, times: (0..<60).map { gap * Double($0) })
      var z = [Double](repeating: 0, count: 60)
      z[59] = 1
      let last = factor.applying(.colour, to: z)[59]
      // Given all values before, the derivatives are known as well as the values allow: the limit is a constant times that of a known state.
      let known = order == 3 ? (16.0 / 3 * pow(gap, 5) / 20).squareRoot() : (4 * pow(gap, 3) / 3).squareRoot()
      #expect(last > known && last < 8 * known, "\(last / known)")
    }
  }

  /// Given the present, past and future of an Ornstein–Uhlenbeck process are independent; a density over all times is the product of those over parts.
  @Test func markov() throws {
    let kernel = TemporalKernel.ornsteinUhlenbeck(variance: 1.3, timeScale: 0.7)
    let times = Self.times(30, seed: 9)
    let path = try TemporalFactor(kernel, times: times).applying(.colour, to: Self.normals(30, seed: 10))
    func density(_ range: Range<Int>) throws -> Double { try TemporalFactor(kernel, times: Array(times[range])).logDensity(Array(path[range])) }
    let parts = try density(0..<15) + density(14..<30) - density(14..<15)
    #expect(abs(try density(0..<30) - parts) < 1e-10)
    // Planted: a Matérn process is Markov only with its derivatives.
    let smooth = TemporalKernel.maternThreeHalves(variance: 1.3, timeScale: 0.7)
    func smoothDensity(_ range: Range<Int>) throws -> Double { try TemporalFactor(smooth, times: Array(times[range])).logDensity(Array(path[range])) }
    #expect(abs(try smoothDensity(0..<30) - (smoothDensity(0..<15) + smoothDensity(14..<30) - smoothDensity(14..<15))) > 0.01)
  }

  /// Covariances of 20,000 draws are those of the kernel, within 6 standard errors (false alarms below 10⁻⁶ in all); those of another kernel are not.
  @Test(arguments: kernels)
  func drawsHaveTheCovariance(kernel: TemporalKernel) throws {
    let times = Self.times(6, seed: 3)
    let noise = try TemporalNoise([kernel, .white(variance: 1)], times: times)
    let count = 20_000
    let draws = noise.draws(count: count, RandomCoordinates(seed: 4, stream: 9))
    func worst(_ kernel: TemporalKernel) throws -> Double {
      var worst = 0.0
      for i in times.indices {
        for j in 0...i {
          let mean = (0..<count).reduce(0) { $0 + draws[$1, i, 0] * draws[$1, j, 0] } / Double(count)
          let expected = try kernel.covariance(lag: times[i] - times[j])
          let variance = try kernel.covariance(lag: 0)
          worst = max(worst, abs(mean - expected) / ((variance * variance + expected * expected) / Double(count)).squareRoot())
        }
      }
      return worst
    }
    #expect(try worst(kernel) < 6)
    #expect(try worst(kernel.scaled(by: 1.15)) > 6)
    #expect(draws == Parallel.$defaultThreads.withValue(1) { noise.draws(count: count, RandomCoordinates(seed: 4, stream: 9)) })
  }

  @Test func seriesOfChannels() throws {
    let times = Self.times(9, seed: 1)
    let kernels = [Self.kernels[2], Self.kernels[1], Self.kernels[2]]
    let noise = try TemporalNoise(kernels, times: times)
    var series = noise.draws(count: 4, RandomCoordinates(seed: 8, stream: 2))
    let paths = series
    let (densities, scores) = (noise.logDensity(series), noise.score(series))
    for number in 0..<4 {
      var sum = 0.0
      for (channel, kernel) in kernels.enumerated() {
        let factor = try TemporalFactor(kernel, times: times)
        let path = times.indices.map { series[number, $0, channel] }
        sum += factor.logDensity(path)
        #expect(Self.distance(factor.score(path), times.indices.map { scores[number, $0, channel] }) < 1e-12)
      }
      #expect(abs(sum - densities[number]) < 1e-10)
    }
    noise.apply(.whiten, to: &series)
    noise.apply(.colour, to: &series)
    #expect(Self.distance(series.values, paths.values) < 1e-12)
  }

  /// The family, time scale and amplitude that draws were made with are found again; values that are missing are no hindrance.
  @Test(arguments: [TemporalKernel.ornsteinUhlenbeck(variance: 4, timeScale: 0.5), .maternFiveHalves(variance: 0.3, timeScale: 1.2), .white(variance: 2)])
  func fits(kernel: TemporalKernel) throws {
    let times = Self.times(60, seed: 2)
    var series = try TemporalNoise([kernel], times: times).draws(count: 60, RandomCoordinates(seed: 1, stream: 3))
    for number in 0..<60 { series[number, number, 0] = .nan }
    for place in series.values.indices { series.values[place] += 10 }
    let fit = try TemporalKernelFit(series, times: times, channel: 0, noiseShares: [0, 0.1])
    #expect(abs(fit.mean - 10) < 0.5 && fit.valueCount == 59 * 60)
    switch (kernel, fit.kernel) {
    case (.ornsteinUhlenbeck(let a, let b), .ornsteinUhlenbeck(let c, let d)), (.maternFiveHalves(let a, let b), .maternFiveHalves(let c, let d)):
      #expect(abs(log(c / a)) < 0.35 && abs(log(d / b)) < 0.35, "\(fit)")
    case (.white(let a), .white(let b)): #expect(abs(log(a / b)) < 0.15)
    default: Issue.record("\(fit.kernel)")
    }
  }

  @Test func whatIsNoNoise() {
    let bad: [(TemporalKernel, [Double], String)] = [
      (.white(variance: -1), [0, 1], "variance"), (.white(variance: 0), [0, 1], "no density"),
      (.ornsteinUhlenbeck(variance: 1, timeScale: 0), [0], "time scale"),
      (.maternThreeHalves(variance: .nan, timeScale: 1), [0], "variance"), (.sum([]), [0], "no kernels"), (.white(variance: 1), [], "without times"),
      (.white(variance: 1), [0, 1, 1], "time 3"), (.white(variance: 1), [0, .nan], "time 2"),
      (.periodic(variance: 1, period: 1, lengthScale: 1, harmonics: 0), [0], "harmonics"),
      (.periodic(variance: 1, period: 1, lengthScale: 1, harmonics: 1), [0, 0.3, 0.45, 0.7], "follows from those before"),
    ]
    for (kernel, times, words) in bad {
      do {
        _ = try TemporalFactor(kernel, times: times)
        Issue.record("took \(kernel) at \(times)")
      } catch { #expect(error.description.contains(words), "\(error)") }
    }
  }
}
