import Foundation
import Ledger
import Testing

@Suite("Weight diagnostics")
struct WeightDiagnosticsTests {
  @Test("follow their formulas on a few weights")
  func formulas() throws {
    let (w, f) = ([0.5, 2, 1.5, 4], [1.0, 3, 2])
    let result = WeightDiagnostics(logWeights: w.map { log($0) + 700 }, forwardLogWeights: f.map { log($0) + 700 })
    let mean = 2.0
    #expect(abs(result.logNormalizer - 700 - log(mean)) < 1e-12)
    let size = 64.0 / (4 * (0.25 + 4 + 2.25 + 16))
    #expect(abs(result.effectiveSampleSize - size) < 1e-12)
    #expect(abs(result.standardError - ((1 / size - 1) / 4).squareRoot()) < 1e-12)
    #expect(abs(result.evidenceLowerBound - 700 - log(0.5 * 2 * 1.5 * 4) / 4) < 1e-12)
    let reciprocal = (1 + 1.0 / 3 + 0.5) / 3
    #expect(abs(try #require(result.forwardEffectiveSampleSize) - 1 / (2 * reciprocal)) < 1e-12)
    #expect(abs(try #require(result.evidenceUpperBound) - 700 - log(6) / 3) < 1e-12)
  }

  /// A sampler on one of two equal modes: the ledger's numbers.
  @Test("The reverse size is blind to a mode that is missed; the forward size is not")
  func blindness() throws {
    // On the covered mode w = ½; on draws of the target from the other mode w is as good as infinite.
    let reverse = [Double](repeating: log(0.5), count: 1000)
    let forward = (0..<1000).map { $0 < 500 ? log(0.5) : 50.0 }
    let result = WeightDiagnostics(logWeights: reverse, forwardLogWeights: forward)
    #expect(result.effectiveSampleSize > 1 - 1e-12 && abs(result.logNormalizer + 0.6931) < 1e-4)
    #expect(try #require(result.forwardEffectiveSampleSize) < 1e-15)
    #expect(try #require(result.evidenceUpperBound) > 24)
  }

  @Test("Equal weights have no error, weights of zero no sample, and no weights no numbers")
  func ends() {
    for value in [0.1, -3.7, 55.2] {
      let equal = WeightDiagnostics(
        logWeights: [Double](repeating: value, count: 7), forwardLogWeights: [value, value])
      #expect(equal.effectiveSampleSize <= 1 && equal.effectiveSampleSize > 1 - 1e-12)
      #expect(equal.standardError >= 0 && equal.standardError < 1e-6)
      #expect((equal.forwardEffectiveSampleSize ?? 2) <= 1)
    }
    let zero = WeightDiagnostics(logWeights: [-.infinity, -.infinity])
    #expect(zero.effectiveSampleSize == 0 && zero.logNormalizer == -.infinity)
    #expect(WeightDiagnostics(logWeights: []).logNormalizer.isNaN)
    #expect(WeightDiagnostics(logWeights: [1], forwardLogWeights: []).forwardEffectiveSampleSize == nil)
  }
}
