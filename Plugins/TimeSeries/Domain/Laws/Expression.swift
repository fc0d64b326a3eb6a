/// A quantity of a series at a time: what laws are stated with.
///
///     let energy = 0.5 * (.name("vx").squared + .name("vy").squared) - 1 / Expression.squareRoot(.name("x").squared + .name("y").squared)
///
/// A name is a channel, a constant, a condition of the series, `t` (the time) or `dt` (the time to the next row). What is not said to be at
/// another time is at the time at which the law is held.
public indirect enum Expression: Hashable, Sendable {
  case number(Double)
  case name(String)
  case function(Function, Expression)
  case operation(Operation, Expression, Expression)
  /// The quantity at another time.
  case at(Place, Expression)
  /// One number for the whole series.
  case total(Total, Expression)

  public enum Function: String, CaseIterable, Hashable, Sendable {
    case negative = "-"
    case absolute = "abs"
    case squareRoot = "sqrt"
    case exponential = "exp"
    case logarithm = "log"
    case sine = "sin"
    case cosine = "cos"
    case tangent = "tan"
    case hyperbolicTangent = "tanh"
  }

  public enum Operation: String, CaseIterable, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
    case minimum = "min"
    case maximum = "max"
  }

  public enum Place: String, CaseIterable, Hashable, Sendable { case next, previous, first, last }

  public enum Total: String, CaseIterable, Hashable, Sendable { case sum, mean }
}

extension Expression: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .number(Double(value)) }

  public static func + (a: Expression, b: Expression) -> Expression { .operation(.add, a, b) }
  public static func - (a: Expression, b: Expression) -> Expression { .operation(.subtract, a, b) }
  public static func * (a: Expression, b: Expression) -> Expression { .operation(.multiply, a, b) }
  public static func / (a: Expression, b: Expression) -> Expression { .operation(.divide, a, b) }
  public static prefix func - (a: Expression) -> Expression { .function(.negative, a) }
  public static func squareRoot(_ a: Expression) -> Expression { .function(.squareRoot, a) }
  public static func exponential(_ a: Expression) -> Expression { .function(.exponential, a) }
  public static func logarithm(_ a: Expression) -> Expression { .function(.logarithm, a) }
  public static func sine(_ a: Expression) -> Expression { .function(.sine, a) }
  public static func cosine(_ a: Expression) -> Expression { .function(.cosine, a) }
  public static func next(_ a: Expression) -> Expression { .at(.next, a) }
  public static func previous(_ a: Expression) -> Expression { .at(.previous, a) }
  public static func first(_ a: Expression) -> Expression { .at(.first, a) }
  public static func last(_ a: Expression) -> Expression { .at(.last, a) }
  public static func sum(_ a: Expression) -> Expression { .total(.sum, a) }
  public static func mean(_ a: Expression) -> Expression { .total(.mean, a) }

  /// To a power.
  public func power(_ exponent: Expression) -> Expression { .operation(.power, self, exponent) }
  public var squared: Expression { power(2) }
}

extension Expression: CustomStringConvertible {
  /// As `SeriesLaw.init(_:_:)` reads it.
  public var description: String { text(0) }

  /// - Parameter outer: how tightly what stands around binds.
  private func text(_ outer: Int) -> String {
    switch self {
    case .number(let value):
      let text = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
      return value < 0 && outer > 0 ? "(\(text))" : text
    case .name(let name): return ExpressionParser.isPlain(name) ? name : "`\(name)`"
    case .function(.negative, let a): return outer > 2 ? "(-\(a.text(3)))" : "-\(a.text(3))"
    case .function(let function, let a): return "\(function.rawValue)(\(a.text(0)))"
    case .at(let place, let a): return "\(place.rawValue)(\(a.text(0)))"
    case .total(let total, let a): return "\(total.rawValue)(\(a.text(0)))"
    case .operation(let operation, let a, let b):
      let (binding, left, right): (Int, Int, Int)
      switch operation {
      case .add: (binding, left, right) = (1, 1, 1)
      case .subtract: (binding, left, right) = (1, 1, 2)
      case .multiply: (binding, left, right) = (2, 2, 2)
      case .divide: (binding, left, right) = (2, 2, 3)
      case .power: (binding, left, right) = (4, 5, 3)
      case .minimum, .maximum: return "\(operation.rawValue)(\(a.text(0)), \(b.text(0)))"
      }
      let spaced = operation == .power ? "^" : " \(operation.rawValue) "
      let text = a.text(left) + spaced + b.text(right)
      return binding < outer ? "(\(text))" : text
    }
  }
}
