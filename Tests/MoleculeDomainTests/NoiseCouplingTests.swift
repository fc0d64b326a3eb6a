import Foundation
import MoleculeDomain
import Tensors
import Testing

@Suite struct NoiseCouplingTests {
  private static func states() throws -> MoleculeStates {
    try MoleculeStates(randomOf: AtomAlphabet([AtomKind(.hydrogen), AtomKind(.carbon)]), sizes: [2, 5, 8, 8], seed: 3)
  }

  /// Noise of both couplings for the same random numbers: (x_σ − x)/σ.
  private static func noise(_ coupling: NoiseCoupling, _ states: MoleculeStates, row: Int, seed: UInt64) -> [Double] {
    let noising = MoleculeNoising(MoleculeSchedule(), alphabet: states.alphabet, coupling: coupling)
    var stream = RandomStream(seed: seed, stream: 1)
    let draw = noising.draw(states.graphs[row], states.positions[row], .positions, fraction: 0.4, &stream)
    return zip(draw.molecule.positions, states.positions[row]).map { ($0 - $1) / draw.molecule.deviation }
  }

  @Test func alignedNoiseIsNearer() throws {
    let states = try Self.states()
    for row in 0..<states.count {
      for seed in UInt64(0)..<20 {
        let (free, aligned) = (
          Self.noise(.independent, states, row: row, seed: seed), Self.noise(.aligned, states, row: row, seed: seed)
        )
        func product(_ noise: [Double]) -> Double { zip(noise, states.positions[row]).reduce(0) { $0 + $1.0 * $1.1 } }
        func lengths(_ noise: [Double]) -> [Double] {
          stride(from: 0, to: noise.count, by: 3).map { start in
            let point = SIMD3(noise[start], noise[start + 1], noise[start + 2])
            return (point * point).sum()
          }.sorted()
        }
        #expect(product(aligned) >= product(free) - 1e-9 && product(aligned) > 0)
        // A motion and a relabelling: the lengths are those of the independent noise.
        #expect(zip(lengths(free), lengths(aligned)).allSatisfy { abs($0 - $1) < 1e-9 })
        for axis in 0..<3 {
          #expect(abs((0..<aligned.count / 3).reduce(0) { $0 + aligned[3 * $1 + axis] }) < 1e-9)
        }
      }
    }
  }

  @Test func theStartIsMeasured() throws {
    let states = try Self.states()
    let schedule = MoleculeSchedule()
    func start(_ coupling: NoiseCoupling) -> Double {
      MoleculeNoising(schedule, alphabet: states.alphabet, coupling: coupling).startDeviation(of: states, seed: 1)
    }
    #expect(start(.independent) == schedule.largestDeviation)
    #expect(start(.aligned) > 1.02 * schedule.largestDeviation)
  }
}
