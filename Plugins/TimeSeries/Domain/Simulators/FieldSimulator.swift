public import Files

/// A quantity along a line as a series: a channel for each point of a grid, `u0`, `u1`, …
///
/// What is random comes in two parts, each with numbers of its own, so that a study may hold back some of the first part and join each of the others with
/// all of the second:
///
///     let field = BurgersField()
///     let training = try field.simulate(initials: field.initials(0..<80, seed: 1), boundaries: field.boundaries(0..<80, seed: 1))
///     let test = try field.simulate(initials: field.initials(80..<100, seed: 1), boundaries: field.boundaries(80..<592, seed: 1))
public protocol FieldSimulator: Simulator {
  /// What the field is like at time 0.
  associatedtype Initial: Sendable
  /// What happens at the ends, or of what kind the medium is.
  associatedtype Boundary: Sendable

  /// Where the channels are.
  var points: [Double] { get }
  /// One initial field: a function of seed and number.
  func initial(_ number: Int, seed: UInt64) -> Initial
  /// One boundary: a function of seed and number.
  func boundary(_ number: Int, seed: UInt64) -> Boundary
  /// The conditions of the laws, and the numbers that are drawn besides.
  func draw(_ initial: Initial, _ boundary: Boundary) -> SimulatedDraw
  /// Writes the field: [times, points].
  func solve(_ initial: Initial, _ boundary: Boundary, times: [Double], into field: UnsafeMutableBufferPointer<Double>)
}

extension FieldSimulator {
  public var channels: [SimulatedChannel] {
    points.enumerated().map { SimulatedChannel("u\($0)", unit: "1", "at x = \($1)") }
  }

  public var timeUnit: String { "1" }

  public func initials(_ numbers: Range<Int>, seed: UInt64) -> [Initial] { numbers.map { initial($0, seed: seed) } }
  public func boundaries(_ numbers: Range<Int>, seed: UInt64) -> [Boundary] { numbers.map { boundary($0, seed: seed) } }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    let (initial, boundary) = (initial(number, seed: seed), boundary(number, seed: seed))
    solve(initial, boundary, times: times, into: series)
    return draw(initial, boundary)
  }

  /// The field of one initial field and one boundary: [times, points].
  public func solution(_ initial: Initial, _ boundary: Boundary, length: Int? = nil) throws(ProgramError) -> [Double] {
    let times = self.times(length: try checked(length))
    var field = [Double](repeating: 0, count: times.count * points.count)
    field.withUnsafeMutableBufferPointer { solve(initial, boundary, times: times, into: $0) }
    return field
  }

  /// Every initial field with every boundary: series number i · boundaries + b.
  /// - Throws: `ProgramError` where there are none, or the length is too small.
  public func simulate(initials: [Initial], boundaries: [Boundary], length: Int? = nil) throws(ProgramError) -> SimulatedSeries {
    let times = self.times(length: try checked(length))
    return try SimulatedSeries(self, count: initials.count * boundaries.count, times: times) { (number, series) throws(ProgramError) in
      let (initial, boundary) = (initials[number / boundaries.count], boundaries[number % boundaries.count])
      solve(initial, boundary, times: times, into: series)
      return draw(initial, boundary)
    }
  }

  /// u_i for laws.
  func value(_ point: Int) -> Expression { .name("u\(point)") }
}

extension Expression {
  /// a₀ + a₁ + …, added in this order.
  static func adding(_ terms: [Expression]) -> Expression {
    terms.dropFirst().reduce(terms.first ?? 0) { $0 + $1 }
  }

  /// The least or greatest of many, in pairs, so that the text of it is not nested deeply.
  static func extreme(_ operation: Operation, _ terms: ArraySlice<Expression>) -> Expression {
    guard terms.count > 1 else { return terms.first ?? 0 }
    let middle = terms.startIndex + terms.count / 2
    return .operation(operation, extreme(operation, terms[..<middle]), extreme(operation, terms[middle...]))
  }
}
