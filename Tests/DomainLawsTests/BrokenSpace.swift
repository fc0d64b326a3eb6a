import Bellman
import Foundation
import Tensors

/// A good space with exactly one thing wrong.
struct BrokenSpace<Base: HeatKernelSpace & SymmetricSpace>: HeatKernelSpace, SymmetricSpace {
  enum Fault: String, CaseIterable, CustomStringConvertible {
    case none, straightSteps, tangentPartIsIdentity, wrongInnerProduct, logarithmOfWrongSign, longDistance, noTransport
    case wrongVolume, halfVelocity, lazyProjection, wrongDivergence, blindViolations, wrongRow, jumpyViolations,
      crowdedUniformStates
    case wrongLogVolume, forgetfulRows, wideHeatKernel, wrongHeatKernelScore, wrongNormalisation, unsteadyHeatKernel
    case shearingGroup, groupLeavesTangents, undefinedAtZero, flatAnswers

    var description: String { rawValue }
  }

  let base: Base
  let fault: Fault

  var name: String { base.name }
  var dimension: Int { base.dimension }
  var layout: StateLayout { base.layout }
  var tangentLayout: StateLayout { base.tangentLayout }
  var logVolume: Double { base.logVolume + (fault == .wrongLogVolume ? 0.2 : 0) }

  func tangentPart(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors {
    fault == .tangentPartIsIdentity ? vector : base.tangentPart(vector, at: state)
  }

  func advance(_ state: NamedTensors, along step: NamedTensors) -> NamedTensors {
    fault == .straightSteps ? state + step : base.advance(state, along: step)
  }

  func logarithm(from state: NamedTensors, to other: NamedTensors) -> NamedTensors {
    let vector = base.logarithm(from: state, to: other)
    switch fault {
    case .logarithmOfWrongSign: return vector * -1
    case .undefinedAtZero:
      let distance = base.distance(state, other)
      return vector.scaled(byRows: distance / distance)
    case .flatAnswers: return vector.map { $0.reshaped([-1]) }
    default: return vector
    }
  }

  func distance(_ state: NamedTensors, _ other: NamedTensors) -> Tensor {
    // A chord is no metric along geodesics; one that is not symmetric is none at all.
    fault == .longDistance
      ? base.distance(state, other) + (state.vector.element(axis: 1, 0) * 0.01) : base.distance(state, other)
  }

  func innerProduct(_ v: NamedTensors, _ w: NamedTensors, at state: NamedTensors) -> Tensor {
    base.innerProduct(v, w, at: state) * (fault == .wrongInnerProduct ? 2 : 1)
  }

  func transport(_ vector: NamedTensors, from state: NamedTensors, to other: NamedTensors) -> NamedTensors {
    fault == .noTransport ? vector : base.transport(vector, from: state, to: other)
  }

  func exponentialLogVolume(_ vector: NamedTensors, at state: NamedTensors) -> Tensor {
    base.exponentialLogVolume(vector, at: state) * (fault == .wrongVolume ? 0.5 : 1)
  }

  func coordinateVelocity(_ vector: NamedTensors, at state: NamedTensors) -> NamedTensors {
    base.coordinateVelocity(vector, at: state) * (fault == .halfVelocity ? 0.5 : 1)
  }

  func projected(_ state: NamedTensors) -> NamedTensors { fault == .lazyProjection ? state : base.projected(state) }

  func divergence(of field: NamedTensors, at state: NamedTensors) -> Tensor {
    fault == .wrongDivergence ? field.vector.divergence(state.vector) : base.divergence(of: field, at: state)
  }

  func uniformStates(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    var randomness = randomness
    if fault == .forgetfulRows { randomness.firstRow = 0 }
    var states = base.uniformStates(count: count, randomness)
    if fault == .crowdedUniformStates {
      // Half of the space only, as of unit quaternions with a positive first number.
      let size = layout.elementCount
      for row in 0..<count { states.values[0][row * size] = abs(states.values[0][row * size]) }
    }
    return states
  }

  func violations(of states: StateBatch, tolerance: Double) -> [Violation] {
    let found = base.violations(of: states, tolerance: tolerance)
    switch fault {
    case .blindViolations: return []
    case .wrongRow: return found.map { Violation(row: $0.row + 1, check: $0.check, excess: $0.excess) }
    case .jumpyViolations: return found + [Violation(row: 0, check: "jumpy", excess: 1e-9)]
    default: return found
    }
  }

  func heatKernelDraws(
    around states: StateBatch, standardDeviations: [Double], _ randomness: RandomCoordinates
  ) -> StateBatch {
    let factor =
      switch fault {
      case .wideHeatKernel: 1.05
      // Right at one level, and wrong in the way that levels add.
      case .unsteadyHeatKernel: 1 + 0.3 * (standardDeviations.first ?? 0)
      default: 1.0
      }
    return base.heatKernelDraws(around: states, standardDeviations: standardDeviations.map { $0 * factor }, randomness)
  }

  func logHeatKernel(from x: StateBatch, to y: StateBatch, standardDeviations: [Double]) -> [Double] {
    let factor = fault == .unsteadyHeatKernel ? 0.3 : 0
    let deviations = standardDeviations.map { $0 * (1 + factor * $0) }
    let shift = fault == .wrongNormalisation ? 0.1 : 0
    return base.logHeatKernel(from: x, to: y, standardDeviations: deviations).map { $0 + shift }
  }

  func heatKernelScore(from x: StateBatch, at y: StateBatch, standardDeviations: [Double]) -> StateBatch {
    let factor = fault == .unsteadyHeatKernel ? 0.3 : 0
    var scores = base.heatKernelScore(
      from: x, at: y, standardDeviations: standardDeviations.map { $0 * (1 + factor * $0) })
    if fault == .wrongHeatKernelScore { for index in scores.values[0].indices { scores.values[0][index] *= 1.05 } }
    return scores
  }

  var groupLayout: StateLayout { base.groupLayout }
  func groupElements(count: Int, _ randomness: RandomCoordinates) -> StateBatch {
    base.groupElements(count: count, randomness)
  }
  func moved(_ state: NamedTensors, by element: NamedTensors) -> NamedTensors {
    let moved = base.moved(state, by: element)
    guard fault == .shearingGroup else { return moved }
    let shear = moved.vector.trace.constant(
      [0.1] + Array(repeating: 0, count: layout.elementCount - 1), [1, layout.elementCount])
    return base.projected(NamedTensors(layout, [moved.vector + shear]))
  }
  func moved(_ vector: NamedTensors, at state: NamedTensors, by element: NamedTensors) -> NamedTensors {
    fault == .groupLeavesTangents ? vector : base.moved(vector, at: state, by: element)
  }
}
