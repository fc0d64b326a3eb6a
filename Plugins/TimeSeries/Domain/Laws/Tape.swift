internal import Foundation

/// An expression as a list of instructions, each on a column of numbers: one for each place at which the expression is asked for.
///
/// What occurs twice is worked out once. Derivatives come from one pass backwards.
struct Tape: Hashable, Sendable {
  /// Where a number comes from.
  enum Leaf: Hashable, Sendable {
    /// A channel, so many rows after the place.
    case channel(Int, lag: Int)
    /// A channel at one row, counted from the last where negative: −1 is the last.
    case fixed(Int, row: Int)
    case time(lag: Int)
    case fixedTime(row: Int)
    case condition(Int)
    /// A sum or mean over all places.
    case total(Int)
  }

  enum Code: Hashable, Sendable {
    case leaf(Leaf)
    case number(Double)
    case function(Expression.Function)
    case operation(Expression.Operation)
  }

  /// `a` and `b` are the numbers of earlier instructions; −1 where there are none.
  struct Instruction: Hashable, Sendable {
    let code: Code
    let a: Int
    let b: Int
  }

  private(set) var instructions: [Instruction] = []
  private var places: [Instruction: Int] = [:]

  /// Leaves with the numbers of their instructions.
  var leaves: [(leaf: Leaf, instruction: Int)] {
    instructions.enumerated().compactMap { number, instruction in
      if case .leaf(let leaf) = instruction.code { (leaf, number) } else { nil }
    }
  }

  /// Adds an instruction, or finds it. The last one added is the result.
  mutating func append(_ code: Code, _ a: Int = -1, _ b: Int = -1) -> Int {
    let instruction = Instruction(code: code, a: a, b: b)
    if let place = places[instruction] { return place }
    if let value = folded(instruction) { return append(.number(value)) }
    instructions.append(instruction)
    places[instruction] = instructions.count - 1
    return instructions.count - 1
  }

  /// The value of an instruction on numbers.
  private func folded(_ instruction: Instruction) -> Double? {
    func number(_ place: Int) -> Double? { if case .number(let value) = instructions[place].code { value } else { nil } }
    switch instruction.code {
    case .leaf, .number: return nil
    case .function(let function): return number(instruction.a).map { Self.value(function, $0) }
    case .operation(let operation):
      guard let a = number(instruction.a), let b = number(instruction.b) else { return nil }
      return Self.value(operation, a, b)
    }
  }

  // MARK: Values

  /// Fills the columns of all instructions.
  /// - Parameters:
  ///   - result: the instruction that is asked for.
  ///   - columns: instructions × count.
  ///   - leaf: writes the numbers of a leaf.
  func evaluate(
    count: Int, _ columns: UnsafeMutableBufferPointer<Double>, leaf: (Leaf, UnsafeMutableBufferPointer<Double>) -> Void
  ) {
    for (number, instruction) in instructions.enumerated() {
      let out = Self.column(number, columns, count)
      switch instruction.code {
      case .leaf(let source): leaf(source, out)
      case .number(let value): out.update(repeating: value)
      case .function(let function):
        let a = Self.column(instruction.a, columns, count)
        switch function {
        case .negative: for i in 0..<count { out[i] = -a[i] }
        case .squareRoot: for i in 0..<count { out[i] = a[i].squareRoot() }
        default: for i in 0..<count { out[i] = Self.value(function, a[i]) }
        }
      case .operation(let operation):
        let (a, b) = (Self.column(instruction.a, columns, count), Self.column(instruction.b, columns, count))
        switch operation {
        case .add: for i in 0..<count { out[i] = a[i] + b[i] }
        case .subtract: for i in 0..<count { out[i] = a[i] - b[i] }
        case .multiply: for i in 0..<count { out[i] = a[i] * b[i] }
        case .divide: for i in 0..<count { out[i] = a[i] / b[i] }
        default: for i in 0..<count { out[i] = Self.value(operation, a[i], b[i]) }
        }
      }
    }
  }

  /// The derivatives of the result by every instruction, from the columns that `evaluate` filled.
  func differentiate(_ result: Int, count: Int, _ columns: UnsafeMutableBufferPointer<Double>, into slopes: UnsafeMutableBufferPointer<Double>) {
    slopes[..<(instructions.count * count)].update(repeating: 0)
    Self.column(result, slopes, count).update(repeating: 1)
    for (number, instruction) in instructions.enumerated().reversed() {
      let slope = Self.column(number, slopes, count)
      switch instruction.code {
      case .leaf, .number: break
      case .function(let function):
        let (a, to) = (Self.column(instruction.a, columns, count), Self.column(instruction.a, slopes, count))
        let value = Self.column(number, columns, count)
        for i in 0..<count { to[i] += slope[i] * Self.slope(function, a[i], value[i]) }
      case .operation(let operation):
        let (a, b) = (Self.column(instruction.a, columns, count), Self.column(instruction.b, columns, count))
        let (toA, toB) = (Self.column(instruction.a, slopes, count), Self.column(instruction.b, slopes, count))
        switch operation {
        case .add:
          for i in 0..<count {
            toA[i] += slope[i]
            toB[i] += slope[i]
          }
        case .subtract:
          for i in 0..<count {
            toA[i] += slope[i]
            toB[i] -= slope[i]
          }
        case .multiply:
          for i in 0..<count {
            let (left, right) = (slope[i] * b[i], slope[i] * a[i])
            toA[i] += left
            toB[i] += right
          }
        case .divide:
          for i in 0..<count {
            let inverse = 1 / b[i]
            toA[i] += slope[i] * inverse
            toB[i] -= slope[i] * a[i] * inverse * inverse
          }
        case .power:
          let isNumber = if case .number = instructions[instruction.b].code { true } else { false }
          for i in 0..<count {
            toA[i] += slope[i] * b[i] * Self.value(.power, a[i], b[i] - 1)
            if !isNumber { toB[i] += slope[i] * Self.column(number, columns, count)[i] * log(a[i]) }
          }
        case .minimum:
          for i in 0..<count { if a[i] <= b[i] { toA[i] += slope[i] } else { toB[i] += slope[i] } }
        case .maximum:
          for i in 0..<count { if a[i] >= b[i] { toA[i] += slope[i] } else { toB[i] += slope[i] } }
        }
      }
    }
  }

  static func column(_ number: Int, _ columns: UnsafeMutableBufferPointer<Double>, _ count: Int) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(rebasing: columns[number * count..<(number + 1) * count])
  }

  static func value(_ function: Expression.Function, _ x: Double) -> Double {
    switch function {
    case .negative: -x
    case .absolute: abs(x)
    case .squareRoot: x.squareRoot()
    case .exponential: exp(x)
    case .logarithm: log(x)
    case .sine: sin(x)
    case .cosine: cos(x)
    case .tangent: tan(x)
    case .hyperbolicTangent: tanh(x)
    }
  }

  private static func slope(_ function: Expression.Function, _ x: Double, _ value: Double) -> Double {
    switch function {
    case .negative: -1
    case .absolute: x > 0 ? 1 : x < 0 ? -1 : 0
    case .squareRoot: 0.5 / value
    case .exponential: value
    case .logarithm: 1 / x
    case .sine: cos(x)
    case .cosine: -sin(x)
    case .tangent: 1 + value * value
    case .hyperbolicTangent: 1 - value * value
    }
  }

  static func value(_ operation: Expression.Operation, _ a: Double, _ b: Double) -> Double {
    switch operation {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .divide: return a / b
    case .power:
      // Small whole powers, which laws are full of, are products: faster, and exact where products are.
      if b == 2 { return a * a }
      if b == 1 { return a }
      if b == 3 { return a * a * a }
      if b == 0 { return 1 }
      if b == -1 { return 1 / a }
      return pow(a, b)
    // What is no number stays so.
    case .minimum: return a < b || a.isNaN ? a : b
    case .maximum: return a > b || a.isNaN ? a : b
    }
  }
}
