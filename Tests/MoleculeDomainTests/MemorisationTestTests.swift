import MoleculeDomain
import TestInputs
import Testing

@Suite struct MemorisationTestTests {
  private static let training = Set((0..<80).map { "train\($0)" })
  private static let heldOut = Set((0..<20).map { "held\($0)" })

  private func test(_ known: Int, _ met: Int) -> MemorisationTest {
    MemorisationTest(
      draws: (0..<known).map { "train\($0)" } + (0..<met).map { "held\($0)" } + ["other", "other"], training: Self.training,
      heldOut: Self.heldOut)
  }

  /// C(80, 5)/C(100, 5) = 24040016/75287520; all held-out graphs met is certain to be no fewer than any.
  @Test func closedForms() {
    #expect(abs(test(5, 0).significance - 24_040_016 / 75_287_520) < 1e-12)
    #expect(abs(test(0, 1).significance - 1) < 1e-12)
    #expect(abs(test(1, 0).significance - 0.8) < 1e-12)
    #expect(abs(test(0, 0).significance - 1) < 1e-12)
    #expect(abs(test(80, 20).significance - 1) < 1e-9)
    #expect(test(40, 10).training.count == 40 && test(40, 10).heldOut.count == 10)
  }

  @Test func copiersAreFlaggedAndOthersAreNot() {
    #expect(test(60, 0).isCopying)
    #expect(!test(60, 15).isCopying)
    // Graphs of both parts are no witnesses.
    let both = MemorisationTest(draws: ["a", "b"], training: ["a", "b"], heldOut: ["a"])
    #expect(both.heldOut.total == 0 && !both.isCopying)
  }

  /// Under the null the chance of a value of at most p is at most p: 2000 draws of 40 graphs, five standard deviations.
  @Test func sizeUnderTheNull() {
    var generator = SeededGenerator(state: 11)
    let all = (Self.training.union(Self.heldOut)).sorted()
    let alarms = (0..<2000).count { _ in
      MemorisationTest(draws: all.shuffled(using: &generator).prefix(40), training: Self.training, heldOut: Self.heldOut)
        .significance <= 0.05
    }
    #expect(Double(alarms) / 2000 < 0.05 + 5 * (0.05 * 0.95 / 2000).squareRoot())
    #expect(alarms > 10)
  }
}
