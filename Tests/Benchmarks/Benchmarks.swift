import ArgumentParser

/// Figures that are measured, apart from the tests: each subcommand prints its own beside a floor or a baseline of the
/// same run.
@main
struct Benchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmarks", abstract: "Measure speed and quality, each beside its floor or baseline.",
    subcommands: [
      TrainingSteps.self, Likelihoods.self, RotationMixtures.self, Samplers.self, Accuracy.self, MoleculeSteps.self, ConditionalLaws.self, Fields.self,
      Noises.self, Projections.self,
    ],
    defaultSubcommand: TrainingSteps.self)
}
