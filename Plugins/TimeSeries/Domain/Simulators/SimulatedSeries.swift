public import Files
internal import Tensors

/// Series that a simulator made, and what is known of them.
public struct SimulatedSeries: Hashable, Sendable {
  public let channels: [SimulatedChannel]
  /// Of every series, in `timeUnit`.
  public let times: [Double]
  public let timeUnit: String
  public let series: SeriesArray
  /// Numbers of each series that laws name.
  public let conditionNames: [String]
  /// [count, conditions], row after row.
  public let conditions: [Double]
  /// Numbers that were drawn for each series and are in no law.
  public let parameterNames: [String]
  /// [count, parameters], row after row.
  public let parameters: [Double]
  public let laws: LawFile

  public var count: Int { series.count }
  public var channelNames: [String] { channels.map(\.name) }

  /// The conditions of one series, as `LawSystem` takes them.
  public func conditions(_ number: Int) -> [Double] {
    Array(conditions[number * conditionNames.count..<(number + 1) * conditionNames.count])
  }

  /// The laws for these channels and times.
  public func lawSystem() throws(ProgramError) -> LawSystem {
    try LawSystem(laws.laws, channels: channelNames, times: times, constants: laws.constants, conditions: laws.conditions)
  }

  /// Makes every series on its own.
  /// - Parameter body: writes the series of a number and says what was drawn.
  init(
    _ simulator: some Simulator, count: Int, times: [Double],
    _ body: @Sendable (_ number: Int, _ series: UnsafeMutableBufferPointer<Double>) throws(ProgramError) -> SimulatedDraw
  ) throws(ProgramError) {
    guard count > 0 else { throw ProgramError(.usage, "\(count) series of “\(simulator.name)” are none", remedy: "ask for at least one") }
    let channels = simulator.channels
    var array = SeriesArray(zeros: count, length: times.count, channels: channels.count)
    let width = array.width
    let outcomes = array.values.withUnsafeMutableBufferPointer { values in
      // Each series is written by one worker.
      nonisolated(unsafe) let values = values
      return Parallel.map(count) { number -> Result<SimulatedDraw, ProgramError> in
        let own = UnsafeMutableBufferPointer(rebasing: values[number * width..<(number + 1) * width])
        return Result { () throws(ProgramError) in try body(number, own) }
      }
    }
    var (conditions, parameters) = ([Double](), [Double]())
    for outcome in outcomes {
      let draw = try outcome.get()
      conditions += draw.conditions
      parameters += draw.parameters
    }
    self.channels = channels
    self.times = times
    timeUnit = simulator.timeUnit
    series = array
    laws = simulator.laws
    conditionNames = laws.conditions
    self.conditions = conditions
    parameterNames = simulator.parameterNames
    self.parameters = parameters
  }
}
