import Figures
import Testing

/// Whatever the values, a figure is well-formed and holds no number that SVG cannot read.
@Suite struct DegenerateTests {
  static let awkward: [[Double]] = [
    [], [0], [1], [.nan], [.infinity, -.infinity], [1, .nan, 2], [1e308, -1e308], [.leastNonzeroMagnitude, 0], [3, 3, 3], [-1, -2],
    [.greatestFiniteMagnitude, .leastNonzeroMagnitude, .nan, 1],
  ]

  static func check(_ figure: some Figure) throws {
    let svg = figure.svg()
    let reading = try #require(XMLReading(svg), "\(type(of: figure)) is not well-formed")
    #expect(reading.elements["title"] == 1)
    #expect(reading.elements["desc"] == 1)
    #expect(Set(reading.identities).count == reading.identities.count)
    for path in reading.paths {
      #expect(!path.data.contains("n"), "a path holds nan or inf")
      #expect(!path.data.contains("e"), "a path holds an exponent")
    }
  }

  @Test(arguments: awkward) func charts(_ values: [Double]) throws {
    let points = zip(values, values.reversed()).map { SIMD2($0, $1) }
    for scale in [Axis.Scale.linear, .logarithmic] {
      let axis = Axis("a <b> & \"c\"", scale: scale)
      let band = values.map { LineChart.Interval(x: $0, lower: -$0, upper: $0) }
      try Self.check(
        LineChart(
          title: "<t>&", horizontal: axis, vertical: axis,
          series: [.init(name: "s", values: values), .init(name: "", points: points, band: band)],
          references: values.map { .init(name: "r", value: $0) }))
      try Self.check(
        ScatterPlot(
          title: "", horizontal: axis, vertical: axis,
          sets: [
            .init(name: "x", points: points, limit: -1),
            .init(name: "y", points: points),
          ]))
      try Self.check(
        Histogram(
          title: "", horizontal: axis, series: [.init(name: "s", values: values), .init(name: "t", values: [])],
          curves: [.init(name: "c", points: points)]))
    }
    try Self.check(
      Histogram(title: "", horizontal: Axis("", range: 0...1), series: [.init(name: "s", values: values)], bins: -4))
    try Self.check(
      Histogram(title: "", horizontal: Axis("", range: -1e308...1e308), series: [.init(name: "s", values: values)]))
    try Self.check(
      BarComparison(
        title: "", axis: Axis("a"), bars: values.map { .init(name: "b", value: $0, uncertainty: $0) }, decimals: -3))
  }

  @Test(arguments: awkward) func maps(_ values: [Double]) throws {
    let vectors = values.map { SIMD3($0, -$0, $0) }
    let number = { (index: Int) in values.isEmpty ? 0 : values[index % values.count] }
    let sphere = try SphereDensity(rows: 4, columns: 5, values: (0..<20).map(number))
    let torus = try TorusDensity(rows: 5, columns: 4, values: (0..<20).map(number))
    for levels in [DensityLevels.mass, .even, .decades(3), .decades(.nan), .decades(-1)] {
      try Self.check(
        SphereMap(
          title: "", density: sphere, levels: levels, sets: [.init(name: "v", points: vectors)],
          centralLongitude: values.first ?? 0))
      try Self.check(
        TorusMap(
          title: "", horizontal: AngleAxis("a", cut: .positive), vertical: AngleAxis("b", unit: .radians),
          density: torus, levels: levels, sets: [.init(name: "p", points: values.map { SIMD2($0, 1) })]))
    }
    try Self.check(
      PairGrid(
        title: "", variables: [.angle(AngleAxis("a")), .real(Axis("b")), .real(Axis("c", range: 0...1))],
        sets: [.init(name: "rows", points: values.map { [$0, $0] })]))
    try Self.check(PairGrid(title: "", variables: [], sets: []))
    let images = values.map { RotationFigure.Images(first: [$0, 0, 0], second: [0, $0, 0], third: [0, 0, $0]) }
    try Self.check(RotationFigure(title: "", laws: [.init(name: "r", points: images)]))
    try Self.check(RotationFigure(title: "", laws: []))
  }

  @Test func manyPointsStaySmall() throws {
    let points = (0..<200_000).map { SIMD2(Double($0), Double($0 &* 7919 % 1009)) }
    let chart = LineChart(
      title: "", horizontal: Axis("x"), vertical: Axis("y"), series: [.init(name: "s", points: points)])
    #expect(chart.svg().utf8.count < 60_000)
    let scatter = ScatterPlot(
      title: "", horizontal: Axis("x"), vertical: Axis("y"), sets: [.init(name: "s", points: points)])
    #expect(scatter.svg().utf8.count < 100_000)
    #expect(scatter.svg().contains("200000 points, of which 5000 are drawn"))
  }
}
