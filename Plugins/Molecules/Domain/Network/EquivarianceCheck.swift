internal import Foundation
internal import Networks
public import Tensors

/// How far a network of molecules is from following relabellings of atoms and motions of space, each transformation by itself.
///
/// For a transformation g the answers at g·x are compared with g·(the answers at x): the greatest difference of displacements over all
/// molecules divided by their greatest size, and the same for the logarithms of probabilities. (Molecule by molecule, two atoms whose
/// displacement happens to be nearly zero would count rounding as an error.)
public struct EquivarianceCheck: Hashable, Sendable {
  public enum Transformation: String, CaseIterable, Hashable, Sendable {
    case relabelling, rotation, translation, reflection
  }

  /// The relative error of each transformation.
  public let errors: [Transformation: Double]

  /// Transformations whose error is above a limit, with it, in words; empty when there are none.
  public func failures(above limit: Double, _ symmetry: MoleculeSymmetry) -> [String] {
    Transformation.allCases.compactMap { transformation in
      let error = errors[transformation] ?? .nan
      guard transformation != .reflection || symmetry == .reflections, !(error <= limit) else { return nil }
      return "\(transformation.rawValue): relative error \(error)"
    }
  }

  /// Measures a network with random parameters at noised states of some molecules.
  /// - Parameters:
  ///   - scalar: the precision in which the network is evaluated.
  ///   - states: molecules of any sizes.
  public init<Scalar: ExecutableScalar>(
    _ network: MoleculeNetwork, in scalar: Scalar.Type, states: MoleculeStates, noising: MoleculeNoising,
    scaling: MoleculeScaling, seed: UInt64
  ) throws {
    // Initial parameters answer with zero; random ones show what they would hide.
    let parameters = AlignedMemory<Scalar>(count: network.parameters.count, filledWith: 0)
    let initial = network.parameters.initialValues(seed: seed)
    var stream = RandomStream(seed: seed, stream: RandomPurpose.probe)
    for index in 0..<parameters.count { parameters.pointer[index] = Scalar(Double(initial.pointer[index]) + 0.05 * stream.normal()) }
    let predictor = try MoleculePredictor<Scalar>(network, parameters: parameters, alphabet: states.alphabet, scaling: scaling)
    let molecules = MoleculeSchedule.Part.allCases.flatMap { part in
      states.graphs.indices.map { row in
        noising.draw(states.graphs[row], states.positions[row], part, fraction: stream.uniform(), &stream).molecule
      }
    }
    let answers = try predictor.predictions(molecules)
    var errors: [Transformation: Double] = [:]
    for transformation in Transformation.allCases {
      let changes = molecules.map { Change(transformation, size: $0.size, &stream) }
      let moved = zip(molecules, changes).map { $1.applied(to: $0) }
      let found = try predictor.predictions(moved)
      let parts = molecules.indices.map { index in
        changes[index].differences(of: found[index], expecting: answers[index], molecules[index].part)
      }
      errors[transformation] =
        (0..<2).map { part in
          let (difference, size) = (parts.map { $0[part].difference }.max() ?? 0, parts.map { $0[part].size }.max() ?? 0)
          return difference.isFinite ? difference / max(size, 1e-300) : .infinity
        }.max() ?? 0
    }
    self.errors = errors
  }

  /// One transformation of one molecule.
  private struct Change {
    /// Atom i goes to place order[i].
    var order: [Int]
    /// Rows of a matrix.
    var rows: [SIMD3<Double>] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    var shift = SIMD3<Double>.zero

    init(_ transformation: Transformation, size: Int, _ stream: inout RandomStream) {
      order = Array(0..<size)
      switch transformation {
      case .relabelling: order = Array(MoleculeNoising.chosen(size, of: order, &stream))
      case .rotation: rows = Self.rotation(&stream)
      case .translation: shift = [3 * stream.normal(), 3 * stream.normal(), 3 * stream.normal()]
      case .reflection: rows = Self.rotation(&stream).map { -$0 }
      }
    }

    private static func rotation(_ stream: inout RandomStream) -> [SIMD3<Double>] {
      let q = (0..<4).map { _ in stream.normal() }
      let length = q.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let (w, x, y, z) = (q[0] / length, q[1] / length, q[2] / length, q[3] / length)
      return [
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
      ]
    }

    private func moved(_ positions: [Double], by shift: SIMD3<Double>) -> [Double] {
      var result = positions
      guard !positions.isEmpty else { return positions }
      for (atom, place) in order.enumerated() {
        let point = SIMD3(positions[3 * atom], positions[3 * atom + 1], positions[3 * atom + 2])
        for axis in 0..<3 { result[3 * place + axis] = (rows[axis] * point).sum() + shift[axis] }
      }
      return result
    }

    func applied(to molecule: NoisedMolecule) -> NoisedMolecule {
      var graph = MaskedGraph(atomCount: molecule.size)
      for (atom, kind) in molecule.graph.kinds.enumerated() where kind >= 0 { graph.reveal(kind: kind, ofAtom: order[atom]) }
      for second in order.indices {
        for first in 0..<second {
          let value = molecule.graph.order(between: first, and: second)
          if value >= 0 { graph.reveal(order: value, between: order[first], and: order[second]) }
        }
      }
      var result = molecule
      result.graph = graph
      result.positions = moved(molecule.positions, by: shift)
      return result
    }

    /// The greatest difference from what is expected, and the greatest size of that, of displacements and of logarithms.
    func differences<Scalar>(
      of found: MoleculePredictor<Scalar>.Prediction, expecting answer: MoleculePredictor<Scalar>.Prediction,
      _ part: MoleculeSchedule.Part
    ) -> [(difference: Double, size: Double)] {
      func compare(_ a: [Double], _ b: [Double]) -> (difference: Double, size: Double) {
        // A number that is none must not be lost among others.
        let differences = zip(a, b).map { abs($0 - $1) }
        return (differences.allSatisfy(\.isFinite) ? differences.max() ?? 0 : .infinity, b.map(abs).max() ?? 0)
      }
      // A shift of all atoms shifts what is seen; what the network adds to it does not change.
      return [compare(found.displacement, moved(answer.displacement, by: .zero)), compare(found.logits, moved(logits: answer.logits, part))]
    }

    /// Of kinds, atom by atom, or of orders, pair by pair.
    private func moved(logits: [Double], _ part: MoleculeSchedule.Part) -> [Double] {
      guard !logits.isEmpty else { return logits }
      var result = logits
      guard part == .kinds else {
        for second in order.indices {
          for first in 0..<second {
            let (from, to) = (MaskedGraph.pairIndex(first, second), MaskedGraph.pairIndex(order[first], order[second]))
            for value in 0..<4 { result[4 * to + value] = logits[4 * from + value] }
          }
        }
        return result
      }
      let choices = logits.count / max(order.count, 1)
      for (atom, place) in order.enumerated() {
        for value in 0..<choices { result[place * choices + value] = logits[atom * choices + value] }
      }
      return result
    }
  }
}
