import Analysis
import Testing

/// Golden values to 20 digits from arbitrary-precision arithmetic.
@Suite struct SpecialFunctionsTests {
  @Test(arguments: [
    (0.5, 0.57236494292470008707), (1e-3, 6.9071788853838536825), (3.7, 1.4280723266653879219),
    (100.25, 360.28455963776423497), (-1.5, 0.86004701537648101451), (1e6, 12815504.56914761166),
  ])
  func logGammaIsGolden(x: Double, golden: Double) throws {
    #expect(agree(try logGamma(x), golden, within: 4e-15))
  }

  @Test(arguments: [
    (0, 0.1, 0.90710092578230109644), (0, 30, 0.073145946482237293929), (1, 2.5, 0.20658464953126655421),
    (0.5, 1, 0.34495131388824462599), (2.5, 10, 0.092094336707898353207), (7.25, 1000, 0.012289802819000514833),
    (3, 0.01, 2.06261671161687195e-8),
  ])
  func scaledBesselIIsGolden(order: Double, x: Double, golden: Double) throws {
    #expect(agree(try scaledBesselI(order: order, x), golden, within: 1e-13))
  }

  @Test(arguments: [
    (0.3, 0.32862675945912742764, 0.67137324054087257236, -0.39843005144008528965),
    (2, 0.99532226501895273416, 0.0046777349810472658379, -5.3649412646166375745),
    (-1.1, -0.88020506957408169977, 1.8802050695740816998, 0.63138085045379690045),
    (5, 0.99999999999846254021, 1.5374597944280348502e-12, -27.200889545537434422),
  ])
  func errorFunctionsAreGolden(x: Double, erf: Double, erfc: Double, logErfc: Double) throws {
    #expect(agree(try errorFunction(x), erf, within: 2e-15))
    #expect(agree(try complementaryErrorFunction(x), erfc, within: 1e-14))
    #expect(agree(try logComplementaryErrorFunction(x), logErfc, within: 1e-14))
  }

  @Test func farTailsUnderflowToZeroButKeepTheirLogarithm() throws {
    #expect(try complementaryErrorFunction(40) == 0)
    #expect(agree(try logComplementaryErrorFunction(40), -1604.2615566532735557, within: 1e-14))
  }

  @Test func polynomialsAreGolden() throws {
    let legendre = try legendrePolynomials(upTo: 20, at: 0.3)
    #expect(agree(legendre[2], -0.365, within: 1e-14))
    #expect(agree(legendre[5], 0.34538625, within: 1e-14))
    #expect(agree(legendre[20], 0.18028715947998046556, within: 1e-13))
    let gegenbauer = try gegenbauerPolynomials(upTo: 15, parameter: 1.5, at: -0.7)
    #expect(agree(gegenbauer[1], -2.1, within: 1e-14))
    #expect(agree(gegenbauer[4], -1.5335625, within: 1e-13))
    #expect(agree(gegenbauer[15], 1.096673120591893855, within: 1e-12))
  }

  /// Σ r^l P_l(x) = (1 − 2xr + r²)^{−1/2}, and the same sum of C_l^{(λ)} is its 2λ-th power.
  @Test(arguments: [-1.0, -0.4, 0.3, 1.0])
  func seriesSumToTheirGeneratingFunctions(x: Double) throws {
    let powers = (0...120).map { l in (0..<l).reduce(1.0) { product, _ in product * 0.5 } }
    let kernel = 1 / (1 - x + 0.25)
    #expect(agree(try legendreSeries(powers, at: x), kernel.squareRoot(), within: 1e-14))
    #expect(agree(try gegenbauerSeries(powers, parameter: 2, at: x), kernel * kernel, within: 1e-13))
    #expect(try legendreSeries([], at: x) == 0)
    #expect(try gegenbauerSeries([], parameter: 2, at: x) == 0)
  }

  @Test func logSumExpIsExactWhereExponentialsAreNot() {
    #expect(agree(logSumExp([1000, 1000]), 1000.69314718055994531, within: 1e-15))
    #expect(agree(logSumExp([-2000, -2001, -2002]), -1999.5923940355556, within: 1e-15))
    #expect(logSumExp([Double]()) == -.infinity)
    #expect(logSumExp([-.infinity, -.infinity]) == -.infinity)
    #expect(logSumExp([.infinity, 0]) == .infinity)
    #expect(logSumExp([0, .nan]).isNaN)
  }

  @Test func notANumberPassesThrough() throws {
    #expect(try logGamma(.nan).isNaN)
    #expect(try scaledBesselI(order: .nan, 1).isNaN)
    #expect(try errorFunction(.nan).isNaN)
  }
}
