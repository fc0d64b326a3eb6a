package import Bellman
internal import Files

extension TrainedRun {
  /// The trained flow alone.
  package func control<D>(tolerance: AdaptiveFlow.Tolerance = .init()) -> FlowModel<D.Reference, D.Network>
  where Work == DensityWork<D> {
    LearnedControl.flow(domain, work.reference, work.network, parameters, tolerance: tolerance)
  }

  /// The baselines with the validation rows taken in, which have done their work when the weights are chosen; nil where no
  /// baseline takes rows in.
  package func completedBaselines<D>() -> [any StoredDensityModel]? where Work == DensityWork<D> {
    let validation = states(.validation)
    let completed = work.baselines.map { $0.completed(with: validation) }
    guard completed.contains(where: { $0 != nil }) else { return nil }
    return zip(work.baselines, completed).map { $1 ?? $0 }
  }

  /// The average of the flow and the completed baselines, with the weights that the validation rows chose.
  package func average<D>(tolerance: AdaptiveFlow.Tolerance = .init()) -> AveragedModel where Work == DensityWork<D> {
    average(of: control(tolerance: tolerance))
  }

  package func average<D>(of control: any DensityModel) -> AveragedModel where Work == DensityWork<D> {
    AveragedModel(
      name: "average", models: [control] + (completedBaselines() ?? work.baselines), weights: result.laws.map(\.weight))
  }

  /// γ where the flow stops: the noise that is still in what the model samples, in the space's unit of length.
  package func stoppingDeviation<D>() throws -> Double where Work == DensityWork<D> {
    try LearnedControl.deviation(domain, work.reference, at: D.flowInterval.upperBound)
  }
}
