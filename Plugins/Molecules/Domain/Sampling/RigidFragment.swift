/// Holds the first atoms of a molecule to places: what is expected of them at the end is replaced by the places, shifted.
///
/// With D = E[X₁ | X_t] and F the fragment's places, D₁…D_m ← F + c, c the mean of D − F over them. The law of molecules does not depend on how
/// they lie, so that the fragment may lie as it was given; on the way its atoms are at F with the noise of the time, as they would be
/// had it been noised, and the others see them so. The end has the fragment exactly; that the others see the fragment with noise, and
/// not as it is, makes their law given it an approximation.
///
/// Source: Y. Song et al., ICLR 2021, section I.2 (replacement).
struct RigidFragment {
  let places: [SIMD3<Double>]

  /// Replaces in packed coordinates x, y, z, and takes the centre of mass out again.
  func hold(_ positions: inout [Double]) {
    guard !places.isEmpty else { return }
    for axis in 0..<3 {
      let shift = places.indices.reduce(0) { $0 + positions[3 * $1 + axis] - places[$1][axis] } / Double(places.count)
      for (atom, place) in places.enumerated() { positions[3 * atom + axis] = place[axis] + shift }
    }
    MoleculeStates.centre(&positions)
  }
}
