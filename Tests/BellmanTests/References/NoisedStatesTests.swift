import Bellman
import Foundation
import Testing

@Suite("Noised data and start laws")
struct NoisedStatesTests {
  static let paths: [(GaussianPath, NoisingLaw)] = [
    (.linear, .linear), (.ornsteinUhlenbeck(horizon: 1.7), .ornsteinUhlenbeck(1.7)),
    (.varianceExploding(smallest: 0.05, largest: 4), .varianceExploding(0.05, 4)),
  ]

  @Test("X_t = αx₁ + γε with the score of that law", arguments: 0..<4)
  func noised(index: Int) throws {
    let law = Self.paths[min(index, 2)].1
    let count = 40_000
    let data = StateBatch(vectors: (0..<count).flatMap { _ in [0.7, -1.1] }, dimension: 2)
    let times = [Double](repeating: 0.6, count: count)
    let randomness = RandomCoordinates(seed: 3, stream: 71)
    let noised =
      index < 3
      ? GaussianReference(dimension: 2, path: Self.paths[index].0).noised(data, times: times, randomness)
      : try BrownianReference(
        EuclideanSpace(dimension: 2), schedule: try NoiseSchedule(smallest: 0.05, largest: 4),
        start: GaussianMixture.normal([0, 0], deviation: 4)
      )
      .noised(data, times: times, randomness)
    let (a, g) = (law.scale(0.6), law.deviation(0.6))
    #expect(abs(noised.deviations[17] - g) < 1e-14)
    for axis in 0..<2 {
      let values = (0..<count).map { noised.states.values[0][2 * $0 + axis] - a * [0.7, -1.1][axis] }
      // Six standard errors each: a false alarm in 5·10⁸.
      #expect(abs(MeanEstimate(values).deviations(from: 0)) < 6)
      #expect(abs(MeanEstimate(values.map { $0 * $0 }).deviations(from: g * g)) < 6)
      let scores = (0..<count).map { noised.scores.values[0][2 * $0 + axis] }
      #expect(greatestDifference(scores, values.map { -$0 / (g * g) }) < 1e-9 / g)
    }
    // Rows and axes are independent draws.
    #expect(Set(noised.states.values[0]).count > count)
  }

  @Test("Gaussian references start from N(0, c²α² + γ²), with that density", arguments: 0..<3)
  func start(index: Int) {
    let (path, law) = Self.paths[index]
    let reference = GaussianReference(dimension: 2, path: path, targetDeviation: 1.3)
    let variance = 1.3 * 1.3 * law.scale(0) * law.scale(0) + law.deviation(0) * law.deviation(0)
    let draws = reference.startDraws(count: 20_000, RandomCoordinates(seed: 8, stream: 72))
    #expect(abs(MeanEstimate(draws.values[0]).deviations(from: 0)) < 6)
    #expect(abs(MeanEstimate(draws.values[0].map { $0 * $0 }).deviations(from: variance)) < 6)
    let closed = GaussianMixture.normal([0, 0], deviation: variance.squareRoot())
    let found = reference.startLogDensity(draws)
    for row in 0..<5 { #expect(abs(found[row] - closed.logDensity(Array(draws.vector(row)))) < 1e-12) }
  }

  @Test("Schedules have the derivatives that they claim")
  func schedules() throws {
    let schedule = try NoiseSchedule(smallest: 0.02, largest: 3)
    let h = 1e-5
    for time in [0.0, 0.3, 0.77, 1] {
      let slope =
        (pow(schedule.standardDeviation(time + h), 2) - pow(schedule.standardDeviation(time - h), 2)) / (2 * h)
      #expect(abs(schedule.diffusion(time) + slope) < 1e-6 * schedule.diffusion(time))
      #expect(abs(schedule.time(standardDeviation: schedule.standardDeviation(time)) - time) < 1e-12)
    }
    #expect(abs(schedule.standardDeviation(0.0) - 3) < 1e-14 && abs(schedule.standardDeviation(1.0) - 0.02) < 1e-14)
    for (path, law) in Self.paths {
      for time in [0.2, 0.5, 0.9] {
        let (a, g, rate): (Double, Double, Double) = (path.scale(time), path.deviation(time), path.scaleRate(time))
        #expect(abs(a - law.scale(time)) < 1e-14 && abs(g - law.deviation(time)) < 1e-14)
        #expect(abs(rate - law.scaleSlope(time) / law.scale(time)) < 1e-12)
        #expect(abs(path.noiseRate(time) - (g * g * rate - g * law.deviationSlope(time))) < 1e-12)
      }
    }
  }

  @Test(
    "Impossible schedules are typed errors",
    arguments: [(0.0, 1.0), (-1, 1), (1, 1), (2, 1), (0.1, .infinity), (.nan, 1), (0.1, .nan)])
  func impossible(smallest: Double, largest: Double) {
    #expect(throws: ScheduleError.self) { try NoiseSchedule(smallest: smallest, largest: largest) }
  }

  @Test("A Brownian reference needs a start law where there is no uniform one")
  func infiniteVolume() throws {
    let schedule = try NoiseSchedule(smallest: 0.05, largest: 4)
    #expect(throws: ModelError.self) { try BrownianReference(EuclideanSpace(dimension: 2), schedule: schedule) }
  }
}
