import Figures
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (-0.61, 2, "−0.61"), (-0.001, 2, "0.00"), (1234.5, 1, "1234.5"), (1_234_567.0, 0, "1\u{202F}234\u{202F}567"),
    (.nan, 2, "n/a"), (-.infinity, 2, "−∞"), (2e20, 1, "2×10²⁰"), (0.5, -3, "0"),
  ]) func fixed(_ value: Double, _ decimals: Int, _ text: String) {
    #expect(NumberText.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (0.25, "0.25"), (0.0, "0"), (12_000.0, "12\u{202F}000"), (1.5e-7, "1.5×10⁻⁷"), (-1e300, "−10³⁰⁰"), (100.0, "100"),
    (.leastNonzeroMagnitude, "4.94×10⁻³²⁴"),
  ]) func short(_ value: Double, _ text: String) {
    #expect(NumberText.short(value) == text)
  }
}
