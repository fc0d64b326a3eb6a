public import ArgumentParser
internal import Bellman
public import DomainCommand
internal import Figures
internal import Files
internal import Foundation
internal import Networks
internal import Tensors
public import TimeSeriesDomain

/// Options of `evaluate`.
public struct TimeSeriesEvaluateOptions: ParsableArguments {
  public init() {}

  enum Reference: String, ExpressibleByArgument, CaseIterable {
    /// Windows that nothing was fitted to.
    case heldOut = "held-out"
    /// The windows that were learnt from, as in most published tables, where a copy of the data is the best of models.
    case training
  }

  @Option(parsing: .unconditional, help: "How many series are drawn, and real windows used, at most.") var count = 2000
  @Option(parsing: .unconditional, help: "Seed of the draws and of the networks that score.") var seed: UInt64 = 1
  @Option(help: "What draws are compared with: held-out windows, or training windows as most published tables do.") var against: Reference = .heldOut
  @Option(parsing: .unconditional, help: "How often each network that scores is trained; scores are means.") var repeats = 5
  @Option(parsing: .unconditional, help: "Held-out windows that are forecast and completed.") var completed = 40
  @Flag(help: "Leave out the scores that take long: those of networks that predict or embed; the discriminating network is trained shortly.") var quick = false
  @OptionGroup var sampling: TimeSeriesSampleOptions

  public func validate() throws {
    guard (20...1_000_000).contains(count) else { throw ValidationError("--count \(count) is out of range; give 20 to 1000000") }
    guard (1...100).contains(repeats) else { throw ValidationError("--repeats \(repeats) is out of range; give 1 to 100") }
    guard (0...10_000).contains(completed) else { throw ValidationError("--completed \(completed) is out of range; give 0 to 10000") }
  }
}

/// Draws of a run, judged beside real windows and cheap baselines.
public struct TimeSeriesEvaluation: RunEvaluation, Hashable {
  /// Errors of draws given a part of a window: what the control adds to the Gaussian law of the data.
  public struct Completion: Codable, Hashable, Sendable {
    public let name: String
    /// In units of each channel's deviation.
    public let learned: ContinuousRankedProbability
    /// Matheron's rule under the Gaussian law in the same coordinates.
    public let gaussian: ContinuousRankedProbability
  }

  /// How far a law is broken, at worst.
  public struct LawRow: Codable, Hashable, Sendable {
    public let law: String
    public let brokenDraws: Int
    /// In the unit of the law's quantities, where it is broken by most of its terms.
    public let drawnAmount: Double
    public let brokenReal: Int
    public let realAmount: Double
  }

  /// A coordinate that has a bound: how often it lies there, and its mean.
  public struct Gap: Codable, Hashable, Sendable {
    public let channel: String
    public let drawnShare: Double
    public let realShare: Double
    public let drawnMean: Double
    public let realMean: Double
  }

  public let drawn: SeriesScores
  public let copula: SeriesScores
  /// Real windows against real windows.
  public let floor: SeriesScores
  public let isHeldOut: Bool
  public let copying: CopyingTest?
  public let laws: [LawRow]
  public let gaps: [Gap]
  public let completions: [Completion]
  public let count: Int
  public let realCount: Int
  public let evaluations: Int
  public let samplingSeconds: Double
  public let model: String

  public var suitsReport: Bool { count > 0 }

  init(of run: TrainedRun<TimeSeriesWork>, _ options: TimeSeriesEvaluateOptions, announce: @escaping @Sendable (String) -> Void) throws {
    let (domain, work) = (run.domain, run.work)
    let scaling = UnitScaling(run.states(.train))
    func spread(_ states: SeriesStates, _ count: Int) -> SeriesStates {
      let kept = min(count, states.count)
      return states.rows((0..<kept).map { $0 * states.count / kept })
    }
    // Windows with gaps are not scored.
    func whole(_ states: SeriesStates) -> SeriesStates {
      states.rows((0..<states.count).filter { !states.series($0).values.contains(where: \.isNaN) })
    }
    let (training, test) = (whole(run.states(.train)), whole(run.states(.test)))
    isHeldOut = options.against == .heldOut
    let reference = spread(isHeldOut ? test : training, options.count)
    guard reference.count >= 20 else {
      throw ProgramError(
        .data, "there are \(reference.count) whole \(options.against.rawValue) windows to compare with", at: .init(file: run.folder.path),
        remedy: "train on more data, or use --against training")
    }
    announce("drawing \(options.count) series")
    let clock = ContinuousClock()
    let beginning = clock.now
    let states = try work.samples(of: run, count: options.count, seed: options.seed, options.sampling, announce: announce)
    samplingSeconds = (clock.now - beginning) / .seconds(1)
    let (real, draws) = (scaling.scaled(reference.array), scaling.scaled(states.array))
    var scores = SeriesScorer.Options()
    scores.discriminative?.repeats = options.repeats
    scores.predictive?.repeats = options.repeats
    scores.context?.refits = options.repeats
    if options.quick {
      (scores.context, scores.predictive) = (nil, nil)
      scores.discriminative?.steps = 400
    }
    let scorer = try SeriesScorer(real: real, options: scores, seed: options.seed, progress: announce)
    func named(_ name: String) -> (String) -> Void { { announce("\(name): \($0)") } }
    drawn = try scorer.scores(of: draws, progress: named("draws"))
    let others = scaling.scaled(training.array)
    let coordinates = RandomCoordinates(seed: options.seed, stream: RandomPurpose.evaluation)
    let independent = try GaussianCopula(others, seed: options.seed).draws(options.count, coordinates)
    copula = try scorer.scores(of: independent, progress: named("Gaussian copula"))
    floor = try scorer.scores(of: BlockBootstrap(others).draws(options.count, coordinates.branch(1)), progress: named("real windows"))

    announce("laws, copying, forecasts and gaps")
    copying =
      test.count < 20
      ? nil
      : try CopyingTest(
        generated: draws, training: scaling.scaled(spread(training, options.count).array), heldOut: scaling.scaled(spread(test, options.count).array),
        reference: independent, seed: options.seed)
    let windowLaws = WindowLaws(domain)
    laws = zip(windowLaws.check(states).findings, windowLaws.check(reference).findings).map { own, other in
      LawRow(
        law: own.law.name, brokenDraws: own.brokenSeries, drawnAmount: own.amount, brokenReal: other.brokenSeries, realAmount: other.amount)
    }
    gaps = Self.gaps(domain.chart, states, reference)
    completions = try Self.completions(of: run, spread(test.count >= 2 ? test : training, options.completed), scaling, options)
    count = options.count
    realCount = reference.count
    evaluations = options.sampling.steps
    model = run.record.files["model.safetensors"] ?? ""
  }

  private static func gaps(_ chart: LawChart, _ drawn: SeriesStates, _ real: SeriesStates) -> [Gap] {
    let count = chart.coordinates.count
    let (a, b) = (chart.coordinates(of: drawn), chart.coordinates(of: real))
    return chart.coordinates.enumerated().filter { $0.element.kind != .free }.map { place, coordinate in
      func moments(_ values: [Double], _ length: Int) -> (share: Double, mean: Double) {
        var (bound, sum, rows) = (0.0, 0.0, 0.0)
        for index in stride(from: place, to: values.count, by: count) where coordinate.rows.contains(index / count % length) {
          let value = values[index]
          if value == 0 || coordinate.kind == .share && value == 1 { bound += 1 }
          (sum, rows) = (sum + value, rows + 1)
        }
        return (bound / max(rows, 1), sum / max(rows, 1))
      }
      let (own, other) = (moments(a, drawn.length), moments(b, real.length))
      return Gap(channel: coordinate.channel, drawnShare: own.share, realShare: other.share, drawnMean: own.mean, realMean: other.mean)
    }
  }

  /// Draws for one value in completions.
  private static var draws: Int { 32 }

  private static func completions(
    of run: TrainedRun<TimeSeriesWork>, _ windows: SeriesStates, _ scaling: UnitScaling, _ options: TimeSeriesEvaluateOptions
  ) throws -> [Completion] {
    guard windows.count > 0 else { return [] }
    let (length, width) = (windows.length, windows.channelCount)
    let truth = windows.array
    func hidden(_ isHidden: (Int, Int, Int) -> Bool) -> SeriesArray {
      var array = truth
      for window in 0..<array.count {
        for time in 0..<length { for channel in 0..<width where isHidden(window, time, channel) { array[window, time, channel] = .nan } }
      }
      return array
    }
    // The same places in all windows, so that they are worked on together.
    var stream = RandomStream(seed: options.seed, stream: RandomPurpose.evaluation)
    let places = (0..<length * width).map { _ in stream.uniform() < 0.3 }
    let last = length - max(1, length / 3)
    let cases = [
      ("forecast of the last third", hidden { _, time, _ in time >= last }),
      ("30 % of values missing", hidden { _, time, channel in places[time * width + channel] }),
    ]
    let learned = run.work.model(run.parameters)
    let gaussian = SeriesModel(
      coder: learned.coder, network: learned.network, parameters: [Float](repeating: 0, count: run.parameters.count))
    let deviations = scaling.deviations
    return try cases.map { name, array in
      let states = SeriesStates(
        array, times: (0..<array.count).flatMap { windows.times(of: $0) }, conditions: (0..<array.count).flatMap { windows.conditions(of: $0) },
        conditionCount: windows.conditionCount)
      func error(_ model: SeriesModel) throws -> ContinuousRankedProbability {
        let drawn = try model.completions(
          of: states, count: draws, steps: options.sampling.steps,
          RandomCoordinates(seed: options.seed, stream: RandomPurpose.evaluation, step: 1))
        var (values, wanted) = ([Double](), [Double]())
        let hidden = array.values.indices.filter { array.values[$0].isNaN }
        for draw in 0..<draws {
          for place in hidden {
            let (window, inside) = place.quotientAndRemainder(dividingBy: array.width)
            values.append(drawn.values[(window * draws + draw) * array.width + inside] / deviations[place % width])
          }
        }
        for place in hidden { wanted.append(truth.values[place] / deviations[place % width]) }
        return try ContinuousRankedProbability(draws: values, truth: wanted)
      }
      return Completion(name: name, learned: try error(learned), gaussian: try error(gaussian))
    }
  }

  // MARK: In words

  /// A score of each set.
  struct Row {
    let name: String
    let decimals: Int
    let values: [Estimate?]
  }

  var rows: [Row] {
    let sets = [drawn, copula, floor]
    func row(_ name: String, _ decimals: Int, _ value: (SeriesScores) -> Estimate?) -> Row { Row(name: name, decimals: decimals, values: sets.map(value)) }
    func plain(_ value: Double?) -> Estimate? { value.map { Estimate(value: $0, halfWidth: nil) } }
    return [
      row("discriminative", 4) { $0.discriminative }, row("context distance", 4) { $0.context }, row("correlational", 4) { $0.correlational },
      row("correlations of whole sets", 4) { plain($0.correlationDifference) }, row("predictive", 4) { $0.predictive },
      row("marginal laws", 4) { plain($0.marginal) }, row("autocorrelation", 4) { plain($0.autocorrelation) },
    ]
  }

  static var setNames: [String] { ["draws", "Gaussian copula", "training windows"] }

  var referenceText: String {
    "\(count) draws against \(realCount) \(isHeldOut ? "held-out windows, which share no row with what was learnt from" : "windows that were learnt from")"
  }

  var copyingText: String? {
    copying.map { copying in
      func text(_ value: Double) -> String { NumberText.fixed(value, decimals: 3) }
      return "copying: a training window is nearer to a draw than a held-out one with a chance of \(text(copying.membership.value))"
        + " ± \(text(copying.membership.halfWidth ?? 0)), and "
        + (copying.calibratedMembership.map { "\(text($0.value)) ± \(text($0.halfWidth ?? 0))" } ?? "–")
        + " beside draws of the Gaussian copula, which takes out how far held-out windows lie from all others (0.5: nothing leaks)"
    }
  }

  var lines: [String] {
    func text(_ estimate: Estimate?, _ decimals: Int) -> String {
      guard let estimate else { return "–" }
      let value = NumberText.fixed(estimate.value, decimals: decimals)
      return estimate.halfWidth.map { "\(value) ± \(NumberText.fixed($0, decimals: decimals))" } ?? value
    }
    var lines = [referenceText] + TextTable.lines([["score"] + Self.setNames] + rows.map { row in [row.name] + row.values.map { text($0, row.decimals) } })
    if !laws.isEmpty {
      lines += TextTable.lines(
        [["law", "broken by draws", "at most", "broken by real windows", "at most"]]
          + laws.map { [$0.law, "\($0.brokenDraws)", Self.amount($0.drawnAmount), "\($0.brokenReal)", Self.amount($0.realAmount)] })
    }
    if !gaps.isEmpty {
      lines += TextTable.lines(
        [["distance from a bound, as", "on it, draws", "on it, real", "mean, draws", "mean, real"]]
          + gaps.map {
            [
              $0.channel, "\(NumberText.fixed(100 * $0.drawnShare, decimals: 2)) %", "\(NumberText.fixed(100 * $0.realShare, decimals: 2)) %",
              NumberText.short($0.drawnMean), NumberText.short($0.realMean),
            ]
          })
    }
    if let copyingText { lines.append(copyingText) }
    if !completions.isEmpty {
      lines += TextTable.lines(
        [["ranked probability score (in deviations)", "learned control", "Gaussian law"]]
          + completions.map { [$0.name, NumberText.fixed($0.learned.mean, decimals: 4), NumberText.fixed($0.gaussian.mean, decimals: 4)] })
    }
    return lines + ["\(evaluations) evaluations of the network a series; \(count) series in \(NumberText.fixed(samplingSeconds, decimals: 1)) s"]
  }

  static func amount(_ value: Double) -> String { value == 0 ? "0" : String(format: "%.1e", value) }
}
