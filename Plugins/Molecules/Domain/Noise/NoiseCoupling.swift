internal import Tensors

/// Which noise a molecule's positions get.
public enum NoiseCoupling: String, Hashable, Sendable, Codable, CaseIterable {
  /// Noise that knows nothing of the positions.
  case independent
  /// Noise turned, and relabelled among alike leaves of one atom, until it lies nearest to the positions, so that paths from noise to target
  /// cross less. Orientation and those labels are arbitrary, so that the noise by itself still has its law; with the positions it is
  /// correlated, and what the network learns is the velocity of these paths instead of the score.
  ///
  /// Source: L. Klein, A. Krämer, F. Noé, NeurIPS 2023 (equivariant flow matching), there with all atoms of one kind relabelled.
  case aligned
}

/// Brings noise nearest to positions by motions that do not change its law.
struct NoiseAlignment {
  let motions: Superposition.Motions
  /// Turns and relabellings follow each other so often at most.
  private static var rounds: Int { 3 }

  /// - Parameter noise: x, y, z of each atom without the centre of mass; it is changed in place.
  func align(_ noise: inout [Double], to positions: [Double], _ graph: MaskedGraph) {
    let count = graph.atomCount
    guard count > 1 else { return }
    let places = (0..<count).map { Self.point(positions, $0) }
    var points = (0..<count).map { Self.point(noise, $0) }
    let groups = Self.alikeLeaves(of: graph)
    for _ in 0..<Self.rounds {
      points = Superposition(of: points, onto: places, by: motions)(points)
      var isChanged = false
      for group in groups {
        let columns = Assignment(count: group.count) { row, column in
          let difference = places[group[row]] - points[group[column]]
          return (difference * difference).sum()
        }.columns
        guard columns != Array(group.indices) else { continue }
        isChanged = true
        let old = group.map { points[$0] }
        for (row, column) in columns.enumerated() { points[group[row]] = old[column] }
      }
      guard isChanged else { break }
    }
    for (atom, point) in points.enumerated() {
      for axis in 0..<3 { noise[3 * atom + axis] = point[axis] }
    }
    MoleculeStates.centre(&noise)
  }

  /// Atoms of one kind whose only bond, of one order, is to the same atom: exchanging them changes nothing in the graph.
  private static func alikeLeaves(of graph: MaskedGraph) -> [[Int]] {
    let neighbours = Neighbours(graph.bonds, atomCount: graph.atomCount)
    var groups: [[Int]: [Int]] = [:]
    for atom in graph.kinds.indices where neighbours[atom].count == 1 {
      guard let bond = neighbours[atom].first else { continue }
      groups[[bond.atom, bond.order.rawValue, Int(graph.kinds[atom])], default: []].append(atom)
    }
    return groups.values.filter { $0.count > 1 }
  }

  private static func point(_ positions: [Double], _ atom: Int) -> SIMD3<Double> {
    SIMD3(positions[3 * atom], positions[3 * atom + 1], positions[3 * atom + 2])
  }
}
