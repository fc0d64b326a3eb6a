/// How often each circular environment occurs in a molecule's graph: every atom with its element, charge and hydrogens, and with
/// its neighbours up to two bonds away.
///
/// Source: D. Rogers, M. Hahn, J. Chem. Inf. Model. 50, 742 (2010).
public struct GraphFingerprint: Hashable, Sendable {
  /// A number for each environment of each atom other than hydrogen, as often as it occurs, in ascending order.
  public let environments: [UInt64]

  /// Bonds from an environment's centre.
  static var radius: Int { 2 }

  public init(_ molecule: Molecule) {
    let neighbours = Neighbours(molecule)
    let atoms = molecule.atoms
    let isKept = atoms.map { $0.element != .hydrogen }
    // A molecule of hydrogens alone has them as centres.
    let hasOthers = isKept.contains(true)
    let centres = atoms.indices.filter { isKept[$0] || !hasOthers }
    var codes = atoms.indices.map { atom in
      let hydrogens = neighbours[atom].count { atoms[$0.atom].element == .hydrogen }
      let own = [atoms[atom].element.atomicNumber, atoms[atom].formalCharge + 16, hydrogens, neighbours[atom].count]
      return own.reduce(Self.seed) { Self.mixed($0, UInt64($1)) }
    }
    var environments = centres.map { codes[$0] }
    for _ in 0..<Self.radius {
      codes = atoms.indices.map { atom in
        let around = neighbours[atom].filter { isKept[$0.atom] || !hasOthers }
          .map { Self.mixed(codes[$0.atom], UInt64($0.order.rawValue)) }.sorted()
        return around.reduce(Self.mixed(codes[atom], 0)) { Self.mixed($0, $1) }
      }
      environments += centres.map { codes[$0] }
    }
    self.environments = environments.sorted()
  }

  private static var seed: UInt64 { 0x9E37_79B9_7F4A_7C15 }

  /// A step of SplitMix64 on both numbers. Unlike Swift's own hashes it is the same in every run.
  private static func mixed(_ state: UInt64, _ value: UInt64) -> UInt64 {
    var z = (state ^ value) &+ seed
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Σ min(cᵢ, c′ᵢ) / Σ max(cᵢ, c′ᵢ) over environments with counts c and c′: 1 for equal counts, 0 for nothing in common.
  ///
  /// Source: L. Ralaivola et al., Neural Networks 18, 1093 (2005), the MinMax kernel.
  public func similarity(to other: GraphFingerprint) -> Double {
    let (left, right) = (environments, other.environments)
    var (i, j, shared) = (0, 0, 0)
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        while i < left.count, j < right.count {
          let (a, b) = (left[i], right[j])
          if a == b { shared += 1 }
          i += a <= b ? 1 : 0
          j += b <= a ? 1 : 0
        }
      }
    }
    let all = left.count + right.count - shared
    return all > 0 ? Double(shared) / Double(all) : 1
  }
}
