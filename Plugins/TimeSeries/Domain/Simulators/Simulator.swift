public import Files
internal import Tensors

/// A system of physics that makes series under laws that are known: the same series for the same seed, whatever the number of threads.
public protocol Simulator: Sendable {
  /// What people call it by: letters, digits and hyphens.
  var name: String { get }
  /// What the system is and what is random in it, in a line.
  var summary: String { get }
  var channels: [SimulatedChannel] { get }
  /// The unit of times.
  var timeUnit: String { get }
  /// The times of a series where no length is asked for.
  var defaultLength: Int { get }
  /// The fewest times of a series for which every law says something.
  var shortestLength: Int { get }
  /// What holds in every series; its conditions are the columns of `SimulatedSeries.conditions`.
  var laws: LawFile { get }
  /// What is drawn for every series besides conditions, the columns of `SimulatedSeries.parameters`.
  var parameterNames: [String] { get }

  /// Ascending times.
  func times(length: Int) -> [Double]

  /// Writes one series, [length, channels], and says what was drawn for it. A function of seed and number alone.
  /// - Throws: `ProgramError` where the equations could not be solved.
  func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw
}

/// A channel of a simulator: its name in laws, its unit (1 for a pure number), and what it is.
public struct SimulatedChannel: Hashable, Sendable {
  public let name: String
  public let unit: String
  public let meaning: String

  public init(_ name: String, unit: String, _ meaning: String) {
    self.name = name
    self.unit = unit
    self.meaning = meaning
  }
}

/// What was drawn for one series.
public struct SimulatedDraw: Hashable, Sendable {
  public let conditions: [Double]
  public let parameters: [Double]

  public init(conditions: [Double] = [], parameters: [Double] = []) {
    self.conditions = conditions
    self.parameters = parameters
  }
}

extension Simulator {
  public var shortestLength: Int { 2 }

  /// From each time to the next; nil where it is not always the same.
  public var timeStep: Double? {
    let times = self.times(length: 3)
    return abs(times[2] - 2 * times[1]) <= 1e-12 * times[2] ? times[1] : nil
  }

  /// Series of numbers 0 to `count` − 1.
  /// - Throws: `ProgramError` for a count or a length that is too small, and where the equations could not be solved.
  public func simulate(count: Int, length: Int? = nil, seed: UInt64) throws(ProgramError) -> SimulatedSeries {
    let times = self.times(length: try checked(length))
    return try SimulatedSeries(self, count: count, times: times) { (number, series) throws(ProgramError) in
      try simulate(number: number, seed: seed, times: times, into: series)
    }
  }

  /// - Throws: `ProgramError` for a length with which a law would say nothing.
  func checked(_ length: Int?) throws(ProgramError) -> Int {
    let length = length ?? defaultLength
    guard length >= shortestLength else {
      throw ProgramError(.usage, "\(length) times are too few for “\(name)”", remedy: "ask for at least \(shortestLength)")
    }
    return length
  }

  /// The source of what is random in a series.
  func draws(_ purpose: SimulatorPurpose, _ number: Int, seed: UInt64) -> RandomStream {
    RandomStream(seed: seed, stream: purpose.rawValue, index: UInt32(truncatingIfNeeded: number))
  }
}
