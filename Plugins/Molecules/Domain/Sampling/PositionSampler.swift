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

  package init(schedule: MoleculeSchedule, steps: Int) {
    self.schedule = schedule
    self.steps = steps
  }

  /// - Parameter denoised: D of each molecule, in Å.
  package func positions(
    for graphs: [MaskedGraph], generators: inout [RandomStream], denoised: ([NoisedMolecule]) throws -> [[Double]]
  ) throws -> [[Double]] {
    let deviations = (0..<steps).map { schedule.deviation(at: Double($0) / Double(max(steps - 1, 1))) }
    var molecules = graphs.indices.map { index in
      var noise = (0..<3 * graphs[index].atomCount).map { _ in generators[index].normal() * deviations[0] }
      MoleculeStates.centre(&noise)
      return NoisedMolecule(graphs[index], positions: noise, deviation: deviations[0])
    }
    var earlier: [[Double]] = []
    for step in 0..<steps {
      let targets = try denoised(molecules)
      guard step + 1 < steps else { return targets }
      let (now, next) = (deviations[step], deviations[step + 1])
      let length = log(now / next)
      let keep = next / now
      let slope = step > 0 ? 0.5 * length / log(deviations[step - 1] / now) : 0
      for index in molecules.indices {
        for place in molecules[index].positions.indices {
          let newest = targets[index][place]
          let target = step > 0 ? newest + slope * (newest - earlier[index][place]) : newest
          molecules[index].positions[place] = keep * molecules[index].positions[place] + (1 - keep) * target
        }
        molecules[index].deviation = next
      }
      earlier = targets
    }
    return earlier
  }
}
