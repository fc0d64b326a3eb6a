internal import Analysis
internal import Files

extension Simulator {
  /// 0, step, 2 step, …
  func evenTimes(_ length: Int, step: Double) -> [Double] { (0..<length).map { Double($0) * step } }

  /// The states of an equation at times, written to a series.
  /// - Throws: `ProgramError` with the solver's words.
  func solve(
    _ equation: OrdinaryDifferentialEquation, from initial: [Double], at start: Double, _ times: [Double],
    _ solver: OrdinaryDifferentialEquation.Solver = .init()
  ) throws(ProgramError) -> [Double] {
    do throws(AnalysisError) {
      return try equation.states(from: initial, at: start, times: times, solver: solver)
    } catch {
      throw ProgramError(
        .software, "the equations of “\(name)” could not be solved: \(error)", remedy: "use another seed, or fewer times")
    }
  }
}
