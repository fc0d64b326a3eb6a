internal import Bellman
internal import Tensors

/// How a domain's network becomes a law.
enum LearnedControl {
  static func flow<D: DensityCommandDomain>(
    _ domain: D, _ reference: D.Reference, _ network: D.Network, _ parameters: [Float],
    tolerance: AdaptiveFlow.Tolerance = .init()
  ) -> FlowModel<D.Reference, D.Network> {
    FlowModel(
      reference, network: network, parameters: .init(parameters), interval: D.flowInterval, tolerance: tolerance
    ) { domain.noiseDeviation($0, of: reference) }
  }

  /// γ(t), computed on the host by the recorded formula.
  static func deviation<D: DensityCommandDomain>(_ domain: D, _ reference: D.Reference, at time: Double) throws -> Double {
    let plan = try Plan.compile(.float64, batch: 1) { trace in
      trace.output("deviation", domain.noiseDeviation(trace.rows("time", []), of: reference), .rows)
    }
    let executor = try Executor<Double>(plan, capacity: 1, threads: 1)
    if plan.program.inputs.contains(where: { $0.name == "time" }) { try executor.input("time")[0] = time }
    try executor.run(parameters: nil, rows: 1)
    return try executor.output("deviation")[0]
  }
}
