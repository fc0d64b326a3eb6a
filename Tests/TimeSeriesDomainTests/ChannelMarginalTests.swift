import Analysis
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct ChannelMarginalTests {
  /// Values of laws that the choices are made for, 4000 of each.
  enum Law: String, CaseIterable, Sendable {
    case normal, prices, exponential, cauchy, atoms, counts, share

    var isBounded: Bool { self == .atoms || self == .share }

    func values(seed: UInt64 = 1) -> [Double] {
      var stream = RandomStream(seed: seed, stream: 77)
      return (0..<4000).map { number in
        switch self {
        case .normal: return 3 + 2 * stream.normal()
        case .prices: return exp(4 + stream.normal())
        case .exponential: return -log(stream.uniform())
        case .cauchy: return stream.normal() / stream.normal()
        // Three in ten are 0, one in ten is 1, and the others are between.
        case .atoms: return number % 10 < 3 ? 0 : number % 10 == 3 ? 1 : stream.uniform()
        case .counts: return (3 * stream.uniform() * stream.uniform()).rounded()
        case .share: return pow(stream.uniform(), 3)
        }
      }
    }

    func marginal(seed: UInt64 = 1) throws -> ChannelMarginal { try ChannelMarginal(of: values(seed: seed), isBounded: isBounded) }
  }

  @Test func choices() throws {
    func kind(_ marginal: ChannelMarginal) -> String {
      switch marginal.map {
      case .scaled: "scaled"
      case .logarithmic: "logarithmic"
      case .normalScores: "scores"
      }
    }
    let kinds = try Law.allCases.map { kind(try $0.marginal()) }
    #expect(kinds == ["scaled", "logarithmic", "scores", "scores", "scores", "scores", "scores"])
    for law in Law.allCases where !law.isBounded { #expect(kind(try ChannelMarginal(of: law.values(), isBounded: false, .scaled)) == "scaled") }
    // What has a bound is made normal whatever is chosen, so that draws keep to it.
    #expect(kind(try ChannelMarginal(of: Law.share.values(), isBounded: true, .scaled)) == "scores")
    // Above zero, but within a small range.
    #expect(kind(try ChannelMarginal(of: Law.normal.values().map { 100 + $0 }, isBounded: false)) == "scaled")
    #expect(try ChannelMarginal(of: [5, 5, 5], isBounded: true) == ChannelMarginal(.scaled(mean: 5, deviation: 1)))
    #expect(try ChannelMarginal(of: [5], isBounded: false) == ChannelMarginal(.scaled(mean: 5, deviation: 1)))
    #expect(try ChannelMarginal(of: [1, 2, 3, 6], isBounded: false, .scaled) == ChannelMarginal(.scaled(mean: 3, deviation: 3.5.squareRoot())))
  }

  @Test(arguments: Law.allCases)
  func valuesComeBack(law: Law) throws {
    let marginal = try law.marginal()
    for (number, value) in law.values().enumerated() {
      let score = marginal.score(value, place: Double(number % 101) / 100)
      #expect(score.isFinite && abs(marginal.value(score) - value) <= 1e-11 * max(1, abs(value)), "\(value)")
    }
    // Of other draws of the law, which may lie beyond the knots.
    for value in law.values(seed: 2) {
      #expect(abs(marginal.value(marginal.score(value, place: 0.5)) - value) <= 1e-9 * max(1, abs(value)), "\(value)")
    }
  }

  /// An atom comes back as the same bits from everywhere in its interval.
  @Test(arguments: [Law.atoms, .counts])
  func atomsComeBackExactly(law: Law) throws {
    let marginal = try law.marginal()
    let values = law.values()
    let shares = Dictionary(grouping: values) { $0 }.filter { $1.count > 20 }
    #expect(shares.count >= 2)
    for value in shares.keys { for place in 0...50 { #expect(marginal.value(marginal.score(value, place: Double(place) / 50)) == value) } }
  }

  @Test(arguments: Law.allCases)
  func bothWaysAscend(law: Law) throws {
    let marginal = try law.marginal()
    let scores = (-3000...3000).map { 0.002 * Double($0) }
    let values = scores.map { marginal.value($0) }
    #expect(zip(values, values.dropFirst()).allSatisfy(<=) && values.allSatisfy(\.isFinite))
    let sorted = Array(Set(law.values(seed: 3))).sorted()
    let back = sorted.map { marginal.score($0, place: 0.5) }
    #expect(zip(back, back.dropFirst()).allSatisfy(<))
  }

  /// Under a standard normal law each value has the share that it has in the data: of atoms exactly, of all values to what knots may lie apart.
  @Test(arguments: [Law.exponential, .cauchy, .atoms, .counts, .share])
  func sharesAreTheData(law: Law) throws {
    let (marginal, values, normal) = (try law.marginal(), law.values().sorted(), NormalLaw())
    for (value, members) in Dictionary(grouping: values, by: { $0 }) where members.count > 20 {
      // The interval's ends by bisection, where the value begins and ends.
      func end(_ isInside: (Double) -> Bool) -> Double {
        var (low, high) = (-9.0, 9.0)
        for _ in 0..<200 { if isInside(0.5 * (low + high)) { high = 0.5 * (low + high) } else { low = 0.5 * (low + high) } }
        return high
      }
      let share = try normal.lowerTail(end { marginal.value($0) > value }) - normal.lowerTail(end { marginal.value($0) >= value })
      #expect(abs(share - Double(members.count) / 4000) < 1e-12, "\(value) has \(share)")
    }
    for place in 1..<1000 {
      let value = marginal.value(try normal.quantile(lowerTail: Double(place) / 1000))
      let below = Double(values.filter { $0 < value }.count) / 4000
      let within = Double(values.filter { $0 <= value }.count) / 4000
      #expect(below - 0.004 <= Double(place) / 1000 && Double(place) / 1000 <= within + 0.004, "\(value) at \(place)")
    }
  }

  /// 100,000 draws: the share of an atom within six of its deviations, a chance of 2·10⁻⁹ to fail.
  @Test func drawsHaveTheAtoms() throws {
    let marginal = try Law.atoms.marginal()
    var stream = RandomStream(seed: 9, stream: 1)
    let draws = (0..<100_000).map { _ in marginal.value(stream.normal()) }
    for (value, share) in [(0.0, 0.3), (1.0, 0.1)] {
      let count = Double(draws.filter { $0 == value }.count)
      #expect(abs(count - 1e5 * share) < 6 * (1e5 * share * (1 - share)).squareRoot(), "\(value): \(count)")
    }
    #expect(draws.allSatisfy { 0...1 ~= $0 })
  }

  /// Scores of the data, with places drawn in atoms, are standard normal: the greatest distance of their distribution from it is below √(ln(2·10⁶)/2n), the bound of
  /// Dvoretzky, Kiefer, Wolfowitz and Massart for a chance of 10⁻⁶, and a scaled Cauchy law's is far above.
  @Test(arguments: [Law.exponential, .cauchy, .atoms, .counts, .share])
  func scoresAreNormal(law: Law) throws {
    func distance(_ marginal: ChannelMarginal) throws -> Double {
      var stream = RandomStream(seed: 5, stream: 2)
      let scores = law.values(seed: 8).map { marginal.score($0, place: stream.uniform()) }.sorted()
      return try scores.enumerated().map { abs(try NormalLaw().lowerTail($1) - (Double($0) + 0.5) / Double(scores.count)) }.max() ?? 1
    }
    // Both the values that were fitted and those that are scored are a sample.
    let bound = 2 * (log(2e6) / 8000).squareRoot()
    #expect(try distance(law.marginal()) < bound)
    if law == .cauchy || law == .atoms { #expect(try distance(ChannelMarginal(of: law.values(), isBounded: false, .scaled)) > bound) }
  }

  @Test func logarithms() throws {
    guard case .logarithmic(let mean, let deviation) = try Law.prices.marginal().map else {
      Issue.record("no logarithms")
      return
    }
    let logarithms = Law.prices.values().map { log($0) }
    let average = logarithms.reduce(0, +) / 4000
    #expect(abs(mean - average) < 1e-12)
    #expect(abs(deviation - (logarithms.reduce(0) { $0 + pow($1 - average, 2) } / 4000).squareRoot()) < 1e-12)
    let marginal = ChannelMarginal(.logarithmic(mean: 1, deviation: 2))
    #expect(marginal.value(0) == exp(1) && marginal.score(exp(5), place: 0) == 2)
    // What cannot be there has a number all the same.
    #expect(marginal.score(0, place: 0).isFinite && marginal.score(-3, place: 0).isFinite)
  }

  /// Where the greatest two of the data happen to lie close together, what lies beyond them is not thrown far off, and comes back.
  @Test func beyondTheData() throws {
    var stream = RandomStream(seed: 3, stream: 77)
    let values = (0..<2000).map { _ in stream.uniform() < 0.5 ? stream.uniform() : 4 + stream.uniform() } + [5, 5 + 1e-9]
    let marginal = try ChannelMarginal(of: values, isBounded: false)
    guard case .normalScores(let knots) = marginal.map else {
      Issue.record("two modes count as normal")
      return
    }
    for beyond in [5.5, 7, -0.5, -2] {
      let score = marginal.score(beyond, place: 0.5)
      #expect(abs(score) > abs(beyond > 0 ? knots.scores[knots.scores.count - 1] : knots.scores[0]) && abs(score) < 40, "\(beyond): \(score)")
      #expect(abs(marginal.value(score) - beyond) < 1e-9)
    }
  }

  /// A slow channel is not bent by where it happened to linger: steps of one size stay steps of about one size. The same values in another order are made
  /// normal to the last of them.
  @Test func slowChannels() throws {
    var stream = RandomStream(seed: 4, stream: 77)
    var level = 4.0
    // A walk in proportion to its level, with two levels to which it goes back.
    let walk = (0..<4000).map { row in
      level += 0.02 * stream.normal() + 0.01 * ((row / 1000 % 2 == 0 ? 4 : 6) - level)
      return exp(level)
    }
    func spread(_ marginal: ChannelMarginal) -> Double {
      let scores = walk.map { marginal.score($0, place: 0.5) }
      let steps = zip(scores, scores.dropFirst()).map { abs($1 - $0) }
      let mean = steps.reduce(0, +) / Double(steps.count)
      return steps.reduce(0) { $0 + $1 * $1 } / Double(steps.count) / (mean * mean)
    }
    let slow = try ChannelMarginal(of: walk, windowLength: 40, isBounded: false)
    // π/2 for normal steps of one deviation.
    #expect(spread(slow) < 1.1 * .pi / 2, "\(spread(slow))")
    var mixed = walk
    mixed.shuffle(using: &stream)
    let quick = try ChannelMarginal(of: mixed, windowLength: 40, isBounded: false)
    guard case .normalScores(let knots) = quick.map else {
      Issue.record("two modes count as normal")
      return
    }
    #expect(knots.scores.count > 200 && spread(quick) > 1.1 * .pi / 2)
  }

  /// Readings of a slow channel that are rounded: one that stands still stands still in z, what is drawn is a reading, and what is drawn near to one is that one.
  @Test(arguments: [0.25, 0.05])
  func roundedReadings(step: Double) throws {
    var stream = RandomStream(seed: 6, stream: 77)
    var state = 0.0
    let readings = (0..<8000).map { _ in
      state = 0.998 * state + 0.063 * stream.normal()
      return step * (state / step).rounded()
    }
    let marginal = try ChannelMarginal(of: readings, windowLength: 40, isBounded: false)
    let grid = Set(readings).sorted()
    #expect(marginal.grid == grid && !marginal.drawsPlaces)
    let scores = grid.map { marginal.score($0, place: 0.5) }
    #expect(zip(scores, scores.dropFirst()).allSatisfy(<))
    let nearest = zip(scores, scores.dropFirst()).map { $1 - $0 }.min() ?? 0
    for (score, value) in zip(scores, grid) { for place in [-0.2, 0, 0.2] { #expect(marginal.value(score + place * nearest) == value) } }
    let drawn = (0..<4000).map { _ in marginal.value(stream.normal()) }
    let isReading = drawn.map { Set(grid).contains($0) || $0 < grid[0] || $0 > grid[grid.count - 1] }
    #expect(!isReading.contains(false))
    // Each fifth of the range has its share, to what 4,000 draws and a slow channel's normal law allow.
    for fifth in 0..<5 {
      let (low, high) = (grid[0] + Double(fifth) / 5 * (grid[grid.count - 1] - grid[0]), grid[0] + Double(fifth + 1) / 5 * (grid[grid.count - 1] - grid[0]))
      func share(_ values: [Double]) -> Double { Double(values.filter { low <= $0 && $0 < high }.count) / Double(values.count) }
      #expect(abs(share(drawn) - share(readings)) < 0.05, "\(low)")
    }
  }

  /// Readings that stand for themselves are no grid: a few that come again do not make one.
  @Test func gridsAreOfRoundedReadings() throws {
    for law in [Law.normal, .prices, .exponential, .cauchy] { #expect(try law.marginal().grid.isEmpty, "\(law)") }
    // Dry days, and amounts of rain.
    var stream = RandomStream(seed: 7, stream: 77)
    let rain = (0..<4000).map { _ in stream.uniform() < 0.7 ? 0 : -log(stream.uniform()) }
    let marginal = try ChannelMarginal(of: rain, isBounded: false)
    #expect(marginal.grid.isEmpty && marginal.drawsPlaces)
    #expect(try !Law.counts.marginal().grid.isEmpty)
  }
}
