/// A small random number generator with a fixed seed (SplitMix64, Steele, Lea and Flood 2014).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Damages inputs as disks, networks, editors and enemies do.
struct Mutator {
  let seeds: [[UInt8]]
  let tokens: [[UInt8]]
  var generator: SeededGenerator

  init(seeds: [[UInt8]], tokens: [String], seed: UInt64) {
    self.seeds = seeds
    self.tokens =
      tokens.map { Array($0.utf8) } + [[0x00], [0xFF], [0xEF, 0xBB, 0xBF], [0xC3], [0x0D], [0x0A], [0x80, 0x80]]
    generator = SeededGenerator(state: seed)
  }

  mutating func next() -> [UInt8] {
    var bytes = seeds[below(seeds.count)]
    for _ in 0...below(4) { mutate(&bytes) }
    return bytes
  }

  private mutating func mutate(_ bytes: inout [UInt8]) {
    let position = below(bytes.count + 1)
    let end = position + below(min(bytes.count - position, 32) + 1)
    switch below(8) {
    case 0 where position < bytes.count: bytes[position] ^= 1 << UInt8(below(8))
    case 1 where position < bytes.count: bytes[position] = UInt8(below(256))
    case 2: bytes.removeSubrange(position..<end)
    case 3: bytes.removeSubrange(position...)
    case 4: bytes.insert(contentsOf: bytes[position..<end], at: below(bytes.count + 1))
    case 5:
      let other = seeds[below(seeds.count)]
      bytes = Array(bytes[..<position]) + other[below(other.count + 1)...]
    default:
      let isInsertion = Bool.random(using: &generator)
      bytes.replaceSubrange(position..<(isInsertion ? position : end), with: tokens[below(tokens.count)])
    }
  }

  private mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
}
