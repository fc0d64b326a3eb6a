import Figures
import Foundation
import Testing

@Suite struct ReportPageTests {
  static let nasty = "<script>alert('&\"')</script>\u{0}\u{1B} ]]> é 𝕊"

  static func page() throws -> String {
    let table = try ReportTable(
      caption: nasty,
      columns: [.init("Method"), .init("NLL", unit: "nats", best: .lowest), .init("rate", best: .highest)],
      rows: [
        [.text("model"), .number(-0.5, decimals: 2, uncertainty: 0.1), .number(3, decimals: 0)],
        [.text("kernel"), .number(0.25, decimals: 2), .missing],
        [.text("broken", footnote: 7), .number(.nan, decimals: 2), .number(.infinity, decimals: 0)],
        [.text("elsewhere", footnote: 0), .number(-9, decimals: 2, isRanked: false), .number(1, decimals: 0)],
      ], footnotes: [nasty])
    let chart = LineChart(
      title: nasty, horizontal: Axis(nasty), vertical: Axis(nasty), series: [.init(name: nasty, values: [1, 2])],
      references: [.init(name: nasty, value: 1.5)])
    return ReportPage(
      title: nasty, heading: nasty, verdict: .init(nasty, tone: .good),
      keyFigures: Tone.allCases.map { .init(label: nasty, value: nasty, unit: nasty, note: nasty, tone: $0) },
      sections: [
        .init(nasty, [.prose("one\ntwo\n \nthree " + nasty), .figure(chart, caption: nasty), .table(table)]),
        .init("", [.remark(nasty, tone: .bad)]),
      ], appendices: [.init(nasty, [.init(nasty, nasty)])], footer: nasty
    ).html()
  }

  @Test func isWellFormedAndEscaped() throws {
    let page = try Self.page()
    let reading = try #require(XMLReading(page))
    #expect(reading.elements["script"] == nil)
    #expect(reading.elements["h1"] == 1)
    #expect(reading.elements["main"] == 1)
    #expect(reading.elements["svg"] == 1)
  }

  @Test func refersToNothingOutside() throws {
    let page = try Self.page().replacing("http://www.w3.org/2000/svg", with: "")
    for reference in ["http:", "https:", "src=", "<link", "@import", "url(//", "<script"] {
      #expect(!page.contains(reference), "the page holds \(reference)")
    }
  }

  @Test func emphasisesTheBest() throws {
    let page = try Self.page()
    #expect(page.contains("<strong>−0.50</strong>"))
    #expect(page.contains("<strong>3</strong>"))
    #expect(page.components(separatedBy: "<strong>").count == 3)
    #expect(page.contains("−9.00"))
  }

  @Test func rowsMustMatch() {
    #expect(throws: FigureError.rowDoesNotMatch(row: 1, cells: 1, columns: 2)) {
      try ReportTable(
        caption: "", columns: [.init("a"), .init("b")], rows: [[.missing, .missing], [.text("alone")]])
    }
  }

  @Test func isTheSameEveryTime() throws {
    #expect(try Self.page() == Self.page())
  }
}
