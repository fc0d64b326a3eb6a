internal import Foundation

/// Whether a model repeats its training molecules more than it meets molecules of the same source that it has not seen.
///
/// Where data were split at random, a model that learnt their law and not their list meets the graphs of both parts alike. Of the K
/// distinct known graphs among its draws, the number of held-out ones is then hypergeometric, exactly:
///
///     P(X = x) = C(H, x) C(T, K − x) / C(T + H, K)   for T training and H held-out graphs.
///
/// Few held-out ones speak for copying. That many draws are known says nothing by itself: a set that holds nearly all there is makes
/// every good draw a known one.
public struct MemorisationTest: Hashable, Sendable, Codable {
  /// Distinct training graphs among the draws, of so many.
  public let training: Rate
  /// Distinct held-out graphs among the draws, of so many. Graphs that are in the training set too do not count.
  public let heldOut: Rate
  /// The chance of so few held-out graphs, or fewer, for a model that does not copy.
  public let significance: Double

  /// Below this chance a model is said to copy.
  public static var level: Double { 1e-3 }

  public var isCopying: Bool { significance < Self.level }

  /// - Parameters:
  ///   - draws: canonical SMILES, as `Molecule.smiles` and `MoleculeReference.graphs` have them.
  ///   - training, heldOut: those of the parts of a random split.
  public init(draws: some Sequence<String>, training: Set<String>, heldOut: Set<String>) {
    let unseen = heldOut.subtracting(training)
    let distinct = Set(draws)
    let (known, met) = (distinct.intersection(training).count, distinct.intersection(unseen).count)
    self.training = Rate(known, of: training.count)
    self.heldOut = Rate(met, of: unseen.count)
    let (all, drawn) = (training.count + unseen.count, known + met)
    func logChoose(_ n: Int, _ k: Int) -> Double {
      k < 0 || k > n ? -.infinity : lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
    }
    let total = logChoose(all, drawn)
    let sum = (0...met).reduce(0.0) { $0 + exp(logChoose(unseen.count, $1) + logChoose(training.count, drawn - $1) - total) }
    significance = min(1, sum)
  }
}
