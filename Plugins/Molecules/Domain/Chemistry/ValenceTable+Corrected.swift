extension ValenceTable {
  /// What occurs in GEOM-Drugs when aromatic bonds are counted as such.
  ///
  /// Source: the corrected table of Nikitin et al., “GEOM-Drugs Revisited” (2025). The tables of earlier generative models
  /// took an aromatic bond for a single one, and so allowed carbons of three bonds.
  public static let corrected = ValenceTable([
    .hydrogen: [0: [(0, 1)]],
    .boron: [0: [(0, 3)], -1: [(0, 4)]],
    .carbon: [
      0: [(0, 4), (2, 2), (2, 1), (3, 0)],
      1: [(0, 3), (2, 1), (3, 0)],
      -1: [(0, 3), (2, 1), (3, 0)],
    ],
    .nitrogen: [
      0: [(0, 3), (2, 0), (2, 1), (3, 0)],
      1: [(0, 4), (2, 0), (2, 1), (2, 2), (3, 0)],
      -1: [(0, 2), (2, 0)],
      -2: [(0, 1)],
    ],
    .oxygen: [0: [(0, 2), (2, 0)], 1: [(0, 3)], -1: [(0, 1)]],
    .fluorine: [0: [(0, 1)]],
    .silicon: [0: [(0, 4)], 1: [(0, 5)]],
    .phosphorus: [0: [(0, 3), (0, 5)], 1: [(0, 4)]],
    .sulfur: [
      0: [(0, 2), (0, 3), (0, 6), (2, 0)],
      1: [(0, 3), (2, 0), (2, 1), (3, 0)],
      2: [(0, 4), (2, 1), (2, 2)],
      3: [(0, 2), (0, 5)],
      -1: [(0, 1)],
    ],
    .chlorine: [0: [(0, 1)], 1: [(0, 2)]],
    .bromine: [0: [(0, 1)], 1: [(0, 2)]],
    .iodine: [0: [(0, 1)], 1: [(0, 2)], 2: [(0, 3)]],
    .bismuth: [0: [(0, 3)], 2: [(0, 5)]],
  ])
}
