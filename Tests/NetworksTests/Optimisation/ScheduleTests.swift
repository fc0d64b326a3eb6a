import Networks
import Tensors
import Testing

@Suite("Schedules and averages")
struct ScheduleTests {
  @Test("A cosine rises linearly, peaks at the end of the warm-up, and falls to its last value")
  func cosine() {
    let schedule = LearningRateSchedule.cosine(peak: 2, last: 0.5, warmup: 0.2)
    let expected: [(Double, Double)] = [
      (0, 0), (0.1, 1), (0.2, 2), (0.6, 1.25), (1, 0.5), (0.4, 1.25 + 0.75 * 0.5.squareRoot()),
    ]
    for (progress, rate) in expected { #expect(abs(schedule.rate(at: progress) - rate) < 1e-12, "at \(progress)") }
  }

  @Test("Progress beyond the ends counts as the ends, and warm-ups of none and all are defined")
  func ends() {
    let schedule = LearningRateSchedule.cosine(peak: 2, last: 0.5, warmup: 0)
    #expect(schedule.rate(at: -1) == 2 && schedule.rate(at: 0) == 2 && schedule.rate(at: 7) == 0.5)
    #expect(LearningRateSchedule.cosine(peak: 2, last: 0.5, warmup: 1).rate(at: 0.5) == 1)
    #expect(LearningRateSchedule.cosine(peak: 2, last: 0.5, warmup: 1).rate(at: 1) == 0.5)
    #expect(LearningRateSchedule.constant(0.3).rate(at: 0.9) == 0.3)
  }

  @Test("The average follows its formula, and converges to weights that stay")
  func average() {
    let start = AlignedMemory<Float>([0, 4, -1], emptyValue: 0)
    let average = ExponentialMovingAverage(decay: 0.95, startingAt: start)
    #expect(average.values.array == [0, 4, -1])
    var expected = [0.0, 4, -1]
    let weights = AlignedMemory<Float>([1, 2, 3], emptyValue: 0)
    for step in 0..<400 {
      let decay = min(0.95, (1 + Double(step)) / (10 + Double(step)))
      for index in 0..<3 { expected[index] = decay * expected[index] + (1 - decay) * Double(weights.pointer[index]) }
      average.update(weights)
      for index in 0..<3 { #expect(abs(Double(average.values.pointer[index]) - expected[index]) < 1e-5) }
    }
    #expect(average.step == 400)
    for index in 0..<3 { #expect(abs(average.values.pointer[index] - weights.pointer[index]) < 1e-5) }
  }
}
