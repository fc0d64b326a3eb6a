import Bellman

/// Standard normal numbers of a fixed seed.
enum TestNumbers {
  static func normal(_ count: Int, seed: UInt64 = 12) -> [Double] {
    RandomCoordinates(seed: seed, stream: 75).normals(StateLayout(vector: 1), count: count).values[0]
  }
}
