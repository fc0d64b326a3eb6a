import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct ScoresContextTests {
  /// A symmetric matrix B Bᵀ + shift of normal B.
  private func positive(_ n: Int, seed: UInt64, shift: Double = 0.1) -> [Double] {
    var b = [Double](repeating: 0, count: n * n)
    b.withUnsafeMutableBufferPointer { Double.fillNormal($0, seed: seed, stream: 1, step: 0, first: 0) }
    var a = b
    for i in 0..<n {
      for j in 0..<n { a[i * n + j] = (0..<n).reduce(i == j ? shift : 0) { $0 + b[i * n + $1] * b[j * n + $1] } }
    }
    return a
  }

  @Test func frechetDistanceInClosedForm() throws {
    // Commuting covariances: Σ (√λ − √μ)² + |m|².
    let (a, b) = ([4.0, 1, 9], [1.0, 1, 16])
    func diagonal(_ values: [Double]) -> [Double] { (0..<9).map { $0 % 4 == 0 ? values[$0 / 4] : 0 } }
    let (first, second) = (SampleMoments(mean: [1, 2, 3], covariance: diagonal(a)), SampleMoments(mean: [1, 0, 2], covariance: diagonal(b)))
    #expect(abs(try FrechetDistance(first, second).value - (5 + 1 + 0 + 1)) < 1e-12)
    // Two dimensions: tr (Σ Τ)^{1/2} = √(tr ΣΤ + 2 √(det Σ det Τ)).
    let (s, t) = ([2.0, 0.7, 0.7, 1], [1.0, -0.5, -0.5, 3])
    let trace = s[0] * t[0] + s[1] * t[2] + s[2] * t[1] + s[3] * t[3]
    let cross = (trace + 2 * ((2 - 0.49) * (3 - 0.25)).squareRoot()).squareRoot()
    let plane = try FrechetDistance(SampleMoments(mean: [0, 0], covariance: s), SampleMoments(mean: [0, 0], covariance: t))
    #expect(abs(plane.value - (3 + 4 - 2 * cross)) < 1e-12)
    // Of a law with itself, also without full rank: the covariance uuᵀ.
    let u = (0..<40).map { sin(Double($0)) }
    let thin = SampleMoments(mean: u, covariance: (0..<1600).map { u[$0 / 40] * u[$0 % 40] })
    #expect(abs(try FrechetDistance(thin, thin).value) < 1e-12)
    let wide = SampleMoments(mean: u, covariance: positive(40, seed: 1))
    #expect(abs(try FrechetDistance(wide, wide).value) < 1e-10)
  }

  @Test(arguments: [1, 2, 3, 40, 320]) func frechetDistanceOfScaledLaws(n: Int) throws {
    // Τ = c² Σ: (1 − c)² tr Σ, for any Σ.
    let covariance = positive(n, seed: UInt64(n))
    let trace = (0..<n).reduce(0) { $0 + covariance[$1 * n + $1] }
    let mean = [Double](repeating: 0, count: n)
    let found = try FrechetDistance(SampleMoments(mean: mean, covariance: covariance), SampleMoments(mean: mean, covariance: covariance.map { 9 * $0 }))
    #expect(abs(found.value / trace - 4) < 1e-10)
  }

  @Test func contextDistanceTellsLawsApart() throws {
    var options = ContextDistance.Options()
    (options.refits, options.steps) = (2, 60)
    let distance = try ContextDistance(real: ScoreSeries().make(600, seed: 1), options: options, seed: 5)
    let same = try distance.measure(ScoreSeries().make(600, seed: 2))
    let unmixed = try distance.measure(ScoreSeries(mixing: 0).make(600, seed: 2))
    let shifted = try distance.measure(ScoreSeries(shift: 1).make(600, seed: 2))
    #expect(same.value > 0)
    #expect(unmixed.value > 4 * same.value, "\(same) \(unmixed)")
    #expect(shifted.value > 4 * same.value, "\(same) \(shifted)")
    #expect(try distance.measure(ScoreSeries().make(600, seed: 2)) == same)
  }
}
