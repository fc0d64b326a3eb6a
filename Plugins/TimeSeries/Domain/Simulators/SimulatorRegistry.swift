public import Files

/// The simulators by name.
public enum SimulatorRegistry {
  /// In the order in which they are listed.
  public static let all: [any Simulator] = [
    KeplerOrbits(), Pendulum(), DoublePendulum(), PredatorsAndPrey(), Epidemic(), StiffKinetics(), DrivenCircuit(), Reservoir(),
    StrangeAttractor(), HeatField(), BurgersField(), ReactionDiffusionField(),
  ]

  /// - Throws: `ProgramError` that lists the names there are.
  public static func simulator(named name: String) throws(ProgramError) -> any Simulator {
    guard let found = all.first(where: { $0.name == name }) else {
      throw ProgramError(.usage, "there is no simulator “\(name)”", remedy: "use one of \(all.map(\.name).joined(separator: ", "))")
    }
    return found
  }
}
