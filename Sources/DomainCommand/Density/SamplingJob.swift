package import Bellman
package import Files
internal import Foundation
internal import Networks

/// `sample` as a value: draws from one of a run's laws.
package struct SamplingJob: Hashable, Sendable {
  package enum Law: String, CaseIterable, Hashable, Sendable { case average, control, baseline }

  package var count: Int
  /// Steps of the controlled process; its flow with adaptive steps when nil.
  package var steps: Int?
  package var seed: UInt64
  package var law: Law

  package init(count: Int, steps: Int? = nil, seed: UInt64 = 0, law: Law = .average) {
    self.count = count
    self.steps = steps
    self.seed = seed
    self.law = law
  }

  package func validate() throws(ProgramError) {
    if let steps, !(1...1_000_000).contains(steps) {
      throw ProgramError(.usage, "--steps \(steps) is not a number of steps", remedy: "give 1 to 1000000")
    }
  }

  /// Samples that are drawn together.
  private static var piece: Int { 1 << 14 }

  /// - Parameter announce: is told every few seconds how far the work is.
  package func states<D: DensityCommandDomain>(of run: TrainedRun<DensityWork<D>>, announce: (String) -> Void = { _ in }) throws -> StateBatch {
    try validate()
    let control = run.control()
    let steered: any DensityModel = steps.map { SteppedControl(flow: control, steps: $0) } ?? control
    let model: any DensityModel
    switch law {
    case .average: model = run.average(of: steered)
    case .control: model = steered
    case .baseline:
      guard let first = run.work.baselines.first else {
        throw ProgramError(.usage, "the run has no baseline", remedy: "choose --law control")
      }
      model = first
    }
    let clock = ContinuousClock()
    let beginning = clock.now
    var told = beginning
    let layout = run.domain.space.layout
    var values = layout.parts.map { _ in [Double]() }
    for start in stride(from: 0, to: count, by: Self.piece) {
      let part = try model.draws(
        count: min(Self.piece, count - start),
        RandomCoordinates(seed: seed, stream: RandomPurpose.sampling, firstRow: start))
      for index in values.indices { values[index] += part.values[index] }
      let (done, now) = (start + part.count, clock.now)
      if now - told > .seconds(5), done < count {
        told = now
        let left = (now - beginning) / .seconds(1) * Double(count - done) / Double(done)
        announce("\(done) of \(count) samples, \(TimeText.words(seconds: left)) left")
      }
    }
    return StateBatch(layout, count: count, values: values)
  }
}

/// A learned control whose draws take a fixed number of steps of the controlled process.
private struct SteppedControl<Reference: ReferenceProcess, Network: ControlNetwork>: DensityModel {
  let flow: FlowModel<Reference, Network>
  let steps: Int

  var name: String { flow.name }

  func logDensity(_ states: StateBatch) throws -> [Double] { try flow.logDensity(states) }

  func draws(count: Int, _ randomness: RandomCoordinates) throws -> StateBatch {
    try flow.draws(count: count, randomness, steps: steps, method: GeodesicEulerMaruyama())
  }
}
