public import Files
internal import Foundation
internal import Tensors

/// Whether series keep laws, before anything is learned from them: for each law how many series break it, by how much, and where.
///
/// What a law is broken by is measured against the sizes of its terms, Σ|∂h/∂x|·max|x|, the greatest values being those of the channel in the series: numbers that
/// are written with six digits keep a law to about 1e-6, not to 1e-9, and are told so. Where a value is missing nothing is asked.
public struct LawCheck: Sendable {
  public struct Finding: Hashable, Sendable {
    public let law: SeriesLaw
    /// Series that break it beyond the tolerance.
    public let brokenSeries: Int
    /// The series and row where it is broken most, as a share of its terms; nil where it holds to the last bit, and for the row where it is about whole series.
    public let series: Int?
    public let row: Int?
    /// What it is broken by there, in the unit of its quantities, and the size of its terms there.
    public let amount: Double
    public let scale: Double
    /// The share of its terms to which it holds in all series.
    public var level: Double { amount == 0 ? 0 : scale > 0 ? amount / scale : .infinity }
  }

  public let tolerance: Double
  public let seriesCount: Int
  /// One for each law, in order.
  public let findings: [Finding]
  public var isKept: Bool { findings.allSatisfy { $0.brokenSeries == 0 } }

  /// - Parameters:
  ///   - series: [count, times, channels] of the system.
  ///   - conditions: [count, conditions].
  ///   - tolerance: the share of a law's terms up to which it holds.
  public init(_ system: LawSystem, series: SeriesArray, conditions: [Double] = [], tolerance: Double = 1e-9) {
    precondition(series.width == system.variableCount && conditions.count == series.count * system.conditions.count, "series and conditions of the system")
    let width = system.conditions.count
    let excesses = Parallel.map(series.count) { number in
      system.relativeExcesses(of: Array(series.series(number)), conditions: Array(conditions[number * width..<(number + 1) * width]))
    }
    self.tolerance = tolerance
    seriesCount = series.count
    findings = system.laws.enumerated().map { law, statement in
      var (broken, worst) = (0, LawSystem.RelativeExcess(row: nil, amount: 0, scale: 0))
      var place: Int?
      for (number, found) in excesses.enumerated() where found[law].amount > 0 {
        if found[law].level > tolerance { broken += 1 }
        if place == nil || found[law].level > worst.level { (worst, place) = (found[law], number) }
      }
      return Finding(law: statement, brokenSeries: broken, series: place, row: worst.row, amount: worst.amount, scale: worst.scale)
    }
  }

  /// - Throws: `ProgramError` that names the law that most series break, with how much, where and in how many.
  public func requireKept() throws(ProgramError) {
    guard let worst = findings.filter({ $0.brokenSeries > 0 }).max(by: { ($0.brokenSeries, $0.level) < ($1.brokenSeries, $1.level) }) else { return }
    let place = "series \((worst.series ?? 0) + 1)" + (worst.row.map { ", row \($0 + 1)" } ?? "")
    throw ProgramError(
      .data,
      "law “\(worst.law.name)” (\(worst.law)) is broken in \(worst.brokenSeries) of \(seriesCount) series, most in \(place): by \(Self.text(worst.amount)), "
        + "\(Self.text(worst.level)) of its terms; it is to hold to \(Self.text(tolerance))",
      remedy: worst.level < 1e-2
        ? "give the data with more digits, leave out the law, or allow \(Self.text(Self.rounded(worst.level)))"
        : "correct or leave out the law, or correct the data")
  }

  private static func text(_ value: Double) -> String { String(format: "%.2g", value) }
  /// The next power of ten.
  private static func rounded(_ level: Double) -> Double { pow(10, log10(level).rounded(.up)) }
}

extension LawSystem {
  /// What a law is broken by, and the size of its terms.
  struct RelativeExcess: Sendable {
    let row: Int?
    let amount: Double
    let scale: Double
    var level: Double { amount == 0 ? 0 : scale > 0 ? amount / scale : .infinity }
  }

  /// Of each law the excess that is the greatest share of its terms.
  func relativeExcesses(of values: [Double], conditions: [Double]) -> [RelativeExcess] {
    let workspace = Workspace()
    let width = channels.count
    var sizes = [Double](repeating: 0, count: width)
    for (place, value) in values.enumerated() where value.isFinite { sizes[place % width] = max(sizes[place % width], abs(value)) }
    var found = laws.map { _ in RelativeExcess(row: nil, amount: 0, scale: 0) }
    func take(_ law: Int, _ row: Int?, _ amount: Double, _ scale: Double) {
      let next = RelativeExcess(row: row, amount: amount, scale: max(scale, 0))
      if amount > 0, next.level > found[law].level { found[law] = next }
    }
    var residualValues = [Double](repeating: 0, count: residuals.count)
    var local = [Double](repeating: 0, count: variables.count)
    var border = [Double](repeating: 0, count: (residuals.count - localCount) * variableCount)
    values.withUnsafeBufferPointer { values in
      local.withUnsafeMutableBufferPointer { local in
        border.withUnsafeMutableBufferPointer { border in
          residualValues.withUnsafeMutableBufferPointer {
            evaluate(values, conditions: conditions, workspace, residuals: $0, slopes: (local, border))
          }
        }
      }
    }
    var lawScales = [Double](repeating: 0, count: laws.count)
    for (place, residual) in residuals.enumerated() {
      var scale = 0.0
      var isMissing = false
      if place < localCount {
        for entry in starts[place]..<starts[place + 1] {
          scale += abs(local[entry]) * sizes[Int(variables[entry]) % width]
          if values[Int(variables[entry])].isNaN { isMissing = true }
        }
      } else {
        let start = (place - localCount) * variableCount
        for variable in 0..<variableCount where values[variable].isFinite { scale += abs(border[start + variable]) * sizes[variable % width] }
        isMissing = residualValues[place].isNaN && values.contains(where: \.isNaN)
      }
      if isMissing { continue }
      lawScales[residual.law] = max(lawScales[residual.law], scale.isFinite ? scale : 0)
      if case .conserved = laws[residual.law].relation { continue }
      let value = residualValues[place]
      guard !value.isNaN else {
        take(residual.law, residual.row, .infinity, 1)
        continue
      }
      if residual.isEquation { take(residual.law, residual.row, abs(value), scale) } else { take(residual.law, residual.row, -value, scale) }
      if let partner = residual.partner { take(residual.law, residual.row, min(abs(value), abs(residualValues[partner])), scale) }
    }
    // What is compared with the first row, and what has no slopes of its own.
    let withResiduals = Set(residuals.map(\.law))
    for (law, excess) in excesses(of: values, conditions: conditions).enumerated() {
      var isConserved = false
      if case .conserved = laws[law].relation { isConserved = true }
      guard isConserved || !withResiduals.contains(law), excess.amount > 0, excess.amount.isFinite else { continue }
      take(law, excess.row, excess.amount, lawScales[law] > 0 ? lawScales[law] : sizes.max() ?? 0)
    }
    return found
  }
}
