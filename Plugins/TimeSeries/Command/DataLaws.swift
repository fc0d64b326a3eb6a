internal import DomainCommand
internal import Files
internal import Foundation
internal import TimeSeriesDomain

/// Whether data keep the laws that they are to be learnt under.
struct DataLaws {
  let domain: TimeSeriesDomain

  init(_ domain: TimeSeriesDomain) { self.domain = domain }

  /// Throws where laws clash, naming them, and where windows break one, saying by how much.
  func require(_ states: SeriesStates, at path: String) throws {
    let laws = domain.system.laws
    guard !laws.isEmpty, states.count > 0 else { return }
    let whole = states.rows((0..<states.count).filter { !states.series($0).values.contains(where: \.isNaN) })
    do throws(ProgramError) {
      let first = states.series(0)
      try LawConsistency(
        laws, channels: domain.channels, times: domain.configuration.times, constants: domain.configuration.laws.constants,
        conditions: Array(zip(domain.configuration.columns.conditions, first.conditions)).map { (name: $0.0, value: $0.1) },
        starts: whole.rows((0..<min(4, whole.count)).map { $0 * whole.count / min(4, whole.count) }).samples.map(\.values)
      ).require()
      try WindowLaws(domain).check(states, tolerance: domain.configuration.tolerance).requireKept()
    } catch {
      throw ProgramError(error.exitCode, error.problem, at: .init(file: path), remedy: error.remedy)
    }
  }

  /// What a file's series keep and break, each as long as it is.
  static func check(_ file: SeriesFile, laws: LawFile, tolerance: Double) throws -> DataCheck {
    var findings: [String: (law: String, broken: Int, count: Int, worst: LawCheck.Finding?, series: Int)] = [:]
    for (numbers, system) in try systems(file, laws) {
      let series = numbers.map { file.series[$0] }
      let array = SeriesArray(
        count: series.count, length: series[0].length, channels: file.columns.channels.count, values: series.flatMap(\.values))
      let check = LawCheck(system, series: array, conditions: series.flatMap(\.conditions), tolerance: tolerance)
      for finding in check.findings {
        var one = findings[finding.law.name] ?? (finding.law.description, 0, 0, nil, 0)
        one.broken += finding.brokenSeries
        one.count += series.count
        if finding.level > (one.worst?.level ?? -1) { (one.worst, one.series) = (finding, finding.series.map { numbers[$0] } ?? 0) }
        findings[finding.law.name] = one
      }
    }
    var (lines, broken) = ([String](), [ConstraintSummary.Check]())
    for law in laws.laws {
      guard let found = findings[law.name] else { continue }
      let level = found.worst?.level ?? 0
      let number = String(format: "%.1e", level)
      if found.broken == 0 {
        lines.append("holds   \(law.name): in all \(found.count) series, " + (level == 0 ? "to the last digit" : "to \(number) of its terms"))
      } else {
        let place = "series \(found.series + 1)" + (found.worst?.row.map { ", row \($0 + 1)" } ?? "")
        lines.append(
          "broken  \(law.name) (\(found.law)): in \(found.broken) of \(found.count) series, most in \(place): by "
            + "\(String(format: "%.3g", found.worst?.amount ?? 0)), \(number) of its terms")
        broken.append(.init(name: law.name, count: found.broken, worst: found.worst?.amount ?? .nan))
      }
    }
    lines.append(
      broken.isEmpty
        ? "all \(laws.laws.count) laws hold to \(String(format: "%.0e", tolerance)) of their terms"
        : "\(broken.count) of \(laws.laws.count) laws are broken; a law that holds to fewer digits can be trained under with a greater --tolerance")
    return DataCheck(lines: lines, constraints: ConstraintSummary(samples: file.series.count, broken: broken))
  }

  /// Series with the same times together, with the laws for them.
  private static func systems(_ file: SeriesFile, _ laws: LawFile) throws -> [(series: [Int], system: LawSystem)] {
    var groups: [[Double]: [Int]] = [:]
    for (number, series) in file.series.enumerated() { groups[series.times.map { $0 - (series.times.first ?? 0) }, default: []].append(number) }
    return try groups.sorted { $0.value[0] < $1.value[0] }.map { _, numbers in
      let system = try LawSystem(
        laws.laws, channels: file.columns.channels, times: file.series[numbers[0]].times, constants: laws.constants,
        conditions: file.columns.conditions)
      return (numbers, system)
    }
  }

  /// Laws that a file's series keep without having been told.
  static func discovered(_ file: SeriesFile) -> LawDiscovery {
    let length = file.series.map(\.length).min() ?? 0
    let isEven = file.series.allSatisfy { $0.length == length }
    let states = SeriesStates(
      windowsOf: file.series, channelCount: file.columns.channels.count, conditionCount: file.columns.conditions.count,
      length: isEven ? length : min(length, 64), stride: isEven ? length : min(length, 64))
    return LawDiscovery(states.array, channels: file.columns.channels)
  }
}
