import Analysis
import Bellman
import Files
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct ScoresCopyingTests {
  @Test func rankedProbabilityOfANormalLaw() throws {
    // CRPS(N(0, 1), y) = y (2Φ(y) − 1) + 2φ(y) − 1/√π; 50,000 quantiles stand for the law.
    var draws = [Double](repeating: 0, count: 100_000)
    draws.withUnsafeMutableBufferPointer { Double.fillNormal($0, seed: 1, stream: 1, step: 0, first: 0) }
    for y in [-1.5, 0, 0.3, 2] {
      let exact = y * erf(y / 2.0.squareRoot()) + 2 * exp(-y * y / 2) / (2 * Double.pi).squareRoot() - 1 / Double.pi.squareRoot()
      let found = try ContinuousRankedProbability(draws: draws, truth: [y])
      #expect(abs(found.mean - exact) < 0.01, "\(y): \(found)")
      if y != 0 {
        #expect(abs((found.normalised ?? 0) - found.mean / abs(y)) < 1e-12)
        let losses = try (1...19).map { step in
          let q = Double(step) / 20
          let quantile = try NormalLaw().quantile(lowerTail: q)
          return 2 * abs((y - quantile) * ((y <= quantile ? 1 : 0) - q))
        }
        #expect(abs((found.quantiles ?? 0) * abs(y) - losses.reduce(0, +) / 19) < 0.01)
      }
    }
  }

  @Test func rankedProbabilityByHand() throws {
    // Draws 1, 2, 4 for 3: E|X − y| = 4/3, Σ_i<j |x_i − x_j| = 6. A second value is missing, a third has the error of one draw repeated.
    let found = try ContinuousRankedProbability(draws: [1, 9, 5, 2, 9, 5, 4, 9, 5], truth: [3, .nan, -7])
    #expect(found.count == 2)
    #expect(abs(found.mean - (4.0 / 3 - 6.0 / 9 + 12) / 2) < 1e-14)
    #expect(abs((found.fair ?? 0) - (4.0 / 3 - 1 + 12) / 2) < 1e-14)
    #expect(abs((found.normalised ?? 0) - (2.0 / 3 + 12) / 10) < 1e-14)
    let single = try ContinuousRankedProbability(draws: [2], truth: [5])
    #expect(single.mean == 3 && single.fair == nil)
    // All quantiles are 2: the mean of 2 |5 − 2| q over q is 3.
    #expect(abs((single.quantiles ?? 0) - 3.0 / 5) < 1e-14)
    #expect(try ContinuousRankedProbability(draws: [2], truth: [0]).normalised == nil)
    #expect(throws: ProgramError.self) { try ContinuousRankedProbability(draws: [1, 2, 3], truth: [1, 2]) }
    #expect(throws: ProgramError.self) { try ContinuousRankedProbability(draws: [1, 2], truth: [.nan, .nan]) }
    #expect(throws: ProgramError.self) { try ContinuousRankedProbability(draws: [1, .infinity], truth: [1, 2]) }
  }

  @Test func copiesAreFlaggedAndDrawsAreNot() throws {
    let (training, heldOut) = (ScoreSeries().make(1200, seed: 1), ScoreSeries().make(800, seed: 2))
    let independent = try CopyingTest(generated: ScoreSeries().make(1000, seed: 3), training: training, heldOut: heldOut, quantile: 0.05, seed: 4)
    // Five standard errors: a false alarm in 10⁶.
    #expect(abs(independent.membership.value - 0.5) < 5 * independent.membershipError, "\(independent)")
    #expect(abs((independent.nearestRatio ?? 0) - 1) < 0.05)
    #expect(independent.copies < 0.1 && independent.copies > 0.015)
    #expect(independent.membershipError > 0.005 && independent.membershipError < 0.03)
    // One in ten is a training series with a little noise.
    var planted = ScoreSeries().make(1000, seed: 3)
    for number in stride(from: 0, to: 1000, by: 10) {
      for place in 0..<planted.width { planted.values[number * planted.width + place] = training.values[number * planted.width + place] + 1e-6 }
    }
    let found = try CopyingTest(generated: planted, training: training, heldOut: heldOut, quantile: 0.01, seed: 4)
    #expect(found.copies > 0.1 && found.copies < 0.14, "\(found)")
    #expect(found.membership.value > 0.5 + 2 * found.membershipError)
    let bootstrap = BlockBootstrap(training).draws(1200, .init(seed: 1, stream: 1))
    let copied = try CopyingTest(generated: bootstrap, training: training, heldOut: heldOut, seed: 4)
    #expect(copied.copies == 1 && copied.membership.value > 0.75 && copied.nearestRatio ?? 1 < 0.1, "\(copied)")
    #expect(throws: ProgramError.self) { try CopyingTest(generated: planted, training: training, heldOut: heldOut, quantile: 2, seed: 1) }
  }

  /// Held-out series of another kind raise the chance, though nothing was copied; beside a law that copies nothing either they do not, and copies are found all
  /// the same.
  @Test func otherTimesAreNoCopies() throws {
    var stream = RandomStream(seed: 8, stream: 5)
    func series(_ count: Int, _ deviation: Double) -> SeriesArray {
      SeriesArray(count: count, length: 3, channels: 1, values: (0..<3 * count).map { _ in deviation * stream.normal() })
    }
    let (training, heldOut, reference) = (series(1000, 1), series(700, 1.5), series(900, 1))
    let independent = try CopyingTest(generated: series(900, 1), training: training, heldOut: heldOut, reference: reference, seed: 4)
    #expect(independent.membership.value > 0.5 + 5 * independent.membershipError)
    let calibrated = try #require(independent.calibratedMembership)
    // Five standard errors.
    #expect(abs(calibrated.value - 0.5) < 5 / 1.96 * (calibrated.halfWidth ?? 0), "\(independent)")
    let copied = try CopyingTest(generated: training.series(0..<900), training: training, heldOut: heldOut, reference: reference, seed: 4)
    #expect(try #require(copied.calibratedMembership).value > 0.9)
    #expect(try CopyingTest(generated: training, training: training, heldOut: heldOut, seed: 4).calibratedMembership == nil)
  }

  @Test func areaUnderTheCurveByPairs() throws {
    // One number a series: nearest distances are known, with ties. Generated: 0 twice.
    func line(_ values: [Double]) -> SeriesArray { SeriesArray(count: values.count, length: 1, channels: 1, values: values) }
    let (x, y) = ([0.0, 1, 1, -3, 0.5], [1.0, 2, -0.5, 4])
    let found = try CopyingTest(generated: line([0, 0]), training: line(x), heldOut: line(y), seed: 1)
    var area = 0.0
    for a in x { for b in y { area += abs(a) < abs(b) ? 1 : abs(a) == abs(b) ? 0.5 : 0 } }
    #expect(abs(found.membership.value - area / 20) < 1e-14)
    #expect(found.copyDistance < 1 && found.copies == 1)
  }
}
