import Files
import Foundation
import Tensors
import Testing
import TimeSeriesDomain

@Suite struct SimulatorTests {
  static let names = SimulatorRegistry.all.map(\.name)

  static func simulator(_ name: String) throws -> any Simulator { try SimulatorRegistry.simulator(named: name) }

  @Test func registry() throws {
    #expect(Set(Self.names).count == 12)
    #expect(try Self.simulator("kepler").timeStep == 0.2 && Self.simulator("robertson").timeStep == nil)
    for simulator in SimulatorRegistry.all {
      #expect(!simulator.summary.isEmpty && !simulator.summary.contains("\n"))
      #expect(Set(simulator.channels.map(\.name)).count == simulator.channels.count)
      #expect(simulator.channels.allSatisfy { !$0.unit.isEmpty && !$0.meaning.isEmpty })
    }
    do {
      _ = try Self.simulator("cepler")
      Issue.record("found “cepler”")
    } catch {
      #expect("\(error)".contains("“cepler”") && "\(error)".contains("lotka-volterra"))
    }
  }

  /// By how much a law may be broken, in its own unit, in which channels are of size 1 to 30; 0 is to the last bit.
  static let tolerances: [String: Double] = [
    "kepler": 1e-13, "pendulum": 1e-11, "double-pendulum": 1e-10, "lotka-volterra": 1e-11, "sir": 0, "robertson": 0, "rlc": 0, "reservoir": 0,
    "lorenz": 0, "heat": 1e-14, "burgers": 1e-14, "reaction-diffusion": 1e-14,
  ]

  static func worst(_ made: SimulatedSeries) throws -> [String: Double] {
    let system = try made.lawSystem()
    var worst: [String: Double] = [:]
    for number in 0..<made.count {
      for excess in system.excesses(of: Array(made.series.series(number)), conditions: made.conditions(number)) {
        worst[excess.law] = max(worst[excess.law] ?? 0, excess.amount)
      }
    }
    return worst
  }

  @Test(arguments: names)
  func seriesObeyTheirLaws(name: String) throws {
    let simulator = try Self.simulator(name)
    let made = try simulator.simulate(count: 48, seed: 11)
    let tolerance = try #require(Self.tolerances[name])
    #expect(made.series.count == 48 && made.series.length == simulator.defaultLength && made.series.channels == simulator.channels.count)
    #expect(made.times.count == simulator.defaultLength && zip(made.times, made.times.dropFirst()).allSatisfy { $0 < $1 })
    #expect(made.conditionNames == made.laws.conditions && made.conditions.count == 48 * made.conditionNames.count)
    #expect(made.parameters.count == 48 * made.parameterNames.count)
    #expect(made.series.values.allSatisfy(\.isFinite) && (made.conditions + made.parameters).allSatisfy(\.isFinite))
    let worst = try Self.worst(made)
    for (law, amount) in worst { #expect(amount <= tolerance, "\(name), \(law): \(amount)") }
  }

  /// A series is a function of seed and number: not of how many there are, of how many threads there are, or of how long the others are.
  @Test(arguments: names)
  func seedsDecide(name: String) throws {
    let simulator = try Self.simulator(name)
    let once = try Parallel.$defaultThreads.withValue(1) { try simulator.simulate(count: 5, seed: 3) }
    let again = try Parallel.$defaultThreads.withValue(3) { try simulator.simulate(count: 9, seed: 3) }
    #expect(Array(again.series.values.prefix(once.series.values.count)) == once.series.values)
    #expect(Array(again.conditions.prefix(once.conditions.count)) == once.conditions)
    let other = try simulator.simulate(count: 9, seed: 4)
    let all = (0..<9).flatMap { [Array(again.series.series($0)), Array(other.series.series($0))] }
    #expect(Set(all).count == 18)
  }

  /// What is broken by a ten-thousandth in any channel is found, as are laws with a coefficient that is off by a hundredth.
  @Test(arguments: names.filter { $0 != "lorenz" })
  func faultsAreFound(name: String) throws {
    let simulator = try Self.simulator(name)
    let made = try simulator.simulate(count: 1, seed: 5)
    let tolerance = try #require(Self.tolerances[name])
    let system = try made.lawSystem()
    for channel in made.channels.indices {
      var series = made.series
      series[0, made.times.count / 2, channel] += 1e-4
      let greatest = system.excesses(of: series.values, conditions: made.conditions(0)).map(\.amount).max() ?? 0
      #expect(greatest > 100 * tolerance && greatest > 1e-7, "\(name), \(made.channels[channel].name): \(greatest)")
    }
    // A sum that is nothing is so in any unit.
    for constant in made.laws.constants.keys where (name, constant) != ("heat", "spacing") {
      var constants = made.laws.constants
      constants[constant]? *= 1.01
      let wrong = try LawSystem(
        made.laws.laws, channels: made.channelNames, times: made.times, constants: constants, conditions: made.conditionNames)
      let greatest = wrong.excesses(of: made.series.values, conditions: made.conditions(0)).map(\.amount).max() ?? 0
      #expect(greatest > 100 * tolerance && greatest > 1e-9, "\(name), \(constant): \(greatest)")
    }
    for (place, condition) in made.conditionNames.enumerated() {
      var conditions = made.conditions(0)
      conditions[place] *= 1.01
      let greatest = system.excesses(of: made.series.values, conditions: conditions).map(\.amount).max() ?? 0
      #expect(greatest > 100 * tolerance && greatest > 1e-9, "\(name), \(condition): \(greatest)")
    }
  }

  /// The laws are a file that people can read and change.
  @Test(arguments: names.filter { $0 != "lorenz" })
  func lawsAreFiles(name: String) throws {
    let laws = try Self.simulator(name).laws
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("laws-\(name)-\(UUID()).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try laws.write(to: path)
    let again = try LawFile(reading: path)
    #expect(again.constants == laws.constants && again.conditions == laws.conditions && again.laws.map(\.name) == laws.laws.map(\.name))
    let made = try Self.simulator(name).simulate(count: 2, seed: 8)
    func excesses(_ file: LawFile) throws -> [LawExcess] {
      let system = try LawSystem(
        file.laws, channels: made.channelNames, times: made.times, constants: file.constants, conditions: file.conditions)
      return system.excesses(of: Array(made.series.series(1)), conditions: made.conditions(1))
    }
    #expect(try excesses(again) == excesses(laws))
  }

  @Test(arguments: names)
  func lengths(name: String) throws {
    let simulator = try Self.simulator(name)
    let (short, long) = (simulator.shortestLength, simulator.defaultLength + 7)
    for length in [short, long] {
      let made = try simulator.simulate(count: 2, length: length, seed: 1)
      #expect(made.series.length == length && made.times.count == length)
      for (law, amount) in try Self.worst(made) { #expect(amount < 1e-10, "\(name), \(law): \(amount)") }
    }
    for (count, length) in [(0, long), (-1, long), (2, short - 1), (2, -3)] {
      #expect(throws: ProgramError.self) { try simulator.simulate(count: count, length: length, seed: 1) }
    }
  }
}
