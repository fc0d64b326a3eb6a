import Files
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct ScoresTests {
  @Test func intervalOfRepeats() {
    // t₀.₉₇₅ of 4, 1 and 9 degrees of freedom: 2.7764451052, 12.7062047364, 2.2621571628.
    let five = Estimate(of: [1, 2, 3, 4, 5])
    #expect(five.value == 3)
    #expect(abs((five.halfWidth ?? 0) - 2.7764451052 * (2.5 / 5).squareRoot()) < 1e-9)
    #expect(abs((Estimate(of: [0, 2]).halfWidth ?? 0) - 12.7062047364) < 1e-9)
    let ten = Estimate(of: (0..<10).map { Double($0) })
    #expect(abs((ten.halfWidth ?? 0) - 2.2621571628 * (82.5 / 9 / 10).squareRoot()) < 1e-9)
    #expect(Estimate(of: [7]) == Estimate(value: 7, halfWidth: nil))
    #expect(Estimate(of: []).value.isNaN)
  }

  @Test func discriminativeScoreOfOneLawAndOfTwo() throws {
    var score = DiscriminativeScore()
    (score.repeats, score.steps, score.batch) = (3, 300, 64)
    // A small network needs a higher rate to come somewhere in few steps.
    score.rate = 1e-2
    let real = ScoreSeries().make(1500, seed: 1)
    let same = try score.measure(real: real, generated: ScoreSeries().make(1500, seed: 2), seed: 3)
    // 600 held-out series a repeat: a standard deviation of .02 of each accuracy.
    #expect(same.value < 0.06, "\(same)")
    let shifted = try score.measure(real: real, generated: ScoreSeries(shift: 6).make(1500, seed: 2), seed: 3)
    #expect(shifted.value > 0.47, "\(shifted)")
    #expect(same == (try score.measure(real: real, generated: ScoreSeries().make(1500, seed: 2), seed: 3)))
  }

  @Test func predictiveScoreComesNearTheBestForecast() throws {
    // The last channel is what the first was one time before: it can be told exactly, but not from series where it cannot.
    func copied(_ count: Int, seed: UInt64, isCopied: Bool = true) -> SeriesArray {
      var series = SeriesArray(zeros: count, length: 8, channels: 2)
      var stream = RandomStream(seed: seed, stream: 1)
      for number in 0..<count {
        for place in 0..<16 { series[number, place / 2, place % 2] = 0.2 + 0.6 * stream.uniform() }
        if isCopied { for time in 1..<8 { series[number, time, 1] = series[number, time - 1, 0] } }
      }
      return series
    }
    var score = PredictiveScore()
    (score.repeats, score.steps, score.rate) = (2, 1200, 1e-2)
    let real = copied(400, seed: 1)
    let good = try score.measure(real: real, generated: copied(1000, seed: 2), seed: 3)
    let bad = try score.measure(real: real, generated: copied(1000, seed: 2, isCopied: false), seed: 3)
    // The mean absolute deviation of the uniform law is .15.
    #expect(good.value < 0.06, "\(good)")
    #expect(bad.value > 0.13, "\(bad)")
    let one = ScoreSeries(channels: 1).make(200, seed: 4)
    score.steps = 20
    #expect(try score.measure(real: one, generated: one, seed: 1).value.isFinite)
  }

  @Test func correlationsInClosedForm() throws {
    // Two channels with the correlations 1 and −1: only the pair (1, 0) differs, by 2 (n − 1)/n.
    let values = [1.0, 2, 3, 4]
    let real = SeriesArray(count: 2, length: 2, channels: 2, values: values.flatMap { [$0, $0] })
    let turned = SeriesArray(count: 2, length: 2, channels: 2, values: values.flatMap { [$0, 7 - 3 * $0] })
    #expect(abs(try CorrelationalScore.difference(real: real, generated: turned) - 0.2 * 3 / 4) < 1e-14)
    #expect(try CorrelationalScore.difference(real: real, generated: real) == 0)
    // A constant channel counts as 0: the pairs (1, 0) and (1, 1) differ.
    let constant = SeriesArray(count: 2, length: 2, channels: 2, values: values.flatMap { [$0, 5] })
    #expect(abs(try CorrelationalScore.difference(real: real, generated: constant) - 0.2 * 3 / 4) < 1e-14)
    // Many series: ρ = m² between the channels, at each time.
    let (a, b) = (ScoreSeries(mixing: 0.6).make(20_000, seed: 1), ScoreSeries(mixing: 0.9).make(20_000, seed: 2))
    #expect(abs(try CorrelationalScore.difference(real: a, generated: b) - 3 * (0.81 - 0.36) / 10) < 0.01)
    #expect(try CorrelationalScore().measure(real: a, generated: b, seed: 1).value > 0.1)
  }

  @Test func autocorrelationsAndMarginals() throws {
    let (a, b) = (ScoreSeries().make(20_000, seed: 1), ScoreSeries().make(20_000, seed: 2))
    // White noise of the same variance: a_k is 0 where it was 0.8ᵏ, from x₀ and ε of variance 1 and x_t of variance 1.
    var white = SeriesArray(zeros: 20_000, length: 8, channels: 3)
    white.values.withUnsafeMutableBufferPointer { Double.fillNormal($0, seed: 3, stream: 1, step: 0, first: 0) }
    let expected = (1..<8).reduce(0.0) { $0 + pow(0.64, Double($1)) }.squareRoot()
    #expect(try AutocorrelationDistance().measure(real: a, generated: b) < 0.02)
    #expect(abs(try AutocorrelationDistance().measure(real: a, generated: white) - expected) < 0.03)
    // Two bins with all values in one, against half in each: the densities 1/δ and 0 against 1/2δ.
    let real = SeriesArray(count: 4, length: 2, channels: 1, values: [9, 0, 9, 0, 9, 1, 9, 1])
    let low = SeriesArray(count: 2, length: 2, channels: 1, values: [0, 0.1, 0, 0.2])
    var distance = MarginalDistance()
    distance.bins = 2
    #expect(abs(try distance.measure(real: real, generated: low) - 1) < 1e-14)
    #expect(try distance.measure(real: real, generated: real) == 0)
  }

  @Test func whatCannotBeCompared() throws {
    let good = ScoreSeries().make(20, seed: 1)
    var missing = good
    missing[3, 2, 1] = .nan
    #expect { try CorrelationalScore.difference(real: good, generated: missing) } throws: {
      "\($0)".contains("series 4, time 3, channel 2") && $0 is ProgramError
    }
    #expect { try MarginalDistance().measure(real: good, generated: ScoreSeries(length: 9).make(20, seed: 1)) } throws: { "\($0)".contains("9") }
    #expect(throws: ProgramError.self) { try DiscriminativeScore().measure(real: good, generated: good.series(0..<1), seed: 1) }
    #expect(throws: ProgramError.self) { try ContextDistance(real: ScoreSeries(length: 1).make(20, seed: 1), seed: 1) }
    #expect(throws: ProgramError.self) { try GaussianCopula(missing, seed: 1) }
    var discriminative = DiscriminativeScore()
    discriminative.repeats = 0
    #expect(throws: ProgramError.self) { try discriminative.measure(real: good, generated: good, seed: 1) }
    var marginal = MarginalDistance()
    marginal.bins = 0
    #expect(throws: ProgramError.self) { try marginal.measure(real: good, generated: good) }
  }

  @Test func allScoresTogether() throws {
    var options = SeriesScorer.Options()
    options.discriminative?.steps = 10
    options.discriminative?.repeats = 2
    options.predictive?.steps = 10
    options.predictive?.repeats = 2
    options.context?.refits = 1
    options.context?.steps = 5
    let real = ScoreSeries().make(60, seed: 1)
    var words: [String] = []
    let scorer = try SeriesScorer(real: real, options: options, seed: 1) { words.append($0) }
    let scores = try scorer.scores(of: ScoreSeries().make(50, seed: 2), training: ScoreSeries().make(70, seed: 3)) { words.append($0) }
    #expect(words.count == 6 && words[0].contains("60 real series"))
    #expect(try JSONDecoder().decode(SeriesScores.self, from: JSONEncoder().encode(scores)) == scores)
    let all = [scores.discriminative?.value, scores.predictive?.value, scores.context?.value, scores.correlational?.value]
    #expect((all + [scores.correlationDifference, scores.marginal, scores.autocorrelation]).allSatisfy { $0?.isFinite == true })
    let again = try Parallel.$defaultThreads.withValue(1) {
      try SeriesScorer(real: real, options: options, seed: 1).scores(of: ScoreSeries().make(50, seed: 2), training: ScoreSeries().make(70, seed: 3))
    }
    #expect(again == scores)
    options = .init()
    (options.discriminative, options.predictive, options.context) = (nil, nil, nil)
    #expect(try SeriesScorer(real: real, options: options, seed: 1).scores(of: real).context == nil)
  }
}
