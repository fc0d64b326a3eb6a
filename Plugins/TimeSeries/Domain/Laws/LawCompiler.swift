internal import Files

/// Turns an expression of a law into tapes, in which names are channels, constants, conditions and times.
struct LawCompiler {
  /// One quantity: its tape, and the sums that it needs, each with a tape of its own.
  struct Quantity: Hashable, Sendable {
    var tape = Tape()
    var result = 0
    var totals: [Total] = []
  }

  struct Total: Hashable, Sendable {
    var tape = Tape()
    var result = 0
    var isMean = false
  }

  /// At which row an expression is read: so many after the law's own, or a fixed one.
  private enum Row: Hashable {
    case after(Int)
    case fixed(Int, fromEnd: Bool)
  }

  let law: String
  let channels: [String: Int]
  let constants: [String: Double]
  let conditions: [String: Int]
  private var totals: [Total] = []
  private var totalNumbers: [Expression: Int] = [:]

  init(law: String, channels: [String: Int], constants: [String: Double], conditions: [String: Int]) {
    self.law = law
    self.channels = channels
    self.constants = constants
    self.conditions = conditions
  }

  static func quantity(
    _ expression: Expression, law: String, channels: [String: Int], constants: [String: Double], conditions: [String: Int]
  ) throws(ProgramError) -> Quantity {
    var compiler = LawCompiler(law: law, channels: channels, constants: constants, conditions: conditions)
    var quantity = Quantity()
    quantity.result = try compiler.append(expression, to: &quantity.tape, .after(0), inTotal: false)
    quantity.totals = compiler.totals
    return quantity
  }

  private func error(_ problem: String, _ remedy: String = "correct the law") -> ProgramError {
    ProgramError(.data, "law “\(law)”: \(problem)", remedy: remedy)
  }

  private mutating func append(
    _ expression: Expression, to tape: inout Tape, _ row: Row, inTotal: Bool
  ) throws(ProgramError) -> Int {
    switch expression {
    case .number(let value): return tape.append(.number(value))
    case .name(let name): return try append(name, to: &tape, row)
    case .function(let function, let a):
      let a = try append(a, to: &tape, row, inTotal: inTotal)
      return tape.append(.function(function), a)
    case .operation(let operation, let a, let b):
      let first = try append(a, to: &tape, row, inTotal: inTotal)
      let second = try append(b, to: &tape, row, inTotal: inTotal)
      return tape.append(.operation(operation), first, second)
    case .at(let place, let a): return try append(a, to: &tape, try moved(row, to: place), inTotal: inTotal)
    case .total(let total, let a):
      guard !inTotal else { throw error("a sum stands in a sum") }
      if let number = totalNumbers[expression] { return tape.append(.leaf(.total(number))) }
      var inner = Tape()
      let result = try append(a, to: &inner, .after(0), inTotal: true)
      totals.append(Total(tape: inner, result: result, isMean: total == .mean))
      totalNumbers[expression] = totals.count - 1
      return tape.append(.leaf(.total(totals.count - 1)))
    }
  }

  private func append(_ name: String, to tape: inout Tape, _ row: Row) throws(ProgramError) -> Int {
    if let channel = channels[name] {
      switch row {
      case .after(let lag): return tape.append(.leaf(.channel(channel, lag: lag)))
      case .fixed(let number, let fromEnd): return tape.append(.leaf(.fixed(channel, row: fromEnd ? number - 1 : number)))
      }
    }
    if let value = constants[name] { return tape.append(.number(value)) }
    if let condition = conditions[name] { return tape.append(.leaf(.condition(condition))) }
    func time(_ later: Int) throws(ProgramError) -> Int {
      switch row {
      case .after(let lag): return tape.append(.leaf(.time(lag: lag + later)))
      case .fixed(let number, let fromEnd):
        guard !fromEnd || number + later <= 0 else { throw error("“\(name)” is asked for after the last time") }
        return tape.append(.leaf(.fixedTime(row: fromEnd ? number + later - 1 : number + later)))
      }
    }
    switch name {
    case "t": return try time(0)
    case "dt":
      let (now, then) = (try time(0), try time(1))
      return tape.append(.operation(.subtract), then, now)
    default:
      let known = channels.keys.sorted().joined(separator: ", ")
      throw error("there is no channel, constant or condition “\(name)”", known.isEmpty ? "name one" : "the channels are \(known)")
    }
  }

  private func moved(_ row: Row, to place: Expression.Place) throws(ProgramError) -> Row {
    switch (place, row) {
    case (.first, _): return .fixed(0, fromEnd: false)
    case (.last, _): return .fixed(0, fromEnd: true)
    case (.next, .after(let lag)): return .after(lag + 1)
    case (.previous, .after(let lag)): return .after(lag - 1)
    case (.next, .fixed(let number, let fromEnd)):
      guard !fromEnd || number < 0 else { throw error("there is no time after the last") }
      return .fixed(number + 1, fromEnd: fromEnd)
    case (.previous, .fixed(let number, let fromEnd)):
      guard fromEnd || number > 0 else { throw error("there is no time before the first") }
      return .fixed(number - 1, fromEnd: fromEnd)
    }
  }
}
