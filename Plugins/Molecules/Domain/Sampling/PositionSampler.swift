internal import Foundation
package import Tensors

/// Positions from noise, given whole graphs: the probability flow of the Gaussian part, integrated in the logarithm of σ by
/// two-step exponential integration.
///
/// With h = log(σ_k/σ_{k+1}), x ← e^{−h} x + (1 − e^{−h}) D̃ and D̃ = D_k + (h/2h′)(D_k − D_{k−1}), h′ the step before; the last denoised
/// positions are the result. Second order with one evaluation of the network a step.
/// Source: C. Lu et al., DPM-Solver++, arXiv 2211.01095.
package struct PositionSampler {
  package let schedule: MoleculeSchedule
  /// Evaluations of the network.
  package let steps: Int
  /// Of a coordinate at the start.
  package let startDeviation: Double
  /// What may be done to a fragment's places on the way: all that leaves the model's law as it is.
  package let motions: Superposition.Motions

  /// - Parameter startDeviation: nil for the schedule's greatest.
  package init(schedule: MoleculeSchedule, steps: Int, startDeviation: Double? = nil, motions: Superposition.Motions = .properRotations) {
    self.schedule = schedule
    self.steps = steps
    self.motions = motions
    self.startDeviation = startDeviation ?? schedule.largestDeviation
  }

  /// - Parameters:
  ///   - conditions: with whole graphs.
  ///   - denoised: D of each molecule, in Å.
  package func positions(
    for conditions: [MoleculeCondition], generators: inout [RandomStream], denoised: ([NoisedMolecule]) throws -> [[Double]]
  ) throws -> [[Double]] {
    let deviations = (0..<steps).map { schedule.deviation(at: Double($0) / Double(max(steps - 1, 1))) }
    let fragments = conditions.map { RigidFragment(places: $0.places, motions: motions) }
    var molecules = conditions.enumerated().map { index, condition in
      var noise = (0..<3 * condition.graph.atomCount).map { _ in generators[index].normal() * startDeviation }
      MoleculeStates.centre(&noise)
      return NoisedMolecule(condition.graph, positions: noise, deviation: deviations[0], property: condition.property)
    }
    var earlier: [[Double]] = []
    for step in 0..<steps {
      var targets = try denoised(molecules)
      for index in targets.indices { fragments[index].hold(&targets[index]) }
      guard step + 1 < steps else {
        for index in targets.indices { fragments[index].orient(&targets[index]) }
        return targets
      }
      let (now, next) = (deviations[step], deviations[step + 1])
      let length = log(now / next)
      let keep = next / now
      let slope = step > 0 ? 0.5 * length / log(deviations[step - 1] / now) : 0
      for index in molecules.indices {
        molecules[index].deviation = next
        for place in molecules[index].positions.indices {
          let newest = targets[index][place]
          let target = step > 0 ? newest + slope * (newest - earlier[index][place]) : newest
          molecules[index].positions[place] = keep * molecules[index].positions[place] + (1 - keep) * target
        }
      }
      earlier = targets
    }
    return earlier
  }
}
