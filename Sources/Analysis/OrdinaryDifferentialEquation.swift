// The library's kinds of steps are C variables, which nobody sets.
@preconcurrency import CGSL

/// y′ = f(t, y) for a state of a few numbers, with its Jacobian where it is known.
///
///     let oscillator = OrdinaryDifferentialEquation(dimension: 2) { _, y, rate in
///       rate[0] = y[1]
///       rate[1] = -y[0]
///     }
///     let states = try oscillator.states(from: [1, 0], at: 0, times: [1, 2, 3])
///
/// A value: solving keeps nothing, so that several threads may solve the same equation.
public struct OrdinaryDifferentialEquation: Sendable {
  /// Writes f(t, y), `dimension` numbers, from t and y.
  public typealias Rate = @Sendable (_ time: Double, _ state: UnsafePointer<Double>, _ rate: UnsafeMutablePointer<Double>) -> Void

  /// Writes ∂fᵢ/∂yⱼ at [i, j], row after row, and ∂fᵢ/∂t, from t and y.
  public typealias Jacobian =
    @Sendable (
      _ time: Double, _ state: UnsafePointer<Double>, _ byState: UnsafeMutablePointer<Double>, _ byTime: UnsafeMutablePointer<Double>
    ) -> Void

  /// How steps are made.
  public enum Method: Hashable, Sendable, CaseIterable {
    /// Runge–Kutta of Prince and Dormand, order 8: for what is not stiff, to high accuracy.
    case explicit
    /// Backward differentiation of orders 1 to 5 with Newton's iteration: for stiff equations. A Jacobian that is not exact costs steps, not accuracy.
    case backwardDifferences
    /// Extrapolation of the linearly implicit midpoint rule (Bader and Deuflhard 1983): for stiff equations to high accuracy, with a Jacobian that
    /// should be exact.
    case extrapolation
  }

  /// A method and when its steps are small enough: where the estimated error of each number of the state is below
  /// `absoluteTolerance` + `relativeTolerance` · |y|.
  public struct Solver: Hashable, Sendable {
    public var method: Method
    public var absoluteTolerance: Double
    public var relativeTolerance: Double
    /// The most steps from one time that is asked for to the next.
    public var stepLimit: Int

    public init(
      _ method: Method = .explicit, absoluteTolerance: Double = 1e-14, relativeTolerance: Double = 1e-13, stepLimit: Int = 1_000_000
    ) {
      self.method = method
      self.absoluteTolerance = absoluteTolerance
      self.relativeTolerance = relativeTolerance
      self.stepLimit = stepLimit
    }
  }

  public let dimension: Int
  private let rate: Rate
  private let jacobian: Jacobian?

  /// - Parameter jacobian: forward differences when nil; only the methods for stiff equations use it.
  public init(dimension: Int, jacobian: Jacobian? = nil, rate: @escaping Rate) {
    self.dimension = dimension
    self.rate = rate
    self.jacobian = jacobian
  }

  /// The states at times: [times, dimension].
  /// - Parameters:
  ///   - initial: the state at `start`.
  ///   - times: ascending and none before `start`, or descending and none after it.
  /// - Throws: `AnalysisError` where the sizes, the times or the tolerances make no sense, where the rate is not finite however small the step, and
  ///   where the steps become too small or too many. Its arguments are the time that was reached and the one that was to be.
  public func states(
    from initial: [Double], at start: Double, times: [Double], solver: Solver = Solver()
  ) throws(AnalysisError) -> [Double] {
    try check(initial, start, times, solver)
    var states = [Double](repeating: 0, count: times.count * dimension)
    guard let last = times.last, dimension > 0 else { return states }
    let work = Work(self)
    var (reached, goal) = (start, start)
    let (status, isFinite) = states.withUnsafeMutableBufferPointer { states in
      withExtendedLifetime(work) {
        work.run(initial, start, times, last < start, solver, into: states, &reached, &goal)
      }
    }
    try ScientificLibrary.call(Self.name, [reached, goal]) { status }
    guard isFinite else { throw AnalysisError(function: Self.name, reason: "the state is not finite", arguments: [reached, goal]) }
    return states
  }

  private static let name = "OrdinaryDifferentialEquation.states"

  private func check(_ initial: [Double], _ start: Double, _ times: [Double], _ solver: Solver) throws(AnalysisError) {
    func error(_ reason: String, _ arguments: [Double]) -> AnalysisError {
      AnalysisError(function: Self.name, reason: reason, arguments: arguments)
    }
    guard initial.count == dimension else {
      throw error("the initial state does not have the equation's dimension", [Double(initial.count), Double(dimension)])
    }
    guard initial.allSatisfy(\.isFinite) else { throw error("the initial state is not finite", initial) }
    let path = [start] + times
    guard path.allSatisfy(\.isFinite) else { throw error("a time is not finite", path.filter { !$0.isFinite }) }
    let isSorted = zip(path, path.dropFirst()).allSatisfy { $0 <= $1 } || zip(path, path.dropFirst()).allSatisfy { $0 >= $1 }
    guard isSorted else { throw error("the times are in no order", [start]) }
    let tolerances = [solver.absoluteTolerance, solver.relativeTolerance]
    guard tolerances.allSatisfy({ $0 >= 0 && $0.isFinite }), tolerances.contains(where: { $0 > 0 }) else {
      throw error("the tolerances are not finite, negative, or both zero", tolerances)
    }
    guard solver.stepLimit > 0 else { throw error("no step is allowed", [Double(solver.stepLimit)]) }
  }

  /// What the library hands back to the equation's functions.
  private final class Work {
    private let dimension: Int
    private let rate: Rate
    private let jacobian: Jacobian?
    /// A state, and its rates: room for differences.
    private let room: UnsafeMutablePointer<Double>

    init(_ equation: OrdinaryDifferentialEquation) {
      (dimension, rate, jacobian) = (equation.dimension, equation.rate, equation.jacobian)
      room = .allocate(capacity: 3 * equation.dimension)
    }

    deinit { room.deallocate() }

    func run(
      _ initial: [Double], _ start: Double, _ times: [Double], _ isBackward: Bool, _ solver: Solver,
      into states: UnsafeMutableBufferPointer<Double>, _ reached: inout Double, _ goal: inout Double
    ) -> (status: Int32, isFinite: Bool) {
      // A step that is far too small grows fivefold with each; one that is too large may leave where the equation makes sense.
      let first = times.first { $0 != start } ?? start
      let step = max(abs(first - start) * 1e-3, .leastNormalMagnitude)
      var system = gsl_odeiv2_system(
        function: { time, state, rate, parameters in
          guard let state, let rate, let parameters else { return Int32(GSL_EFAULT) }
          return Unmanaged<Work>.fromOpaque(parameters).takeUnretainedValue().writeRate(time, state, rate)
        },
        jacobian: { time, state, byState, byTime, parameters in
          guard let state, let byState, let byTime, let parameters else { return Int32(GSL_EFAULT) }
          return Unmanaged<Work>.fromOpaque(parameters).takeUnretainedValue().writeJacobian(time, state, byState, byTime)
        },
        dimension: dimension, params: Unmanaged.passUnretained(self).toOpaque())
      let type =
        switch solver.method {
        case .explicit: gsl_odeiv2_step_rk8pd
        case .backwardDifferences: gsl_odeiv2_step_msbdf
        case .extrapolation: gsl_odeiv2_step_bsimp
        }
      return withUnsafePointer(to: &system) { system in
        guard
          let driver = gsl_odeiv2_driver_alloc_y_new(
            system, type, isBackward ? -step : step, solver.absoluteTolerance, solver.relativeTolerance)
        else { return (Int32(GSL_ENOMEM), true) }
        defer { gsl_odeiv2_driver_free(driver) }
        _ = gsl_odeiv2_driver_set_nmax(driver, UInt(solver.stepLimit))
        var state = initial
        for (number, time) in times.enumerated() {
          goal = time
          let status = gsl_odeiv2_driver_apply(driver, &reached, time, &state)
          guard status == Int32(GSL_SUCCESS) else { return (status, true) }
          for (place, value) in state.enumerated() {
            guard value.isFinite else { return (status, false) }
            states[number * dimension + place] = value
          }
        }
        return (Int32(GSL_SUCCESS), true)
      }
    }

    /// A failure makes the library try a smaller step.
    private func writeRate(_ time: Double, _ state: UnsafePointer<Double>, _ out: UnsafeMutablePointer<Double>) -> Int32 {
      rate(time, state, out)
      for place in 0..<dimension where !out[place].isFinite { return Int32(GSL_FAILURE) }
      return Int32(GSL_SUCCESS)
    }

    private func writeJacobian(
      _ time: Double, _ state: UnsafePointer<Double>, _ byState: UnsafeMutablePointer<Double>, _ byTime: UnsafeMutablePointer<Double>
    ) -> Int32 {
      if let jacobian {
        jacobian(time, state, byState, byTime)
      } else {
        differences(time, state, byState, byTime)
      }
      for place in 0..<dimension * dimension where !byState[place].isFinite { return Int32(GSL_FAILURE) }
      for place in 0..<dimension where !byTime[place].isFinite { return Int32(GSL_FAILURE) }
      return Int32(GSL_SUCCESS)
    }

    /// Forward differences with steps √(ε max(10⁻⁵, |y|)).
    ///
    /// Source: the step of the program RADAU5; E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, 1996, IV.8.
    private func differences(
      _ time: Double, _ state: UnsafePointer<Double>, _ byState: UnsafeMutablePointer<Double>, _ byTime: UnsafeMutablePointer<Double>
    ) {
      func step(from value: Double) -> Double {
        // The step that the numbers really make.
        (value + (Double.ulpOfOne * max(1e-5, abs(value))).squareRoot()) - value
      }
      let (moved, here, there) = (room, room + dimension, room + 2 * dimension)
      moved.update(from: state, count: dimension)
      rate(time, state, here)
      for column in 0..<dimension {
        let step = step(from: state[column])
        moved[column] = state[column] + step
        rate(time, moved, there)
        moved[column] = state[column]
        for row in 0..<dimension { byState[row * dimension + column] = (there[row] - here[row]) / step }
      }
      let step = step(from: time)
      rate(time + step, state, there)
      for row in 0..<dimension { byTime[row] = (there[row] - here[row]) / step }
    }
  }
}
