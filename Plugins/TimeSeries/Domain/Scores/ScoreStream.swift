internal import Networks
internal import Tensors

/// Streams of counter-based randomness of the scores and the baselines; a stream has one purpose.
enum ScoreStream {
  static let split = RandomPurpose.domain + 0x5C00
  static let batch = RandomPurpose.domain + 0x5C01
  static let crops = RandomPurpose.domain + 0x5C02
  static let dropout = RandomPurpose.domain + 0x5C03
  static let subsets = RandomPurpose.domain + 0x5C04
  static let repeats = RandomPurpose.domain + 0x5C05
  static let ties = RandomPurpose.domain + 0x5C06

  /// A seed of its own for each repeat.
  static func seed(_ seed: UInt64, repeat number: Int) -> UInt64 {
    var stream = RandomStream(seed: seed, stream: repeats, step: UInt32(truncatingIfNeeded: number))
    return stream.next()
  }

  /// What `body` gives for each repeat, on several threads.
  static func repeated<Value: Sendable>(
    _ count: Int, seed: UInt64, _ body: @Sendable (_ number: Int, _ seed: UInt64) throws -> Value
  ) throws -> [Value] {
    try Parallel.map(count) { number in
      Result { try body(number, Self.seed(seed, repeat: number)) }
    }.map { try $0.get() }
  }
}

extension RandomStream {
  /// A whole number in 0..<count.
  mutating func index(below count: Int) -> Int { min(count - 1, Int(uniform() * Double(count))) }

  /// The numbers 0..<count in a random order.
  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) { order.swapAt(place, index(below: place + 1)) }
    return order
  }
}
