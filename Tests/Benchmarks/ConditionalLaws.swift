import ArgumentParser
import Bellman
import Foundation
import Networks
import Tensors
import TimeSeriesAccuracy
import TimeSeriesDomain

/// Draws series under laws by each enforcement, and prints how far their law is from the conditional one where that is known in closed form.
struct ConditionalLaws: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conditional-laws",
    abstract: "Total variation between draws under a law and the conditional law, beside the floor of as many independent draws.",
    discussion: """
      A Gaussian on an ellipse, by its angle; Kepler's phase points and Lotka–Volterra's by the time of flight; 100 bins each. \
      Goals: co-area at most 1.5 times the floor, and the two that are biased far from it, since a test that all pass tells nothing.
      """)

  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: "Only check that everything runs: few draws.") var smoke = false
  @Option(help: "Draws of each.") var draws = 400_000
  @Option(help: "The seed.") var seed: UInt64 = 0
  @Option(help: "Worker threads.") var threads = Parallel.defaultThreads

  struct Row: Codable {
    var law: String
    var enforcement: String
    var draws: Int
    var totalVariation: Double
    var floor: Double
    var greatestExcess: Double
    var acceptance: Double?
    var seconds: Double
    var goal: String
    var isMet: Bool

    var ratio: Double { totalVariation / floor }
  }

  func run() throws {
    try Parallel.$defaultThreads.withValue(threads) { try measure() }
  }

  private func measure() throws {
    let rows = 64
    let chains = smoke ? 2 : 16
    let drawsPerChain = smoke ? 20 : max(1, draws / (rows * chains))
    if !json { print(Self.header) }
    var results: [Row] = []
    for (number, sample) in try [ConditionalCase.ellipse(rows: rows), .kepler(rows: rows), .predators(rows: rows)].enumerated() {
      let randomness = RandomCoordinates(seed: seed, stream: RandomPurpose.evaluation, step: number)
      let count = chains * drawsPerChain * rows
      // The mean of several floors, since one of them may be low by chance.
      let floors = Parallel.map(8) { MeasureDistance.floor(sample.probabilities, draws: count, randomness.branch(-1 - $0)) }
      let floor = floors.reduce(0, +) / Double(floors.count)
      func take(_ enforcement: String, isRight: Bool, _ body: () throws -> MeasureDistance) throws {
        let clock = ContinuousClock()
        var distance: MeasureDistance?
        let time = try clock.measure { distance = try body() }
        guard let distance else { return }
        let ratio = distance.totalVariation / floor
        let row = Row(
          law: sample.name, enforcement: enforcement, draws: distance.draws, totalVariation: distance.totalVariation, floor: floor,
          greatestExcess: distance.greatestExcess, acceptance: distance.acceptance, seconds: time / .seconds(1), goal: isRight ? "≤ 1.5" : "> 5",
          isMet: isRight ? ratio <= 1.5 : ratio > 5)
        results.append(row)
        if !json {
          print(Self.line(row))
          fflush(nil)
        }
      }
      func walk(_ measure: ConstrainedSampler.Measure, _ part: Int) throws -> (plain: MeasureDistance, weighted: MeasureDistance) {
        try MeasureDistance.chains(sample, measure, chains: chains, drawsPerChain: drawsPerChain, randomness.branch(part))
      }
      try take("co-area", isRight: true) { try walk(.coarea, 1).plain }
      var weighted: MeasureDistance?
      try take("surface", isRight: false) {
        let distances = try walk(.surface, 2)
        weighted = distances.weighted
        return distances.plain
      }
      if let weighted { try take("surface, weighted", isRight: true) { weighted } }
      try take("projection", isRight: false) { MeasureDistance.projection(sample, series: chains * drawsPerChain, randomness.branch(3)) }
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(String(decoding: try encoder.encode(["conditionalLaws": results]), as: UTF8.self))
    }
  }

  // MARK: The table

  private static let header = """
    law                                 enforcement        draws    variation  floor    ratio   goal    excess   accepted  seconds
    """

  private static func line(_ row: Row) -> String {
    row.law.padding(toLength: 36, withPad: " ", startingAt: 0) + row.enforcement.padding(toLength: 19, withPad: " ", startingAt: 0)
      + String(
        format: "%7d  %.4f     %.4f  %5.2f   %@  %.0e  %@    %5.1f    %@", row.draws, row.totalVariation, row.floor, row.ratio,
        row.goal.padding(toLength: 6, withPad: " ", startingAt: 0), row.greatestExcess, row.acceptance.map { String(format: "%.2f", $0) } ?? "    ",
        row.seconds,
        row.isMet ? "met" : "missed")
  }
}
