internal import Files

/// Reads laws by recursive descent.
struct ExpressionParser {
  private enum Token: Hashable {
    case number(Double)
    case name(String)
    /// A name in backquotes: never a function.
    case quoted(String)
    case symbol(String)
    case end

    var text: String {
      switch self {
      case .number(let value): "\(value)"
      case .name(let name), .quoted(let name): "“\(name)”"
      case .symbol(let symbol): "“\(symbol)”"
      case .end: "the end"
      }
    }
  }

  /// What can be nested: a deeper text is a mistake, and would overrun the stack.
  private static let greatestDepth = 200
  private static let symbols = ["<=", ">=", "==", "=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ","]

  private let law: String
  private let tokens: [(token: Token, place: Int)]
  private var position = 0
  private var depth = 0

  /// Whether a name can stand without backquotes.
  static func isPlain(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, isLetter(first), !reserved.contains(name) else { return false }
    return name.unicodeScalars.allSatisfy { isLetter($0) || isDigit($0) || $0 == "." }
  }

  private static let reserved: Set<String> = Set(
    Expression.Function.allCases.map(\.rawValue) + ["min", "max", "conserved", "complementary"] + Expression.Place.allCases.map(\.rawValue)
      + Expression.Total.allCases.map(\.rawValue))

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar == "_" }
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { "0"..."9" ~= scalar }

  static func relation(_ text: String, of law: String) throws(ProgramError) -> SeriesLaw.Relation {
    var parser = ExpressionParser(law: law, tokens: try tokens(of: text, law: law))
    let relation = try parser.relation()
    guard parser.current == .end else { throw parser.error("expected the end, found \(parser.current.text)") }
    return relation
  }

  // MARK: Tokens

  private static func tokens(of text: String, law: String) throws(ProgramError) -> [(token: Token, place: Int)] {
    let scalars = Array(text.unicodeScalars)
    var tokens: [(token: Token, place: Int)] = []
    var index = 0
    func error(_ problem: String, _ place: Int) -> ProgramError { Self.error(law, problem, place) }
    while index < scalars.count {
      let (scalar, place) = (scalars[index], index + 1)
      if scalar.properties.isWhitespace {
        index += 1
      } else if isDigit(scalar) || scalar == "." {
        var end = index
        while end < scalars.count, isDigit(scalars[end]) || scalars[end] == "." { end += 1 }
        // An exponent: e, perhaps a sign, digits.
        if end < scalars.count, scalars[end] == "e" || scalars[end] == "E" {
          var after = end + 1
          if after < scalars.count, scalars[after] == "+" || scalars[after] == "-" { after += 1 }
          if after < scalars.count, isDigit(scalars[after]) {
            while after < scalars.count, isDigit(scalars[after]) { after += 1 }
            end = after
          }
        }
        let word = String(String.UnicodeScalarView(scalars[index..<end]))
        guard let value = Double(word), value.isFinite else { throw error("“\(word)” is no number", place) }
        tokens.append((.number(value), place))
        index = end
      } else if isLetter(scalar) {
        var end = index
        while end < scalars.count, isLetter(scalars[end]) || isDigit(scalars[end]) || scalars[end] == "." { end += 1 }
        tokens.append((.name(String(String.UnicodeScalarView(scalars[index..<end]))), place))
        index = end
      } else if scalar == "`" {
        guard let end = scalars[(index + 1)...].firstIndex(of: "`") else { throw error("a backquote is not closed", place) }
        tokens.append((.quoted(String(String.UnicodeScalarView(scalars[index + 1..<end]))), place))
        index = end + 1
      } else if let symbol = symbols.first(where: { Array($0.unicodeScalars) == Array(scalars[index...].prefix($0.unicodeScalars.count)) }) {
        tokens.append((.symbol(symbol), place))
        index += symbol.unicodeScalars.count
      } else {
        throw error("the character “\(scalar)” has no meaning", place)
      }
    }
    tokens.append((.end, scalars.count + 1))
    return tokens
  }

  private static func error(_ law: String, _ problem: String, _ place: Int) -> ProgramError {
    ProgramError(.data, "law “\(law)”, character \(place): \(problem)", remedy: "correct the law")
  }

  // MARK: Grammar

  private var current: Token { tokens[position].token }
  private func error(_ problem: String) -> ProgramError { Self.error(law, problem, tokens[position].place) }

  private mutating func take(_ symbol: String) -> Bool {
    guard current == .symbol(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ symbol: String) throws(ProgramError) {
    guard take(symbol) else { throw error("expected “\(symbol)”, found \(current.text)") }
  }

  private mutating func relation() throws(ProgramError) -> SeriesLaw.Relation {
    if case .name(let word) = current, word == "conserved" || word == "complementary" {
      position += 1
      try expect("(")
      let first = try sum()
      guard word == "complementary" else {
        try expect(")")
        return .conserved(first)
      }
      try expect(",")
      let second = try sum()
      try expect(")")
      return .complementary(first, second)
    }
    let left = try sum()
    guard case .symbol(let symbol) = current, ["=", "==", "<=", ">=", "<", ">"].contains(symbol) else {
      throw error("expected “=”, “<=” or “>=”, found \(current.text)")
    }
    guard symbol != "<", symbol != ">" else { throw error("a strict inequality cannot be held in numbers; write “\(symbol)=”") }
    position += 1
    let right = try sum()
    return switch symbol {
    case "<=": .atLeast(right, left)
    case ">=": .atLeast(left, right)
    default: .equal(left, right)
    }
  }

  private mutating func sum() throws(ProgramError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.greatestDepth else { throw error("more than \(Self.greatestDepth) levels are nested") }
    var result = try product()
    while true {
      if take("+") {
        result = result + (try product())
      } else if take("-") {
        result = result - (try product())
      } else {
        return result
      }
    }
  }

  private mutating func product() throws(ProgramError) -> Expression {
    var result = try signed()
    while true {
      if take("*") {
        result = result * (try signed())
      } else if take("/") {
        result = result / (try signed())
      } else {
        return result
      }
    }
  }

  private mutating func signed() throws(ProgramError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.greatestDepth else { throw error("more than \(Self.greatestDepth) levels are nested") }
    if take("-") { return -(try signed()) }
    if take("+") { return try signed() }
    let base = try atom()
    // −x² is −(x²), and 2^−1 may be written.
    return take("^") ? base.power(try signed()) : base
  }

  private mutating func atom() throws(ProgramError) -> Expression {
    let token = current
    switch token {
    case .number(let value):
      position += 1
      return .number(value)
    case .quoted(let name):
      position += 1
      return .name(name)
    case .symbol("("):
      position += 1
      let inner = try sum()
      try expect(")")
      return inner
    case .name(let word):
      position += 1
      guard current == .symbol("(") else {
        guard !Self.reserved.contains(word) else { throw error("expected “(” after “\(word)”, found \(current.text)") }
        return .name(word)
      }
      return try call(word)
    default: throw error("expected a number, a name or “(”, found \(token.text)")
    }
  }

  private mutating func call(_ word: String) throws(ProgramError) -> Expression {
    let place = position - 1
    try expect("(")
    let first = try sum()
    if let operation = Expression.Operation(rawValue: word), operation == .minimum || operation == .maximum {
      var result = first
      try expect(",")
      repeat { result = .operation(operation, result, try sum()) } while take(",")
      try expect(")")
      return result
    }
    try expect(")")
    if let function = Expression.Function(rawValue: word) { return .function(function, first) }
    if let place = Expression.Place(rawValue: word) { return .at(place, first) }
    if let total = Expression.Total(rawValue: word) { return .total(total, first) }
    throw Self.error(law, "there is no function “\(word)”", tokens[place].place)
  }
}
