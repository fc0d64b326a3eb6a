import Foundation

/// One line for each number, with its interval; then the worst molecules.
extension MoleculeStatistics: CustomStringConvertible {
  public var description: String {
    var lines = ["\(moleculeCount) molecules"]
    func add(_ name: String, _ value: Double, _ interval: Interval, _ note: String = "") {
      let padded = name.padding(toLength: max(name.count, 28), withPad: " ", startingAt: 0)
      lines.append(padded + " " + String(format: "%.4f  [%.4f, %.4f]", value, interval.lower, interval.upper) + note)
    }
    func add(_ name: String, _ rate: Rate?) {
      if let rate { add(name, rate.value, rate.interval, "  \(rate.count) of \(rate.total)") }
    }
    func add(_ name: String, _ estimate: Estimate?, _ note: String = "") {
      if let estimate { add(name, estimate.value, estimate.interval, note) }
    }
    add("atom stability", atomStability)
    add("molecule stability", moleculeStability)
    add("validity", validity)
    add("connectedness", connectedness)
    add("valid and connected", validAndConnected)
    add("same bonded pairs", sameBondedPairs)
    add("same orders", sameOrders)
    add("uniqueness", uniqueness)
    add("novelty", novelty)
    add("training copies", trainingCopies)
    add("coverage", coverage)
    add("bond lengths, pooled W1 (Å)", bondLengths.pooled)
    add("bond lengths, by type (Å)", bondLengths.byType, Self.shares(bondLengths))
    add("bond angles, pooled W1 (°)", bondAngles.pooled)
    add("bond angles, by type (°)", bondAngles.byType, Self.shares(bondAngles))
    add("atom counts, variation", atomCountVariation)
    add("composition, variation", compositionVariation)
    add("bond types, variation", bondTypeVariation)
    for check in checks {
      let note = check.violationCount == 0 ? "" : String(format: ", %d violations, at most %.2f ", check.violationCount, check.largestExcess)
      add(
        "passing \(check.name)", check.passing.value, check.passing.interval,
        "  \(check.passing.count) of \(check.passing.total)\(note)\(note.isEmpty ? "" : check.unit)")
    }
    add("sound", soundness)
    add("sound and distinct", soundAndDistinct)
    for quantity in quantities {
      add("\(quantity.name), defined", quantity.defined)
      add("\(quantity.name), mean (\(quantity.unit))", quantity.mean)
      add("\(quantity.name), median (\(quantity.unit))", quantity.median)
    }
    for offender in worst {
      lines.append(
        "molecule \(offender.molecule + 1): severity \(String(format: "%.2f", offender.severity)), "
          + "\(offender.violationCount) violations: \(offender.reasons.first ?? "")")
    }
    return lines.joined(separator: "\n")
  }

  private static func shares(_ distance: DistributionDistance) -> String {
    String(format: "  compared %.4f, unknown %.4f", distance.comparedShare, distance.unknownShare)
  }
}
