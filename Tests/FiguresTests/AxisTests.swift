import Figures
import Testing

/// Marks are read off the drawings, as a reader would.
@Suite struct AxisTests {
  static func labels(_ range: ClosedRange<Double>, _ scale: Axis.Scale = .linear) throws -> [String] {
    let chart = LineChart(
      title: "", horizontal: Axis("", range: 0...1), vertical: Axis("", scale: scale, range: range), series: [])
    let drawing = try #require(XMLReading(chart.svg()))
    // Last come the six marks of the horizontal axis, from 0.0 to 1.0.
    return drawing.texts.dropLast(6)
  }

  @Test func areRoundNumbers() throws {
    #expect(try Self.labels(0...1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(try Self.labels(-3...3) == ["−2", "0", "2"])
    #expect(try Self.labels(0...0.3) == ["0.0", "0.1", "0.2", "0.3"])
    #expect(try Self.labels(0...1e-7) == ["0", "2×10⁻⁸", "4×10⁻⁸", "6×10⁻⁸", "8×10⁻⁸", "10⁻⁷"])
  }

  @Test func areDecadesOnLogarithmicAxes() throws {
    #expect(try Self.labels(1e-6...1e-2, .logarithmic) == ["10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²"])
    #expect(try Self.labels(1...100, .logarithmic) == ["1", "2", "5", "10", "20", "50", "100"])
  }

  @Test(arguments: [
    0...1e300, -1e308...1e308, 1e15...(1e15 + 1), 1...1.0000000000000002, 0...Double.leastNonzeroMagnitude, -1e-300...1e-300,
  ]) func hugeAndTinyRangesAreDrawn(_ range: ClosedRange<Double>) throws {
    let marks = try Self.labels(range)
    #expect(marks.count < 20)
    _ = try Self.labels(range, .logarithmic)
  }
}
