/// Damages inputs as disks, networks, editors and enemies do.
package struct Mutator {
  private let seeds: [[UInt8]]
  private let tokens: [[UInt8]]
  private var generator: SeededGenerator

  package init(seeds: [[UInt8]], tokens: [String], seed: UInt64) {
    self.seeds = seeds
    self.tokens =
      tokens.map { Array($0.utf8) } + [[0x00], [0xFF], [0xEF, 0xBB, 0xBF], [0xC3], [0x0D], [0x0A], [0x80, 0x80]]
    generator = SeededGenerator(state: seed)
  }

  package mutating func next() -> [UInt8] {
    var bytes = seeds[generator.below(seeds.count)]
    for _ in 0...generator.below(4) { mutate(&bytes) }
    return bytes
  }

  private mutating func mutate(_ bytes: inout [UInt8]) {
    let position = generator.below(bytes.count + 1)
    let end = position + generator.below(min(bytes.count - position, 32) + 1)
    switch generator.below(8) {
    case 0 where position < bytes.count: bytes[position] ^= 1 << UInt8(generator.below(8))
    case 1 where position < bytes.count: bytes[position] = UInt8(generator.below(256))
    case 2: bytes.removeSubrange(position..<end)
    case 3: bytes.removeSubrange(position...)
    case 4: bytes.insert(contentsOf: bytes[position..<end], at: generator.below(bytes.count + 1))
    case 5:
      let other = seeds[generator.below(seeds.count)]
      bytes = Array(bytes[..<position]) + other[generator.below(other.count + 1)...]
    default:
      let isInsertion = Bool.random(using: &generator)
      bytes.replaceSubrange(position..<(isInsertion ? position : end), with: tokens[generator.below(tokens.count)])
    }
  }
}
