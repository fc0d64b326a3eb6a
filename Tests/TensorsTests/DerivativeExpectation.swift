import Foundation
import Tensors
import Testing

/// An argument of a function under test: a shape, and the interval from which its elements are drawn.
struct Argument {
  var shape: Shape
  var range: ClosedRange<Double> = -1.5...1.5
}

/// Fails unless the function's value, gradient and gradient of the gradient agree with a reference and with central differences.
///
/// With fixed weights w and u of the result's and the arguments' shapes, F = Σ w·f and G = Σ u·∇F are scalars; ∇F is held
/// against differences of F, and ∇G against differences of G. Everything runs in float64.
/// - Parameter value: the result, row-major, from the arguments' elements; when nil the value is not compared.
func expectDerivatives(
  of name: String, _ arguments: [Argument], seed: UInt64 = 3, order: Int = 2, _ function: ([Tensor]) -> Tensor,
  value: (([[Double]]) -> [Double])? = nil, location: SourceLocation = #_sourceLocation
) throws {
  var stream = RandomStream(seed: seed, stream: 99)
  func draw(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
    (0..<count).map { _ in range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform() }
  }
  let point = arguments.map { draw($0.shape.elementCount, $0.range) }
  let resultWeights = draw(512, -1...1)
  let argumentWeights = arguments.map { draw($0.shape.elementCount, -1...1) }

  let program = try Program(.float64, rows: 1) { trace in
    let variables = arguments.enumerated().map { trace.shared("x\($0.offset)", $0.element.shape) }
    let result = function(variables)
    trace.output("value", result, .sum)
    let count = result.elementCount
    let weights = trace.constant((0..<count).map { resultWeights[$0 % resultWeights.count] }, result.shape)
    let first = (result * weights).sum()
    trace.output("F", first, .sum)
    let gradients = first.gradient(variables)
    var second = trace.constant(0)
    for (index, gradient) in gradients.enumerated() {
      trace.output("dF/dx\(index)", gradient, .sum)
      second = second + (gradient * trace.constant(argumentWeights[index], gradient.shape)).sum()
    }
    trace.output("G", second, .sum)
    for (index, gradient) in second.gradient(variables).enumerated() { trace.output("dG/dx\(index)", gradient, .sum) }
  }
  let executor = try Executor<Double>(Plan(program), capacity: 1, threads: 1)
  func run(_ point: [[Double]]) throws {
    for (index, values) in point.enumerated() {
      if let memory = try? executor.input("x\(index)") { _ = memory.update(fromContentsOf: values) }
    }
    try executor.run()
  }
  try run(point)
  if let value {
    let expected = value(point)
    let found = try Array(executor.output("value"))
    #expect(expected.count == found.count, "\(name): number of elements", sourceLocation: location)
    for (a, b) in zip(expected, found) {
      #expect(abs(a - b) <= 1e-12 * max(1, abs(a)), "\(name): value \(b), expected \(a)", sourceLocation: location)
    }
  }
  for (scalar, derivative) in [("F", "dF"), ("G", "dG")].prefix(order) {
    try run(point)
    let gradients = try arguments.indices.map { try Array(executor.output("\(derivative)/dx\($0)")) }
    for argument in arguments.indices {
      for element in point[argument].indices {
        // Richardson's extrapolation of central differences: an error of h⁴.
        func difference(_ h: Double) throws -> Double {
          var moved = point
          moved[argument][element] += h
          try run(moved)
          let plus = try executor.output(scalar)[0]
          moved[argument][element] = point[argument][element] - h
          try run(moved)
          return (plus - (try executor.output(scalar)[0])) / (2 * h)
        }
        let fine = try difference(5e-4)
        let expected = (4 * fine - (try difference(1e-3))) / 3
        let found = gradients[argument][element]
        #expect(
          abs(found - expected) <= 2e-7 * max(1, abs(expected)),
          "\(name): \(derivative)/dx\(argument)[\(element)] is \(found), differences give \(expected)",
          sourceLocation: location)
      }
    }
  }
}
