import Analysis
import Files
import Foundation
import Testing
import TimeSeriesDomain

@Suite struct FieldSimulatorTests {
  /// ∂u/∂t = ν ∂²u/∂x² by differences, and the values at a few places.
  @Test func heatSpreads() throws {
    let field = HeatField()
    let (phase, viscosity) = (0.9, 3.2)
    let u = try field.solution(phase, viscosity)
    let (spacing, step) = (2 * Double.pi / 100, 1.0 / 99)
    for (row, point) in [(10, 3), (50, 70), (98, 42)] {
      func value(_ row: Int, _ point: Int) -> Double { u[row * 100 + point] }
      let rate = (value(row + 1, point) - value(row - 1, point)) / (2 * step)
      let bend = (value(row, point + 1) - 2 * value(row, point) + value(row, point - 1)) / (spacing * spacing)
      #expect(abs(rate - viscosity * bend) < 2e-3 * abs(rate) + 1e-12)
      #expect(abs(value(row, point) - sin(field.points[point] + phase) * exp(-viscosity * Double(row) / 99)) < 1e-15)
    }
    #expect(field.times(length: 100).last == 1)
  }

  /// With u = 1 flowing in, the front keeps its form and moves at the speed (1 + 0)/2 of the jump; with nothing flowing in, u = x/t spreads from the left.
  @Test func frontsMove() throws {
    let field = BurgersField()
    let (front, row) = (0.3, 60)
    let pushed = try field.solution(front, 1)
    let last = Array(pushed[row * 101..<(row + 1) * 101])
    let crossing = try #require((0..<100).first { last[$0] >= 0.5 && last[$0 + 1] < 0.5 })
    #expect(abs(field.points[crossing] - (front + 0.3)) < 0.015)
    #expect(last[..<50].allSatisfy { $0 > 0.999 } && last[72...].allSatisfy { $0 < 1e-3 })
    let starved = try field.solution(0.6, 0)
    for point in [10, 20, 30, 40] {
      #expect(abs(starved[row * 101 + point] - field.points[point] / 0.6) < 0.05)
    }
    #expect(abs(pushed[100 * 101 - 101 + 40] - 1) < 1e-3 && field.times(length: 101)[100] == 1)
  }

  /// Against the same cells in continuous time: without growth, fields would differ by 2·10⁻³.
  @Test(arguments: 0..<4)
  func growthAndDiffusion(number: Int) throws {
    let field = ReactionDiffusionField()
    let (profile, fluxes) = (field.initial(number, seed: 6), field.boundary(number, seed: 6))
    #expect(profile.values.min() == 0 && profile.values.max() == 1)
    #expect(0...0.05 ~= fluxes.left && -0.05...0 ~= fluxes.right)
    let equation = OrdinaryDifferentialEquation(dimension: 128) { _, u, rate in
      for cell in 0..<128 {
        let left = cell == 0 ? fluxes.left : -0.005 * (u[cell] - u[cell - 1]) * 128
        let right = cell == 127 ? fluxes.right : -0.005 * (u[cell + 1] - u[cell]) * 128
        rate[cell] = (left - right) * 128 + 0.01 * u[cell] * (1 - u[cell])
      }
    }
    let u = try field.solution(profile, fluxes)
    let solved = try equation.states(
      from: profile.values, at: 0, times: [0.01, 0.1, 0.99], solver: .init(absoluteTolerance: 1e-9, relativeTolerance: 1e-9))
    for (place, row) in [1, 10, 99].enumerated() {
      for cell in 0..<128 { #expect(abs(u[row * 128 + cell] - solved[place * 128 + cell]) < 3e-4) }
    }
    #expect(throws: ProgramError.self) { try ReactionDiffusionField.Profile([1, 2]) }
    #expect(throws: ProgramError.self) { try ReactionDiffusionField.Profile([Double](repeating: .nan, count: 128)) }
  }

  /// Against the protocol's scheme: growth and diffusion added in each part, fluxes from half a part on.
  @Test(arguments: 0..<4)
  func growthInParts(number: Int) throws {
    let field = ReactionDiffusionField()
    let (profile, fluxes) = (field.initial(number, seed: 7), field.boundary(number, seed: 7))
    func moved(_ u: [Double], by other: [Double], _ duration: Double) -> [Double] {
      var flux = [Double](repeating: 0, count: 129)
      (flux[0], flux[128]) = (fluxes.left, fluxes.right)
      for edge in 1..<128 { flux[edge] = -0.005 * 128 * (other[edge] - other[edge - 1]) }
      let decay = exp(-0.01 * duration)
      var result = u
      for cell in 0..<128 {
        let grown = u[cell] / (u[cell] + decay * (1 - u[cell]))
        result[cell] = grown - duration * 128 * (flux[cell + 1] - flux[cell])
      }
      return result
    }
    let u = try field.solution(profile, fluxes)
    var (other, squares) = (profile.values, 0.0)
    for row in 1..<100 {
      var rest = 0.01
      while rest > 1e-9 {
        let part = min(0.125 / (128 * 128 * 0.005), rest)
        other = moved(other, by: moved(other, by: other, 0.5 * part), part)
        rest -= part
      }
      for cell in 0..<128 { squares += pow(u[row * 128 + cell] - other[cell], 2) }
    }
    #expect((squares / (99 * 128)).squareRoot() < 1e-5)
  }

  /// Initial fields come first, and each meets all boundaries; numbers that are held back are others.
  @Test func studies() throws {
    let field = ReactionDiffusionField()
    let (initials, boundaries) = (field.initials(0..<3, seed: 1), field.boundaries(0..<4, seed: 1))
    let made = try field.simulate(initials: initials, boundaries: boundaries, length: 12)
    #expect(made.count == 12 && made.series.length == 12)
    for number in 0..<12 {
      #expect(Array(made.series.series(number).prefix(128)) == initials[number / 4].values)
      #expect(made.conditions(number) == [boundaries[number % 4].left, boundaries[number % 4].right])
    }
    #expect(try Array(made.series.series(7)) == field.solution(initials[1], boundaries[3], length: 12))
    #expect(Set(field.initials(0..<100, seed: 1)).count == 100 && field.initials(50..<53, seed: 1)[0] == field.initial(50, seed: 1))
    #expect(throws: ProgramError.self) { try field.simulate(initials: [], boundaries: boundaries) }
    #expect(throws: ProgramError.self) { try field.simulate(initials: initials, boundaries: boundaries, length: 1) }
    let fronts = BurgersField().initials(0..<2000, seed: 3)
    let inflows = BurgersField().boundaries(0..<2000, seed: 3)
    #expect(fronts.allSatisfy { 0.2...0.8 ~= $0 } && inflows.allSatisfy { 0...1 ~= $0 })
    // The means of 2000 uniform numbers are within six deviations; the two parts are independent.
    #expect(abs(fronts.reduce(0, +) / 2000 - 0.5) < 0.024 && abs(inflows.reduce(0, +) / 2000 - 0.5) < 0.039)
    let together = zip(fronts, inflows).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) } / 2000
    #expect(abs(together) < 0.007)
  }
}
