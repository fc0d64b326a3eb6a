internal import Tensors

/// How near a set of draws comes to each held-out graph, beside how near the training set comes: what a model adds to its list.
public struct GraphCoverage: Hashable, Sendable, Codable {
  /// Held-out graphs that were looked at.
  public let count: Int
  /// Distinct graphs among the draws, and in the training set.
  public let drawnGraphs: Int
  public let trainingGraphs: Int
  /// Held-out graphs that are drawn, and training graphs that are drawn: a model that has learnt the law and not the list has the
  /// same share of both.
  public let heldOut: Rate
  public let training: Rate
  /// Held-out graphs that the training set has.
  public let repeated: Rate
  /// The mean over held-out graphs of the greatest `GraphFingerprint.similarity` to a draw, and to a training molecule, with 95 %
  /// for held-out graphs as independent units.
  public let nearestDraw: Estimate
  public let nearestTraining: Estimate
  /// Held-out graphs that are nearer to a draw than to every training molecule.
  public let nearer: Rate

  /// So many held-out graphs are compared at most, evenly spaced in the order of their texts.
  public static var greatestCount: Int { 1000 }

  /// - Parameters:
  ///   - draws, training, heldOut: molecules by their canonical SMILES; none empty.
  public init?(draws: [String: Molecule], training: [String: Molecule], heldOut: [String: Molecule]) {
    guard !draws.isEmpty, !training.isEmpty, !heldOut.isEmpty else { return nil }
    self.heldOut = Rate(heldOut.keys.count { draws[$0] != nil }, of: heldOut.count)
    self.training = Rate(training.keys.count { draws[$0] != nil }, of: training.count)
    repeated = Rate(heldOut.keys.count { training[$0] != nil }, of: heldOut.count)
    (drawnGraphs, trainingGraphs) = (draws.count, training.count)

    let names = heldOut.keys.sorted()
    let count = min(names.count, Self.greatestCount)
    self.count = count
    let chosen = (0..<count).map { names[$0 * names.count / count] }
    let asked = Self.fingerprints(chosen.compactMap { heldOut[$0] })
    let made = Self.fingerprints(Array(draws.values))
    let known = Self.fingerprints(Array(training.values))
    let nearest = Parallel.map(count) { index in
      (Self.greatest(asked[index], made), Self.greatest(asked[index], known))
    }
    func mean(_ values: [Double]) -> Estimate {
      let ratio = ClusteredRatio(values, over: values.map { _ in 1 })
      return Estimate(value: ratio.value, interval: .normal(ratio.value, standardError: ratio.standardError, within: 0...1))
    }
    nearestDraw = mean(nearest.map(\.0))
    nearestTraining = mean(nearest.map(\.1))
    nearer = Rate(nearest.count { $0.0 > $0.1 }, of: count)
  }

  private static func fingerprints(_ molecules: [Molecule]) -> [GraphFingerprint] {
    Parallel.map(molecules.count) { GraphFingerprint(molecules[$0]) }
  }

  private static func greatest(_ one: GraphFingerprint, _ others: [GraphFingerprint]) -> Double {
    var greatest = 0.0
    let size = Double(one.environments.count)
    for other in others {
      // No more can be shared than the smaller has.
      let otherSize = Double(other.environments.count)
      guard min(size, otherSize) > greatest * max(size, otherSize) else { continue }
      greatest = max(greatest, one.similarity(to: other))
    }
    return greatest
  }
}
