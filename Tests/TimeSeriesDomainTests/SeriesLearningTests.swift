import Bellman
import Foundation
import Networks
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct SeriesLearningTests {
  private struct Learner {
    let coder: SeriesCoder
    let network: SeriesNetwork

    init(_ states: SeriesStates, width: Int, depth: Int, marginals: ChannelMarginal.Choice = .scaled) throws {
      let chart = try LawChart([], channels: (0..<states.channelCount).map { "x\($0)" }, times: Array(states.times(of: 0)))
      coder = try SeriesCoder(fitting: states, chart: chart, noise: .data, marginals: marginals, seed: 1)
      network = SeriesNetwork(
        SeriesNetworkShape(coder, seesObservations: true), size: NetworkSize(width: width, depth: depth), whitening: coder.whitening)
    }

    func task(_ states: SeriesStates, batchSize: Int = 64, observedShare: Double = 0.2) -> SeriesObjective {
      SeriesObjective(network, coder: coder, data: states, batchSize: batchSize, observedShare: observedShare, seed: 1)
    }

    func model(_ parameters: [Float]) -> SeriesModel { SeriesModel(coder: coder, network: network, parameters: parameters) }
  }

  private static let coordinates = RandomCoordinates(seed: 5, stream: RandomPurpose.sampling)

  /// The target has a variance of one at every level of noise, so that a network that answers zero has a loss of one on data of the Gaussian law. Each of 64 batches
  /// has 256 · 8 squares of nearly normal numbers; their mean is held to a tenth, far beyond six deviations of what 3000 windows leave open.
  /// The same of windows with observations, where the mean is over what these leave free.
  @Test(arguments: [0.2, 1])
  func lossWithoutControlIsOne(observedShare: Double) throws {
    let all = SeriesStates(ScoreSeries(length: 4, channels: 2).make(4000, seed: 3), times: [0, 1, 2, 3])
    let learner = try Learner(all.rows(0..<3000), width: 16, depth: 1)
    var options = TrainingOptions(budget: .steps(1), schedule: .constant(1e-12), seed: 1)
    options.validationBatches = 64
    let heldOut = all.rows(3000..<4000)
    let task = learner.task(heldOut, batchSize: 256, observedShare: observedShare)
    let outcome = try Trainer(task, validation: task, options: options).run()
    let loss = try #require(outcome.bestValidationLoss)
    #expect(abs(loss - 1) < 0.1, "\(loss)")
  }

  /// Windows that are all near 1 or all near −1. Under the Gaussian law with the same moments more than a third of values lie between −½ and ½, of the data
  /// fewer than one in a million; a control that was learnt for some seconds takes nearly all of them away, and each half of the draws to one side.
  @Test func learnsTwoModes() throws {
    var stream = RandomStream(seed: 3, stream: 4)
    var array = SeriesArray(zeros: 2000, length: 3, channels: 1)
    for window in 0..<2000 {
      let side = window % 2 == 0 ? 1.0 : -1
      for time in 0..<3 { array[window, time, 0] = side + 0.1 * stream.normal() }
    }
    let states = SeriesStates(array, times: [0, 1, 2])
    let learner = try Learner(states, width: 32, depth: 2)
    guard case .scaled = learner.coder.marginals[0].map else {
      Issue.record("the channel is not only scaled")
      return
    }
    var options = TrainingOptions(budget: .steps(500), schedule: .cosine(peak: 4e-3, last: 1e-4, warmup: 0.05), seed: 1)
    options.averageDecay = 0.98
    let outcome = try Trainer(learner.task(states), validation: learner.task(states), options: options).run()
    // Of three directions one has the two modes; the other two are normal, and nothing is to be learnt of them.
    #expect(try #require(outcome.bestValidationLoss) < 0.95)
    func shareBetween(_ draws: SeriesArray) -> Double { Double(draws.values.filter { abs($0) < 0.5 }.count) / Double(draws.values.count) }
    let gaussian = try learner.model([Float](repeating: 0, count: outcome.averaged.count)).draws(1000, steps: 30, Self.coordinates)
    let learnt = learner.model(outcome.averaged.array)
    let draws = try learnt.draws(1000, steps: 30, Self.coordinates)
    #expect(shareBetween(gaussian) > 0.25, "\(shareBetween(gaussian))")
    #expect(shareBetween(draws) < 0.05, "\(shareBetween(draws))")
    let up = (0..<1000).filter { draws[$0, 0, 0] > 0 }.count
    #expect(abs(up - 500) < 150, "\(up) of 1000 on the upper side")
    // Given the first value the others are on its side.
    var observed = array.series(0..<40)
    for window in 0..<40 { (observed[window, 1, 0], observed[window, 2, 0]) = (.nan, .nan) }
    let completions = try learnt.completions(of: SeriesStates(observed, times: [0, 1, 2]), count: 5, steps: 20, Self.coordinates)
    let right = (0..<200).filter { (completions[$0, 2, 0] > 0) == (array[$0 / 5, 0, 0] > 0) && abs(completions[$0, 2, 0]) > 0.5 }.count
    #expect(right > 180, "\(right) of 200")
  }

  /// A mean that follows a condition is learnt, so that draws have it, and can be asked for.
  @Test func learnsConditions() throws {
    var stream = RandomStream(seed: 3, stream: 4)
    var array = SeriesArray(zeros: 1500, length: 2, channels: 1)
    let conditions = (0..<1500).map { _ in 10 + 2 * stream.normal() }
    for window in 0..<1500 { for time in 0..<2 { array[window, time, 0] = conditions[window] + 0.3 * stream.normal() } }
    let states = SeriesStates(array, times: [0, 1], conditions: conditions, conditionCount: 1)
    let learner = try Learner(states, width: 32, depth: 1)
    var options = TrainingOptions(budget: .steps(400), schedule: .cosine(peak: 4e-3, last: 1e-4, warmup: 0.05), seed: 1)
    options.averageDecay = 0.98
    let model = learner.model(try Trainer(learner.task(states), options: options).run().averaged.array)
    for wanted in [7.0, 10, 13] {
      let draws = try model.draws(300, steps: 20, conditions: [Double](repeating: wanted, count: 300), conditionCount: 1, Self.coordinates)
      let mean = draws.values.reduce(0, +) / 600
      let spread = (draws.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 600).squareRoot()
      // The law without the condition has a deviation of 2.
      #expect(abs(mean - wanted) < 0.4 && spread < 1, "\(mean) ± \(spread) for \(wanted)")
    }
  }

  /// What training sees does not depend on threads, and the same seed has the same bits.
  @Test func trainingIsReproducible() throws {
    let states = SeriesStates(ScoreSeries(length: 4, channels: 2).make(200, seed: 3), times: [0, 1, 2, 3])
    func parameters(_ threads: Int, seed: UInt64 = 1) throws -> [Float] {
      try Parallel.$defaultThreads.withValue(threads) {
        let learner = try Learner(states, width: 16, depth: 1)
        var options = TrainingOptions(budget: .steps(12), schedule: .constant(1e-3), seed: seed)
        options.threads = threads
        return try Trainer(learner.task(states, batchSize: 32), options: options).run().last.array
      }
    }
    let one = try parameters(1)
    #expect(try parameters(1) == one && parameters(2) == one && parameters(4) == one)
    #expect(try parameters(1, seed: 2) != one)
  }
}
