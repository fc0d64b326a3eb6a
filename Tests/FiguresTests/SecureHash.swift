/// SHA-256 (NIST FIPS 180-4, section 6.2), written out for the tests: `Figures` depends on nothing that has it.
enum SecureHash {
  static func sha256(_ message: [UInt8]) -> [UInt8] {
    var bytes = message + [0x80]
    while bytes.count % 64 != 56 { bytes.append(0) }
    bytes += bigEndian(UInt64(message.count) * 8, count: 8)
    var state = primes(8).map { fraction(Double($0).squareRoot()) }
    let constants = primes(64).map(fractionOfCubeRoot)
    for start in stride(from: 0, to: bytes.count, by: 64) {
      var words = (0..<16).map { word in
        bytes[start + 4 * word..<start + 4 * word + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      }
      for t in 16..<64 {
        let (a, b) = (words[t - 15], words[t - 2])
        let small = turned(a, 7) ^ turned(a, 18) ^ a >> 3
        let large = turned(b, 17) ^ turned(b, 19) ^ b >> 10
        words.append(words[t - 16] &+ small &+ words[t - 7] &+ large)
      }
      var v = state
      for t in 0..<64 {
        let choice = v[4] & v[5] ^ ~v[4] & v[6]
        let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
        let first = v[7] &+ (turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25)) &+ choice &+ constants[t] &+ words[t]
        let second = (turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22)) &+ majority
        v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
      }
      for index in 0..<8 { state[index] = state[index] &+ v[index] }
    }
    return state.flatMap { bigEndian(UInt64($0), count: 4) }
  }

  private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

  private static func bigEndian(_ value: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * (count - 1 - $0))) }
  }

  private static func primes(_ count: Int) -> [Int] {
    var found: [Int] = []
    var candidate = 2
    while found.count < count {
      if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }

  /// The first 32 bits after the binary point; a root below 32 has 47 such bits in a `Double`.
  private static func fraction(_ root: Double) -> UInt32 { UInt32((root - root.rounded(.down)) * 4_294_967_296) }

  /// The same of the cube root, by integers: the largest n with n³ ≤ p·2⁹⁶ holds its first 32 bits after the point.
  private static func fractionOfCubeRoot(_ prime: Int) -> UInt32 {
    let target = UInt128(prime) << 96
    var root: UInt128 = 0
    for bit in (0..<36).reversed() {
      let next = root | 1 << UInt128(bit)
      if next * next * next <= target { root = next }
    }
    return UInt32(truncatingIfNeeded: root)
  }
}
