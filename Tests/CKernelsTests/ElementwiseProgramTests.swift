import CKernels
import Testing

@Suite struct ElementwiseProgramTests {
  /// Random programs of ranks 0 to 6 with broadcasts, transposes, reductions and stores in place agree exactly
  /// with their meaning. Twenty-five groups of twenty; the group is the seed.
  @Test(arguments: 0..<25) func agreesWithItsMeaning(group: Int) {
    var generator = SplitMix(seed: UInt64(group))
    for number in 0..<20 {
      let random = RandomProgram(using: &generator)
      var expected = random.slots
      random.program.runNaively(&expected)
      var single = random.slots.map { $0.map { Float($0) } }
      random.program.run(&single)
      var double = random.slots
      random.program.run(&double)
      #expect(
        single.map { $0.map { Double($0) } } == expected, "float, group \(group), program \(number): \(random.program)")
      #expect(double == expected, "double, group \(group), program \(number): \(random.program)")
      guard single.map({ $0.map { Double($0) } }) == expected, double == expected else { return }
    }
  }

  @Test func someRandomProgramsStoreInPlace() {
    var generator = SplitMix(seed: 0)
    let inPlace = (0..<200).map { _ in RandomProgram(using: &generator).storesInPlace }.reduce(0, +)
    #expect(inPlace > 20)
  }

  /// Two slots change places through their registers alone.
  @Test func slotsChangePlaces() {
    var program = ElementwiseProgram(sizes: [1300], registerCount: 2)
    program.loads = [.init(register: 0, slot: 0, strides: [1]), .init(register: 1, slot: 1, strides: [1])]
    program.stores = [.init(register: 1, slot: 0, kind: CK_STORE), .init(register: 0, slot: 1, kind: CK_STORE)]
    let first = (0..<1300).map { Float($0) }, second = first.map { -$0 }
    var slots = [first, second]
    program.run(&slots)
    #expect(slots == [second, first])
  }

  @Test func emptySpacesInitialiseTheirSums() {
    var program = ElementwiseProgram(sizes: [0, 5], registerCount: 1)
    program.loads = [.init(register: 0, slot: 0, strides: [5, 1])]
    program.stores = [
      .init(register: 0, slot: 1, kind: CK_STORE_SUM, count: 5, strides: [0, 1]),
      .init(register: 0, slot: 2, kind: CK_STORE_MAXIMUM, count: 5, strides: [0, 1]),
      .init(register: 0, slot: 3, kind: CK_STORE_SUM, accumulate: true, count: 5, strides: [0, 1]),
    ]
    var slots: [[Double]] = [[], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]
    program.run(&slots)
    #expect(slots[1] == [0, 0, 0, 0, 0])
    #expect(slots[2] == [Double](repeating: -.infinity, count: 5))
    #expect(slots[3] == [1, 2, 3, 4, 5])
  }

  /// Sums of numbers that are not exact lose few roundings. Columns wider than a block are added one row after another,
  /// whose errors grow as a random walk.
  @Test(arguments: [([1, 0], 700, 4), ([0, 0], 700, 4), ([0, 1], 300, 10), ([0, 1], 7, 10), ([0, 1], 700, 60)])
  func longSumsLoseLittle(kept: [Int], columns: Int, roundings: Double) {
    let rows = 3000
    var generator = SplitMix(seed: 11)
    let values = (0..<rows * columns).map { _ in Float.random(in: 0..<1, using: &generator) }
    let strides = [kept[0], kept[1]]
    let count = kept[0] == 1 ? rows : kept[1] == 1 ? columns : 1
    var program = ElementwiseProgram(sizes: [rows, columns], registerCount: 1)
    program.loads = [.init(register: 0, slot: 0, strides: [columns, 1])]
    program.stores = [.init(register: 0, slot: 1, kind: CK_STORE_SUM, count: count, strides: strides)]
    var slots = [values, [Float](repeating: 3, count: count)]
    program.run(&slots)
    var expected = [[], [Double](repeating: 0, count: count)]
    for i in 0..<rows {
      for j in 0..<columns { expected[1][i * strides[0] + j * strides[1]] += Double(values[i * columns + j]) }
    }
    let worst = zip(slots[1], expected[1]).map { abs(Double($0) - $1) / $1 }.max() ?? .infinity
    #expect(worst < roundings * Double(Float.ulpOfOne), "relative error \(worst)")
    var again = [values, [Float](repeating: -8, count: count)]
    program.run(&again)
    #expect(again[1] == slots[1], "the same bits on every call")
  }

  @Test(arguments: [3, 24, 600]) func oneNaNReachesItsMaximumAlone(columns: Int) {
    var program = ElementwiseProgram(sizes: [4, columns], registerCount: 1)
    program.loads = [.init(register: 0, slot: 0, strides: [columns, 1])]
    program.stores = [
      .init(register: 0, slot: 1, kind: CK_STORE_MAXIMUM, count: 4, strides: [1, 0]),
      .init(register: 0, slot: 2, kind: CK_STORE_MAXIMUM, count: columns, strides: [0, 1]),
    ]
    for place in [0, columns / 2, columns - 1] {
      var values = (0..<4 * columns).map { Float($0) }
      values[2 * columns + place] = .nan
      var slots = [values, [Float](repeating: 0, count: 4), [Float](repeating: 0, count: columns)]
      program.run(&slots)
      #expect(slots[1].map { $0.isNaN } == [false, false, true, false])
      #expect(slots[1][3] == Float(4 * columns - 1))
      #expect((0..<columns).allSatisfy { slots[2][$0].isNaN == ($0 == place) })
    }
  }
}
