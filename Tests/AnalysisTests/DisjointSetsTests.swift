import Analysis
import Testing

@Suite struct DisjointSetsTests {
  /// Against sets of numbers that are merged one by one.
  @Test(arguments: [1, 2, 30, 400])
  func setsAreThoseOfBruteForce(count: Int) {
    var state: UInt64 = 88_172_645_463_325_252
    func next() -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(count))
    }
    var sets = DisjointSets(count: count)
    var labels = Array(0..<count)
    for _ in 0..<count / 2 {
      let (one, other) = (next(), next())
      sets.join(one, other)
      let (from, to) = (labels[one], labels[other])
      for number in labels.indices where labels[number] == from { labels[number] = to }
    }
    let found = sets.places()
    #expect(found.count == Set(labels).count)
    for one in 0..<count {
      for other in 0..<min(one, 40) {
        #expect((found.places[one] == found.places[other]) == (labels[one] == labels[other]))
        #expect(sets.areJoined(one, other) == (labels[one] == labels[other]))
      }
    }
    // Places come in the order in which they are first met.
    var met = -1
    for place in found.places {
      #expect(place <= met + 1)
      met = max(met, place)
    }
  }
}
