internal import Networks
internal import Tensors

/// One layer of a network of molecules; see `MoleculeNetwork`.
struct MoleculeLayer: Sendable {
  struct State {
    /// [atoms, width]
    var atoms: Tensor
    /// [pairs, pairWidth]
    var pairs: Tensor
    /// [atoms, 3]; nil where the layer sees none.
    var positions: Tensor?
  }

  /// How a layer sees positions.
  struct Geometry: Hashable, Sendable {
    let symmetry: MoleculeSymmetry
    /// Å in a unit of the scaled positions.
    let positionScale: Double
  }

  private let fromAtoms: Linear
  private let fromPairs: Linear
  private let message: Linear
  private let sender: Linear
  private let update: Perceptron
  private let space: Space?

  /// What acts on positions.
  private struct Space: Sendable {
    let distances: DistanceFeatures
    let fromDistances: Linear
    let force: Linear
    let directions: Linear?
    let turns: Linear?
  }

  /// Triple products and cross products for each atom.
  private static var handednessCount: Int { 4 }
  /// What sums over the other atoms are multiplied with, so that they are of the size of what they are added to.
  private static var sumScale: Double { 0.25 }

  init(
    _ tree: inout ParameterTree, _ name: String, width: Int, pairWidth: Int, geometry: Geometry?
  ) {
    let handedness = geometry?.symmetry == .rotations ? Self.handednessCount : 0
    (fromAtoms, fromPairs, message, sender, update, space) = tree.scope(name) { tree in
      (
        Linear(&tree, "fromAtoms", width, pairWidth),
        Linear(&tree, "fromPairs", pairWidth, pairWidth, hasBias: false),
        Linear(&tree, "message", pairWidth, pairWidth),
        Linear(&tree, "sender", width, pairWidth),
        Perceptron(&tree, "update", widths: [2 * width + pairWidth + handedness, width, width]),
        geometry.map { geometry in
          let distances = DistanceFeatures(scale: geometry.positionScale)
          return Space(
            distances: distances, fromDistances: Linear(&tree, "fromDistances", distances.count, pairWidth, hasBias: false),
            force: Linear(&tree, "force", pairWidth, 1, hasBias: false, law: .constant(0)),
            directions: handedness > 0 ? Linear(&tree, "directions", pairWidth, 3 * handedness, hasBias: false) : nil,
            turns: handedness > 0 ? Linear(&tree, "turns", width, handedness, law: .constant(0)) : nil)
        }
      )
    }
  }

  func callAsFunction(_ state: State, _ inputs: MoleculeInputs) -> State {
    let (atomCount, pairCount, molecules) = (inputs.atomCount, inputs.pairCount, inputs.moleculeCount)
    func first(_ rows: Tensor) -> Tensor { rows.gatheredRows(inputs.first).reshaped([pairCount, -1]) }
    func second(_ rows: Tensor) -> Tensor { rows.gatheredRows(inputs.second).reshaped([pairCount, -1]) }
    func scattered(_ rows: Tensor, _ index: Tensor) -> Tensor {
      rows.reshaped([inputs.binCount, inputs.shape.pairs, rows.elementCount / pairCount])
        .scatteredAddRows(index, rowCount: atomCount)
    }

    let normal = state.atoms.layerNormalized()
    let own = fromAtoms(normal)
    var hidden = first(own) + second(own) + fromPairs(state.pairs)
    var direction: Tensor?
    if let space, let positions = state.positions {
      let difference = first(positions) - second(positions)
      let distance = (difference.square().sum(axis: -1, keepingAxis: true) + 1e-8).squareRoot()
      hidden = hidden + space.fromDistances(space.distances(distance))
      direction = difference / (distance + 1)
    }
    let messages = message(hidden.silu()).silu()
    let sent = sender(normal)
    let received =
      (scattered(messages * second(sent), inputs.first) + scattered(messages * first(sent), inputs.second)) * Self.sumScale

    // The mean over the molecule, seen by all its atoms.
    func mean(_ rows: Tensor) -> Tensor {
      let sums = rows.reshaped([inputs.binCount, inputs.shape.atoms, -1])
        .scatteredAddRows(inputs.molecule, rowCount: molecules)
      return (sums * inputs.share.reshaped([molecules, 1])).gatheredRows(inputs.molecule).reshaped(rows.shape)
    }

    var seen = [received, mean(normal)]
    var positions = state.positions
    if let space, let direction, let start = state.positions {
      let push = direction * space.force(messages)
      let pushed = start + scattered(push, inputs.first) - scattered(push, inputs.second)
      positions = pushed
      if let directions = space.directions, let turns = space.turns {
        let (triple, cross) = handedness(directions(messages), direction, scattered, inputs)
        seen.append(triple)
        let weights = turns(normal)
        let along = cross.map { ($0 * weights).sum(axis: 1, keepingAxis: true) }
        let vectors = along[0].concatenated(with: Array(along.dropFirst()), axis: -1)
        positions = pushed + vectors - mean(vectors)
      }
    }
    return State(
      atoms: state.atoms + update(normal.concatenated(with: seen, axis: -1)), pairs: state.pairs + messages, positions: positions)
  }

  /// Of three sums of directions a, b, c, divided by their lengths: the triple products a·(b × c), [atoms, handednessCount], and the
  /// components x, y, z of the cross products b × c, each of that shape.
  private func handedness(
    _ weights: Tensor, _ direction: Tensor, _ scattered: (Tensor, Tensor) -> Tensor, _ inputs: MoleculeInputs
  ) -> (triple: Tensor, cross: [Tensor]) {
    let (atomCount, pairCount) = (inputs.atomCount, inputs.pairCount)
    let count = Self.handednessCount
    let weighted = (weights.reshaped([pairCount, 3 * count, 1]) * direction.reshaped([pairCount, 1, 3]))
      .reshaped([pairCount, 9 * count])
    let sums = (scattered(weighted, inputs.first) - scattered(weighted, inputs.second)).reshaped([atomCount, 3, count, 3])
    func vector(_ index: Int) -> Tensor { sums.element(axis: 1, index) }
    func component(_ vector: Tensor, _ axis: Int) -> Tensor { vector.element(axis: 2, axis) }
    let (a, b, c) = (vector(0), vector(1), vector(2))
    func minor(_ i: Int, _ j: Int) -> Tensor { component(b, i) * component(c, j) - component(b, j) * component(c, i) }
    // Sums that nearly cancel have no direction worth following; the least length also bounds what rounding does to it.
    func squared(_ vector: Tensor) -> Tensor { vector.square().sum(axis: 2) + 1e-2 }
    let scale = (squared(b) * squared(c)).reciprocalSquareRoot()
    let cross = [minor(1, 2) * scale, minor(2, 0) * scale, minor(0, 1) * scale]
    let triple = component(a, 0) * cross[0] + component(a, 1) * cross[1] + component(a, 2) * cross[2]
    return (triple * squared(a).reciprocalSquareRoot(), cross)
  }
}

/// Numbers that tell a distance apart where bonds differ: exp(−β(e^{−d/ℓ} − μ)²) for μ from 0 to 1, and d/ℓ.
///
/// In e^{−d/ℓ} the centres lie close where atoms are bonded and far apart where they are not.
/// Source: O. Unke, M. Meuwly, J. Chem. Theory Comput. 15, 3678 (2019), equation 7.
struct DistanceFeatures: Hashable, Sendable {
  /// Å in a unit of the distances given.
  let scale: Double
  private let length = 2.0
  private let centres = (0..<20).map { Double($0) / 19 }

  init(scale: Double) { self.scale = scale }

  var count: Int { centres.count + 1 }

  /// [pairs, 1] → [pairs, count]
  func callAsFunction(_ distance: Tensor) -> Tensor {
    let reduced = distance * (scale / length)
    let place = (-reduced).exponential()
    let spacing = 1 / Double(centres.count - 1)
    let offsets = place - distance.trace.constant(centres, [1, centres.count])
    let bumps = (offsets.square() * (-0.5 / (spacing * spacing))).exponential()
    return bumps.concatenated(with: [reduced], axis: -1)
  }
}
