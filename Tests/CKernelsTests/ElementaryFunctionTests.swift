import CKernels
import Foundation
import Testing

#if arch(x86_64)
  typealias Wide = Float80
#else
  typealias Wide = Double
#endif

/// An elementary function of the kernels with its definition in a wider precision.
struct ElementaryFunction: Sendable, CustomTestStringConvertible {
  var name: String
  var opcode: ck_opcode
  /// Ends of the range that arguments are drawn from, evenly.
  var range: ClosedRange<Double>
  /// Arguments are drawn evenly in their logarithm instead.
  var evenInLogarithm = false
  /// The largest error allowed, in units in the last place.
  var tolerance: Double
  var exact: @Sendable (Wide, Wide) -> Wide

  var testDescription: String { "\(name) on \(range)" }
}

private func sigmoid(_ x: Wide) -> Wide { 1 / (1 + exp(-x)) }

private let functions: [ElementaryFunction] = [
  .init(name: "√", opcode: CK_SQUARE_ROOT, range: 1e-30...1e30, evenInLogarithm: true, tolerance: 0.51) { x, _ in
    x.squareRoot()
  },
  .init(name: "1/x", opcode: CK_RECIPROCAL, range: 1e-30...1e30, evenInLogarithm: true, tolerance: 0.51) { x, _ in 1 / x
  },
  .init(name: "1/√x", opcode: CK_RECIPROCAL_SQUARE_ROOT, range: 1e-30...1e30, evenInLogarithm: true, tolerance: 1.6) {
    x, _ in
    1 / x.squareRoot()
  },
  .init(name: "exp", opcode: CK_EXPONENTIAL, range: -86...88.7, tolerance: 1.5) { x, _ in exp(x) },
  .init(name: "exp − 1", opcode: CK_EXPONENTIAL_MINUS_ONE, range: -30...88, tolerance: 2) { x, _ in expm1(x) },
  .init(name: "exp − 1", opcode: CK_EXPONENTIAL_MINUS_ONE, range: -1...1, tolerance: 2.2) { x, _ in expm1(x) },
  .init(name: "exp − 1", opcode: CK_EXPONENTIAL_MINUS_ONE, range: 1e-17...1, evenInLogarithm: true, tolerance: 2.2) {
    x, _ in expm1(x)
  },
  .init(name: "log", opcode: CK_LOGARITHM, range: 1e-37...1e38, evenInLogarithm: true, tolerance: 1.2) { x, _ in log(x)
  },
  .init(name: "log", opcode: CK_LOGARITHM, range: 0.5...2, tolerance: 1.2) { x, _ in log(x) },
  .init(name: "log(1 + x)", opcode: CK_LOGARITHM_ONE_PLUS, range: -0.9999...3, tolerance: 1.6) { x, _ in log1p(x) },
  .init(name: "log(1 + x)", opcode: CK_LOGARITHM_ONE_PLUS, range: 1e-30...1e30, evenInLogarithm: true, tolerance: 1.6) {
    x, _ in log1p(x)
  },
  .init(name: "sin", opcode: CK_SINE, range: -10...10, tolerance: 2) { x, _ in sin(x) },
  .init(name: "sin", opcode: CK_SINE, range: -12000...12000, tolerance: 2.2) { x, _ in sin(x) },
  .init(name: "sin, by the library", opcode: CK_SINE, range: -1e8...1e8, tolerance: 2) { x, _ in sin(x) },
  .init(name: "cos", opcode: CK_COSINE, range: -10...10, tolerance: 2) { x, _ in cos(x) },
  .init(name: "cos", opcode: CK_COSINE, range: -12000...12000, tolerance: 2.2) { x, _ in cos(x) },
  .init(name: "tanh", opcode: CK_HYPERBOLIC_TANGENT, range: -12...12, tolerance: 3) { x, _ in tanh(x) },
  .init(name: "tanh", opcode: CK_HYPERBOLIC_TANGENT, range: 1e-17...1, evenInLogarithm: true, tolerance: 3) { x, _ in
    tanh(x)
  },
  .init(name: "sigmoid", opcode: CK_SIGMOID, range: -86...86, tolerance: 3) { x, _ in sigmoid(x) },
  .init(name: "softplus", opcode: CK_SOFTPLUS, range: -86...86, tolerance: 2.6) { x, _ in
    max(x, 0) + log1p(exp(-abs(x)))
  },
  .init(name: "atan2", opcode: CK_ARC_TANGENT2, range: -1...1, tolerance: 2.6) { y, x in atan2(y, x) },
  .init(name: "atan2", opcode: CK_ARC_TANGENT2, range: 1e-6...1e6, evenInLogarithm: true, tolerance: 2.6) { y, x in
    atan2(y, x)
  },
  .init(name: "power", opcode: CK_POWER, range: 1e-3...1e3, evenInLogarithm: true, tolerance: 1.2) { x, y in pow(x, y)
  },
]

/// Runs one instruction over whole arrays.
func apply<Real: KernelReal>(_ opcode: ck_opcode, _ x: [Real], _ y: [Real]) -> [Real] {
  var program = ElementwiseProgram(sizes: [x.count], registerCount: 3)
  program.loads = [.init(register: 0, slot: 0, strides: [1]), .init(register: 1, slot: 1, strides: [1])]
  let arity = opcode.rawValue < CK_ADD.rawValue ? 1 : 2
  program.instructions = [.init(opcode: opcode, destination: 2, operands: Array([0, 1].prefix(arity)))]
  program.stores = [.init(register: 2, slot: 2, kind: CK_STORE)]
  var slots = [x, y, [Real](repeating: 0, count: x.count)]
  program.run(&slots)
  return slots[2]
}

@Suite struct ElementaryFunctionTests {
  @Test(arguments: functions) func staysWithinItsErrorInFloat(function: ElementaryFunction) {
    check(function, Float.self)
  }

  @Test(arguments: functions) func staysWithinItsErrorInDouble(function: ElementaryFunction) {
    check(function, Double.self)
  }

  /// 40 000 arguments, seed 5, in an odd number so that the last block has a remainder.
  private func check<Real: KernelReal>(_ function: ElementaryFunction, _: Real.Type) {
    var generator = SplitMix(seed: 5)
    let arguments = (0..<40_003).map { _ in
      guard function.evenInLogarithm else { return Real(Double.random(in: function.range, using: &generator)) }
      let ends = (log(function.range.lowerBound), log(function.range.upperBound))
      return Real(exp(Double.random(in: ends.0...ends.1, using: &generator)))
    }
    let seconds = arguments.map { _ in Real(Double.random(in: -8...8, using: &generator)) }
    let values = apply(function.opcode, arguments, seconds)
    var worst = (error: 0.0, argument: Real(0))
    for (i, value) in values.enumerated() {
      let exact = function.exact(Wide(arguments[i]), Wide(seconds[i]))
      let unit = max(Wide(Real(exact).ulp), Wide(Real.leastNormalMagnitude * Real.ulpOfOne))
      let error = Double(abs(Wide(value) - exact) / unit)
      if !(error <= worst.error) { worst = (error, arguments[i]) }
    }
    #expect(worst.error <= function.tolerance, "\(worst.error) units in the last place at \(worst.argument)")
  }

  @Test func specialValuesInFloat() { checkSpecialValues(Float.self) }
  @Test func specialValuesInDouble() { checkSpecialValues(Double.self) }

  private func checkSpecialValues<Real: KernelReal>(_: Real.Type) {
    let huge = Real.greatestFiniteMagnitude, infinity = Real.infinity
    let cases: [(ck_opcode, Real, Real)] = [
      (CK_EXPONENTIAL, infinity, infinity), (CK_EXPONENTIAL, -infinity, 0), (CK_EXPONENTIAL, 800, infinity),
      (CK_EXPONENTIAL, huge, infinity), (CK_EXPONENTIAL, -huge, 0), (CK_EXPONENTIAL, -800, 0), (CK_EXPONENTIAL, 0, 1),
      (CK_EXPONENTIAL_MINUS_ONE, infinity, infinity), (CK_EXPONENTIAL_MINUS_ONE, -infinity, -1),
      (CK_EXPONENTIAL_MINUS_ONE, 0, 0), (CK_EXPONENTIAL_MINUS_ONE, huge, infinity),
      (CK_EXPONENTIAL_MINUS_ONE, -huge, -1),
      (CK_LOGARITHM, 0, -infinity), (CK_LOGARITHM, -1, .nan), (CK_LOGARITHM, infinity, infinity), (CK_LOGARITHM, 1, 0),
      (CK_LOGARITHM, -infinity, .nan), (CK_LOGARITHM_ONE_PLUS, -1, -infinity), (CK_LOGARITHM_ONE_PLUS, -2, .nan),
      (CK_LOGARITHM_ONE_PLUS, infinity, infinity), (CK_LOGARITHM_ONE_PLUS, 0, 0),
      (CK_LOGARITHM_ONE_PLUS, -infinity, .nan),
      (CK_SINE, 0, 0), (CK_COSINE, 0, 1), (CK_SINE, infinity, .nan), (CK_COSINE, -infinity, .nan),
      (CK_HYPERBOLIC_TANGENT, infinity, 1), (CK_HYPERBOLIC_TANGENT, -infinity, -1), (CK_HYPERBOLIC_TANGENT, 0, 0),
      (CK_SIGMOID, infinity, 1), (CK_SIGMOID, -infinity, 0), (CK_SIGMOID, -800, 0), (CK_SIGMOID, 800, 1),
      (CK_SIGMOID, 0, 0.5),
      (CK_SOFTPLUS, infinity, infinity), (CK_SOFTPLUS, -infinity, 0), (CK_SOFTPLUS, 800, 800),
      (CK_SOFTPLUS, huge, huge),
      (CK_SQUARE_ROOT, -1, .nan), (CK_SQUARE_ROOT, infinity, infinity), (CK_RECIPROCAL, 0, infinity),
      (CK_FLOOR, -0.5, -1), (CK_FLOOR, 2.5, 2), (CK_FLOOR, huge, huge), (CK_FLOOR, -infinity, -infinity),
      (CK_FLOOR, -3, -3),
      (CK_SIGN, -0.25, -1), (CK_SIGN, 0, 0), (CK_SIGN, infinity, 1), (CK_ABSOLUTE, -infinity, infinity),
    ]
    for (opcode, argument, expected) in cases {
      let value = apply(opcode, [argument], [0])[0]
      #expect(
        value == expected || (value.isNaN && expected.isNaN), "opcode \(opcode.rawValue) of \(argument) is \(value)")
    }
    for opcode in CK_COPY.rawValue...CK_FLOOR.rawValue {
      let value = apply(ck_opcode(rawValue: opcode), [1, .nan, 1], [1, 1, 1])
      #expect(!value[0].isNaN && value[1].isNaN && !value[2].isNaN, "opcode \(opcode) of NaN is \(value)")
    }
    for opcode in [CK_ADD, CK_MULTIPLY, CK_MAXIMUM, CK_MINIMUM, CK_POWER, CK_ARC_TANGENT2] {
      #expect(apply(opcode, [.nan, 2], [2, .nan]).allSatisfy { $0.isNaN }, "opcode \(opcode.rawValue)")
    }
  }

  @Test func anglesAtTheAxes() {
    let infinity = Double.infinity
    let axes: [(Double, Double)] = [
      (0, 1), (0, -1), (-0.0, -1), (-0.0, 1), (1, 0), (-1, 0), (1, -0.0), (0, 0), (0, -0.0),
    ]
    let far: [(Double, Double)] = [
      (infinity, infinity), (infinity, -infinity), (-1, infinity), (.leastNonzeroMagnitude, 1),
      (1, .leastNonzeroMagnitude), (3, -1e300), (1e305, 1e305),
    ]
    for (y, x) in axes + far {
      #expect(apply(CK_ARC_TANGENT2, [y], [x])[0] == atan2(y, x), "\(y), \(x)")
      #expect(abs(apply(CK_ARC_TANGENT2, [Float(y)], [Float(x)])[0] - atan2(Float(y), Float(x))) < 3e-7, "\(y), \(x)")
    }
  }

  @Test func powersOfAwkwardNumbers() {
    let bases: [Float] = [0, -0.0, -2, -2, 2, .infinity, -1, 0, 1, -8]
    let exponents: [Float] = [2, 3, 3, 0.5, 0, -1, .infinity, -1, .nan, 1]
    let values = apply(CK_POWER, bases, exponents)
    for i in bases.indices {
      let expected = powf(bases[i], exponents[i])
      #expect(values[i] == expected || (values[i].isNaN && expected.isNaN), "\(bases[i]) to the \(exponents[i])")
    }
  }
}
