package import Bellman
internal import Files
internal import Foundation
internal import Tensors

/// A finished run, opened: its data, its network with the trained parameters, and its laws.
package struct TrainedRun<D: CommandDomain>: Sendable {
  package let folder: RunFolder
  package let record: RunRecord<D.Configuration>
  package let result: RunRecord<D.Configuration>.Result
  package let domain: D
  package let reference: D.Reference
  /// Every row of the data file.
  package let states: StateBatch
  package let split: DataSplit
  package let baselines: [any StoredDensityModel]
  private let network: D.Network
  private let parameters: [Float]

  package init(opening path: String) throws {
    folder = RunFolder(path)
    record = try folder.readRecord(program: D.name, as: D.Configuration.self)
    guard record.status == .finished, let result = record.result else {
      throw ProgramError(
        .data, "the run is not finished", at: .init(file: path),
        remedy: "finish it: repeat its train command with --resume")
    }
    func damaged(_ problem: String, _ file: String) -> ProgramError {
      ProgramError(.data, problem, at: .init(file: file), remedy: "copy the run again, or train anew")
    }
    let weights = result.laws.map(\.weight)
    guard weights.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(weights.reduce(0, +) - 1) < 1e-6,
      (try? record.request.validate()) != nil
    else { throw damaged("the record has a number that is out of range", folder.record) }
    self.result = result
    domain = try D(record.configuration)
    states = try StoredStates.read(folder.states, layout: domain.space.layout)
    guard states.count == record.data.duplicates.rows else {
      throw damaged(
        "there are \(states.count) rows where the record says \(record.data.duplicates.rows)", folder.states)
    }
    if let violation = domain.space.violations(of: states, tolerance: 1e-3).first {
      throw damaged("the states are not in the space: \(violation)", folder.states)
    }
    split = try DataSplit(reading: folder.split, rowCount: states.count)
    baselines = try StoredLaws.read(folder.laws, of: domain)
    guard result.laws.count == baselines.count + 1 else {
      throw damaged("there are \(baselines.count) laws where the record says \(result.laws.count - 1)", folder.laws)
    }
    reference = try domain.reference(for: states.rows(split.train))
    network = domain.network(record.request.network)
    parameters = try ModelFile.read(folder.model, network: network, configuration: record.configuration)
    // Last, so that what is wrong is said in better words where there are any.
    try folder.check(record.files)
  }

  /// The trained flow alone.
  package func control(tolerance: AdaptiveFlow.Tolerance = .init()) -> FlowModel<D.Reference, D.Network> {
    LearnedControl.flow(domain, reference, network, parameters, tolerance: tolerance)
  }

  /// The baselines with the validation rows taken in, which have done their work when the weights are chosen; nil where no
  /// baseline takes rows in.
  package func completedBaselines() -> [any StoredDensityModel]? {
    let validation = states.rows(split.validation)
    let completed = baselines.map { $0.completed(with: validation) }
    guard completed.contains(where: { $0 != nil }) else { return nil }
    return zip(baselines, completed).map { $1 ?? $0 }
  }

  /// The average of the flow and the completed baselines, with the weights that the validation rows chose.
  package func average(tolerance: AdaptiveFlow.Tolerance = .init()) -> AveragedModel {
    average(of: control(tolerance: tolerance))
  }

  package func average(of control: any DensityModel) -> AveragedModel {
    AveragedModel(name: "average", models: [control] + (completedBaselines() ?? baselines), weights: result.laws.map(\.weight))
  }

  /// γ where the flow stops: the noise that is still in what the model samples, in the space's unit of length.
  package func stoppingDeviation() throws -> Double {
    try LearnedControl.deviation(domain, reference, at: D.flowInterval.upperBound)
  }
}

/// How a domain's network becomes a law.
enum LearnedControl {
  static func flow<D: CommandDomain>(
    _ domain: D, _ reference: D.Reference, _ network: D.Network, _ parameters: [Float],
    tolerance: AdaptiveFlow.Tolerance = .init()
  ) -> FlowModel<D.Reference, D.Network> {
    FlowModel(
      reference, network: network, parameters: .init(parameters), interval: D.flowInterval, tolerance: tolerance
    ) { domain.noiseDeviation($0, of: reference) }
  }

  /// γ(t), computed on the host by the recorded formula.
  static func deviation<D: CommandDomain>(_ domain: D, _ reference: D.Reference, at time: Double) throws -> Double {
    let plan = try Plan.compile(.float64, batch: 1) { trace in
      trace.output("deviation", domain.noiseDeviation(trace.rows("time", []), of: reference), .rows)
    }
    let executor = try Executor<Double>(plan, capacity: 1, threads: 1)
    if plan.program.inputs.contains(where: { $0.name == "time" }) { try executor.input("time")[0] = time }
    try executor.run(parameters: nil, rows: 1)
    return try executor.output("deviation")[0]
  }
}
