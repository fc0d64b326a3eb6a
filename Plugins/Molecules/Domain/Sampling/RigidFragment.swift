/// Holds the first atoms of a molecule to a shape: what is expected of them at the end is replaced by the shape, laid over it.
///
/// With D = E[X₁ | X_t] and F the fragment's places, D₁…D_m ← R F + c, the motion that brings F nearest to them. At every step the
/// expected end is thus a molecule that has the fragment, and the last one is the result. It is a projection of the control: the end has the
/// fragment exactly, while the law of the others, given it, is approximated. A model that takes mirror images for alike may reflect the
/// fragment on the way, since the whole molecule is reflected back at the end.
struct RigidFragment {
  let places: [SIMD3<Double>]
  let motions: Superposition.Motions

  /// Replaces in packed coordinates x, y, z, and takes the centre of mass out again.
  func hold(_ positions: inout [Double]) {
    guard !places.isEmpty else { return }
    let expected = places.indices.map { Self.point(positions, $0) }
    let laid = Superposition(of: places, onto: expected, by: motions)(places)
    for (atom, place) in laid.enumerated() { Self.set(place, atom, in: &positions) }
    MoleculeStates.centre(&positions)
  }

  /// Moves a molecule that has the fragment until the fragment lies as it was given, but for a translation.
  func orient(_ positions: inout [Double]) {
    guard !places.isEmpty else { return }
    let motion = Superposition(of: places.indices.map { Self.point(positions, $0) }, onto: places, by: motions)
    for atom in 0..<positions.count / 3 { Self.set(motion(Self.point(positions, atom)), atom, in: &positions) }
    MoleculeStates.centre(&positions)
  }

  private static func point(_ positions: [Double], _ atom: Int) -> SIMD3<Double> {
    SIMD3(positions[3 * atom], positions[3 * atom + 1], positions[3 * atom + 2])
  }

  private static func set(_ point: SIMD3<Double>, _ atom: Int, in positions: inout [Double]) {
    for axis in 0..<3 { positions[3 * atom + axis] = point[axis] }
  }
}
