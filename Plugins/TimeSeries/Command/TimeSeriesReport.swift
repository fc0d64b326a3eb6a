internal import ArgumentParser
internal import Bellman
internal import DomainCommand
internal import Figures
internal import Files
internal import Foundation
internal import TimeSeriesDomain

/// A run of series and its evaluation as a page.
struct TimeSeriesReport {
  let run: TrainedRun<TimeSeriesWork>
  let evaluation: TimeSeriesEvaluation

  private static var shownDraws: Int { 6 }
  private static var drawn: Int { 200 }
  private static var shownChannels: Int { 6 }
  private static var shownOffenders: Int { 3 }
  private static var fanDraws: Int { 100 }

  private var domain: TimeSeriesDomain { run.domain }
  private var times: [Double] { domain.configuration.times }

  /// The channels that are shown.
  private var channels: [Int] {
    let count = domain.channels.count
    return count <= Self.shownChannels ? Array(0..<count) : (0..<Self.shownChannels).map { $0 * (count - 1) / (Self.shownChannels - 1) }
  }

  func page() throws -> ReportPage {
    let draws = try run.work.samples(of: run, count: Self.drawn, seed: 2, TimeSeriesSampleOptions.parse([])) { _ in }
    let real = run.states(.test).count > 0 ? run.states(.test) : run.states(.train)
    return ReportPage(
      title: "Series like those of \(run.record.data.file)", heading: "\(TimeSeriesDomain.name) run", verdict: verdict, keyFigures: keyFigures,
      sections: [
        .init("Draws", pictures(draws, real)), .init("Scores", try scores()), try fans(real), .init("Laws", try laws(draws)),
        .init("Spectra and memory", spectra(draws, real)), .init("Values", marginals(draws, real)),
        try ReportParts.training(run, seconds: run.result.trainingSeconds, steps: run.result.steps),
      ].filter { !$0.blocks.isEmpty }, appendices: [ReportParts.configuration(run)],
      footer: "Made by \(TimeSeriesDomain.name) \(run.record.version) of the Bellman package.")
  }

  // MARK: In short

  private var brokenLaws: [TimeSeriesEvaluation.LawRow] { evaluation.laws.filter { $0.brokenDraws > 0 } }

  private var verdict: ReportPage.Verdict {
    if let copying = evaluation.copying, copying.copies > 5 * copying.quantile {
      return .init("Many draws are nearer to training windows than real windows are: the model copies.", tone: .warning)
    }
    let laws =
      evaluation.laws.isEmpty
      ? "" : brokenLaws.isEmpty ? " Every law holds in every draw." : " \(brokenLaws.count) of \(evaluation.laws.count) laws are broken by some draws."
    guard let score = evaluation.drawn.discriminative, let copula = evaluation.copula.discriminative else { return .init("Draws were made." + laws) }
    let text =
      "A network that is to tell draws from real windows is right in \(percent(0.5 + score.value)) % of cases, where 50 % is guessing and a Gaussian "
      + "copula is found out in \(percent(0.5 + copula.value)) %."
    return .init(text + laws, tone: brokenLaws.isEmpty && score.value < 0.1 ? .good : .warning)
  }

  private func percent(_ value: Double) -> String { NumberText.fixed(100 * value, decimals: 1) }

  private var keyFigures: [KeyFigure] {
    func figure(_ label: String, _ value: (SeriesScores) -> Estimate?, _ decimals: Int) -> KeyFigure? {
      guard let drawn = value(evaluation.drawn) else { return nil }
      let others = [("copula", value(evaluation.copula)), ("real windows", value(evaluation.floor))].compactMap { name, estimate in
        estimate.map { "\(name) \(NumberText.fixed($0.value, decimals: decimals))" }
      }
      return KeyFigure(label: label, value: NumberText.fixed(drawn.value, decimals: decimals), note: others.joined(separator: ", "))
    }
    let broken = evaluation.laws.map(\.brokenDraws).max() ?? 0
    let law =
      evaluation.laws.isEmpty
      ? nil
      : KeyFigure(
        label: "Draws that break a law", value: "\(broken)", unit: "of \(evaluation.count)",
        note: "at most by \(TimeSeriesEvaluation.amount(evaluation.laws.map(\.drawnAmount).max() ?? 0))", tone: broken == 0 ? .good : .bad)
    return [
      figure("Discriminative score", { $0.discriminative }, 3), figure("Context distance", { $0.context }, 3),
      figure("Correlational score", { $0.correlational }, 3), law,
    ].compactMap { $0 }
  }

  // MARK: Sections

  private func line(_ states: SeriesStates, _ window: Int, _ channel: Int) -> [SIMD2<Double>] {
    let (series, width) = (states.series(window), domain.channels.count)
    return times.indices.map { SIMD2(times[$0], series.values[$0 * width + channel]) }
  }

  private func chart(_ title: String, _ channel: Int, _ series: [LineChart.Series]) -> LineChart {
    LineChart(title: title, horizontal: Axis(timeLabel), vertical: Axis(domain.channels[channel]), series: series)
  }

  private var timeLabel: String {
    switch domain.configuration.columns.time {
    case .rows: "row"
    case .numbers(let name): name
    case .dates: "seconds"
    }
  }

  private func pictures(_ draws: SeriesStates, _ real: SeriesStates) -> [ReportPage.Block] {
    channels.map { channel in
      let shown = (0..<min(Self.shownDraws, real.count)).map { $0 * real.count / Self.shownDraws }
      let lines =
        [LineChart.Series(name: "real", points: joined(shown.map { line(real, $0, channel) }))]
        + [LineChart.Series(name: "drawn", points: joined((0..<Self.shownDraws).map { line(draws, $0, channel) }))]
      return .figure(
        chart("\(domain.channels[channel]): \(Self.shownDraws) real windows and the first \(Self.shownDraws) draws", channel, lines),
        caption: "None is chosen.")
    }
  }

  /// Lines as one that breaks between them.
  private func joined(_ lines: [[SIMD2<Double>]]) -> [SIMD2<Double>] { lines.flatMap { $0 + [SIMD2(.nan, .nan)] } }

  private func scores() throws -> [ReportPage.Block] {
    let table = try ReportTable(
      caption: "\(ReportParts.sentence(evaluation.referenceText)) Lower is better; the last column is what real windows get against each other.",
      columns: [.init("score")] + TimeSeriesEvaluation.setNames.map { .init($0) },
      rows: evaluation.rows.map { row in
        [.text(row.name)] + row.values.map { value in value.map { .number($0.value, decimals: row.decimals, uncertainty: $0.halfWidth) } ?? .missing }
      })
    let isCopying = evaluation.copying.map { $0.copies > 5 * $0.quantile } ?? false
    return [.table(table)] + (evaluation.copyingText.map { [.remark(ReportParts.sentence($0), tone: isCopying ? .bad : .neutral)] } ?? [])
  }

  private func fans(_ real: SeriesStates) throws -> ReportPage.Section {
    guard real.count > 0, evaluation.completions.count > 0 else { return .init("", []) }
    let window = real.count / 2
    let (length, width) = (real.length, domain.channels.count)
    let last = length - max(1, length / 3)
    let truth = real.series(window)
    var known = SeriesArray(count: 1, length: length, channels: width, values: truth.values)
    for row in last..<length { for channel in 0..<width { known[0, row, channel] = .nan } }
    let states = SeriesStates(known, times: truth.times, conditions: truth.conditions, conditionCount: truth.conditions.count)
    let drawn = try run.work.model(run.parameters).completions(of: states, count: Self.fanDraws, steps: 40, .init(seed: 3, stream: 0))
    let observed = SeriesArray(
      count: Self.fanDraws, length: length, channels: width, values: (0..<Self.fanDraws).flatMap { _ in known.values })
    let draws = WindowLaws(domain).enforced(
      SeriesStates(
        drawn, times: times, conditions: (0..<Self.fanDraws).flatMap { _ in truth.conditions }, conditionCount: truth.conditions.count),
      observed: observed
    ).array
    let blocks = channels.prefix(3).map { channel -> ReportPage.Block in
      func quantile(_ row: Int, _ share: Double) -> Double {
        let values = (0..<draws.count).map { draws[$0, row, channel] }.sorted()
        return values[min(values.count - 1, Int(share * Double(values.count)))]
      }
      let rows = max(last - 1, 0)..<length
      let fan = LineChart.Series(
        name: "median and 90 % of draws", points: rows.map { SIMD2(times[$0], quantile($0, 0.5)) },
        band: rows.map { .init(x: times[$0], lower: quantile($0, 0.05), upper: quantile($0, 0.95)) })
      return .figure(
        chart("\(domain.channels[channel]): forecast", channel, [.init(name: "held-out window", points: line(real, window, channel)), fan]),
        caption: "The last third is drawn \(Self.fanDraws) times, given what is before it.")
    }
    let table = try ReportTable(
      caption: "Continuous ranked probability score of hidden values of held-out windows, in deviations of their channels; lower is better.",
      columns: ["hidden", "learned control", "Gaussian law of the data"].map { .init($0) },
      rows: evaluation.completions.map { [.text($0.name), .number($0.learned.mean, decimals: 4), .number($0.gaussian.mean, decimals: 4)] })
    return .init("Forecasts and gaps", blocks + [.table(table)])
  }

  private func laws(_ draws: SeriesStates) throws -> [ReportPage.Block] {
    guard !evaluation.laws.isEmpty else { return [] }
    let table = try ReportTable(
      caption: "What is broken, over all draws, windows and times. A law that real windows break is none.",
      columns: ["law", "broken by draws", "at most by", "broken by real windows", "at most by"].map { .init($0) },
      rows: evaluation.laws.map { row in
        [
          .text(row.law), .number(Double(row.brokenDraws), decimals: 0), .text(TimeSeriesEvaluation.amount(row.drawnAmount)),
          .number(Double(row.brokenReal), decimals: 0), .text(TimeSeriesEvaluation.amount(row.realAmount)),
        ]
      })
    let offenders = WindowLaws(domain).check(draws).findings.filter { $0.amount > 0 }.sorted { $0.level > $1.level }
    let pictures = offenders.prefix(Self.shownOffenders).map { offender -> ReportPage.Block in
      .figure(
        chart(
          "Worst offender of “\(offender.law.name)”: draw \((offender.series ?? 0) + 1)", channels[0],
          channels.prefix(4).map { .init(name: domain.channels[$0], points: line(draws, offender.series ?? 0, $0)) }),
        caption: "It breaks the law by \(TimeSeriesEvaluation.amount(offender.amount))\(offender.row.map { " at row \($0)" } ?? "").")
    }
    guard !evaluation.gaps.isEmpty else { return [.table(table)] + pictures }
    let gaps = try ReportTable(
      caption: "Coordinates that have a bound: how often they lie on it, and their mean. Projection would pile draws up there.",
      columns: ["distance from a bound, as", "on it, draws (%)", "on it, real (%)", "mean, draws", "mean, real"].map { .init($0) },
      rows: evaluation.gaps.map { gap in
        [
          .text(gap.channel), .number(100 * gap.drawnShare, decimals: 2), .number(100 * gap.realShare, decimals: 2),
          .text(NumberText.short(gap.drawnMean)), .text(NumberText.short(gap.realMean)),
        ]
      })
    return [.table(table), .table(gaps)] + pictures
  }

  private func spectra(_ draws: SeriesStates, _ real: SeriesStates) -> [ReportPage.Block] {
    channels.prefix(3).flatMap { channel -> [ReportPage.Block] in
      let (a, b) = (SeriesMemory(real.array, channel: channel), SeriesMemory(draws.array, channel: channel))
      return [
        .figure(
          LineChart(
            title: "\(domain.channels[channel]): power spectrum", horizontal: Axis("cycles a window"), vertical: Axis("power", scale: .logarithmic),
            series: [.init(name: "real", points: a.spectrum), .init(name: "drawn", points: b.spectrum)]),
          caption: "Mean over windows, each without its mean."),
        .figure(
          LineChart(
            title: "\(domain.channels[channel]): autocorrelation", horizontal: Axis("rows apart"), vertical: Axis("correlation"),
            series: [.init(name: "real", values: a.autocorrelation), .init(name: "drawn", values: b.autocorrelation)]),
          caption: "Over all windows."),
      ]
    }
  }

  private func marginals(_ draws: SeriesStates, _ real: SeriesStates) -> [ReportPage.Block] {
    channels.map { channel in
      func values(_ states: SeriesStates) -> [Double] {
        let array = states.array
        return stride(from: channel, to: array.values.count, by: array.channels).map { array.values[$0] }.filter { !$0.isNaN }
      }
      return .figure(
        Histogram(
          title: domain.channels[channel], horizontal: Axis(domain.channels[channel]),
          series: [.init(name: "real", values: values(real)), .init(name: "drawn", values: values(draws), style: .steps)]),
        caption: "All values of all rows.")
    }
  }
}
