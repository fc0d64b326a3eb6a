internal import Files
internal import Foundation

/// The exact laws in the columns of a table: equal and constant columns, linear relations with small rational factors, within a row and from one row to the
/// next, orders, signs, and columns that only rise or fall.
///
/// Equations are found where they hold to 1e-9 of their terms, or to the rounding of numbers that were written with few digits: that chance makes one is out of the
/// question with more rows than columns. Inequalities that hold in every row may be chance, and say what speaks for them: that values lie on the bound, or close
/// to it in many rows without ever going beyond. Columns that are merely far apart are not ordered by a law.
public struct LawDiscovery: Sendable {
  public enum Evidence: Hashable, Sendable {
    /// An equation: its worst residual as a share of its terms.
    case equation(residual: Double)
    /// So many values lie on the bound.
    case attained(rows: Int)
    /// So many values are closer to the bound than a twentieth of the median distance, and none is on it.
    case approached(rows: Int)
    /// No value is beyond the bound, and few or none are near.
    case neverBroken
  }

  public struct Finding: Hashable, Sendable {
    public let law: SeriesLaw
    public let evidence: Evidence
    /// Whether chance is no likely explanation.
    public var isStrong: Bool { evidence != .neverBroken }
  }

  /// Equations first.
  public let findings: [Finding]
  /// The laws that chance does not explain; nil where there are none.
  public var file: LawFile? {
    let laws = findings.filter(\.isStrong).map(\.law)
    return laws.isEmpty ? nil : LawFile(laws)
  }

  /// Rows that must be near a bound to count.
  private static let leastNear = 8
  /// How often an order would be broken by chance if the columns did not know of each other: e⁻¹⁵ = 3e-7 that it is not.
  private static let leastExpected = 15.0

  /// - Parameters:
  ///   - series: a table is one series. Rows with missing values are left out where they matter.
  ///   - channels: the names of the columns.
  public init(_ series: SeriesArray, channels: [String]) {
    precondition(series.channels == channels.count, "a name for every channel")
    let table = DiscoveryTable(series)
    var equations: [Finding] = []
    func name(_ column: Int) -> Expression { .name(channels[column]) }
    func add(_ relation: SeriesLaw.Relation, _ evidence: Evidence) {
      equations.append(Finding(law: SeriesLaw(SeriesLaw("", relation).description, relation), evidence: evidence))
    }
    // Constant and equal columns, which are left out of all that follows.
    var columns: [Int] = []
    for column in channels.indices {
      let values = table.columns[column]
      guard let first = values.first(where: { !$0.isNaN }) else { continue }
      let size = values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
      let spread = values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1 - first)) }
      if spread <= LinearRelations.tolerance * size {
        add(
          .equal(name(column), .number(LinearRelations.shortest(first, within: 0.5 * LinearRelations.tolerance * size))),
          .equation(residual: size > 0 ? spread / size : 0))
      } else if let (twin, residual) = columns.lazy.compactMap({ other in table.differ(other, column).map { (other, $0) } }).first {
        add(.equal(name(column), name(twin)), .equation(residual: residual))
      } else {
        columns.append(column)
      }
    }
    // Relations within a row.
    let within = table.relations(columns)
    for relation in within {
      add(.equal(name(relation.column), Self.sum(relation) { name($0) }), .equation(residual: relation.residual))
    }
    let free = columns.filter { column in !within.contains { $0.column == column } }
    // Relations with the next row.
    var driven: Set<Int> = []
    for relation in table.nextRelations(free) {
      let leaf: (Int) -> Expression = { $0 < channels.count ? name($0) : .next(name($0 - channels.count)) }
      driven.insert(relation.column - channels.count)
      add(.equal(leaf(relation.column), Self.sum(relation, leaf)), .equation(residual: relation.residual))
    }
    // Inequalities.
    var inequalities: [Finding] = []
    let orders = table.orders(columns, leastNear: Self.leastNear, leastExpected: Self.leastExpected)
    inequalities += Self.merged(orders, channels)
    for column in columns {
      let values = table.columns[column].filter { !$0.isNaN }
      guard let least = values.min(), let most = values.max() else { continue }
      let isBounded = orders.contains { $0.greater == column && (table.columns[$0.lesser].allSatisfy { !($0 < 0) }) }
      if least >= 0, !isBounded {
        let law = SeriesLaw.Relation.atLeast(name(column), 0)
        inequalities.append(Finding(law: SeriesLaw(SeriesLaw("", law).description, law), evidence: table.nearness(values)))
      } else if most <= 0, least < 0 {
        let law = SeriesLaw.Relation.atLeast(0, name(column))
        inequalities.append(Finding(law: SeriesLaw(SeriesLaw("", law).description, law), evidence: table.nearness(values.map { -$0 })))
      }
      if !driven.contains(column), let (isRising, evidence) = table.monotone(column) {
        let law = isRising ? SeriesLaw.Relation.atLeast(.next(name(column)), name(column)) : .atLeast(name(column), .next(name(column)))
        inequalities.append(Finding(law: SeriesLaw(SeriesLaw("", law).description, law), evidence: evidence))
      }
    }
    findings = equations + inequalities
  }

  private static func sum(_ relation: LinearRelations.Relation, _ leaf: (Int) -> Expression) -> Expression {
    var sum: Expression?
    for term in relation.terms.sorted(by: { $0.factor > 0 && $1.factor < 0 }) {
      let size = abs(term.factor)
      let product = size == 1 ? leaf(term.column) : .number(size) * leaf(term.column)
      if let before = sum { sum = term.factor < 0 ? before - product : before + product } else { sum = term.factor < 0 ? -product : product }
    }
    guard let sum else { return .number(relation.constant) }
    return relation.constant == 0 ? sum : relation.constant < 0 ? sum - .number(-relation.constant) : sum + .number(relation.constant)
  }

  /// Orders of one column with several in one law.
  private static func merged(_ orders: [DiscoveryTable.Order], _ channels: [String]) -> [Finding] {
    var (open, findings) = (orders, [Finding]())
    while !open.isEmpty {
      let lesser = Dictionary(grouping: open, by: \.lesser)
      let greater = Dictionary(grouping: open, by: \.greater)
      let (below, above) = (
        lesser.max { ($0.value.count, -$0.key) < ($1.value.count, -$1.key) }, greater.max { ($0.value.count, -$0.key) < ($1.value.count, -$1.key) }
      )
      guard let below, let above else { break }
      let isBelow = below.value.count >= above.value.count
      let group = (isBelow ? below.value : above.value).sorted { ($0.lesser, $0.greater) < ($1.lesser, $1.greater) }
      let others = group.map { Expression.name(channels[isBelow ? $0.greater : $0.lesser]) }
      let joined = others.dropFirst().reduce(others[0]) { .operation(isBelow ? .minimum : .maximum, $0, $1) }
      let relation: SeriesLaw.Relation = isBelow ? .atLeast(joined, .name(channels[below.key])) : .atLeast(.name(channels[above.key]), joined)
      findings.append(Finding(law: SeriesLaw(SeriesLaw("", relation).description, relation), evidence: weakest(group.map(\.evidence))))
      open.removeAll(where: group.contains)
    }
    return findings
  }

  private static func weakest(_ evidence: [Evidence]) -> Evidence {
    func rank(_ evidence: Evidence) -> (Int, Int) {
      switch evidence {
      case .neverBroken: (0, 0)
      case .approached(let rows): (1, rows)
      case .attained(let rows): (2, rows)
      case .equation: (3, 0)
      }
    }
    return evidence.min { rank($0) < rank($1) } ?? .neverBroken
  }
}
