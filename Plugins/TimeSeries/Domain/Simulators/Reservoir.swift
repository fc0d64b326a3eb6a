public import Files
internal import Foundation
internal import Tensors

/// A reservoir that a river fills and a town empties, week by week, in millions of cubic metres:
///
///     available = storage + inflow,  outflow = min(demand, available),  spill = max(0, available − outflow − capacity),
///     next storage = available − outflow − spill.
///
/// The inflow is exp(m + a sin(2π (week + p)/52) + z) with z a first-order autoregression, zₜ₊₁ = 0.8 zₜ + 0.6 · 0.6 εₜ, ε standard normal; the demand
/// d (1 + 0.3 sin(2π (week + q)/52)).
///
/// Drawn for every series: exp(m) in [1, 3] and the capacity in 6 to 20 weeks of exp(m), uniform; a in [0.3, 0.9]; p and q in [0, 52); d in 0.9 to 1.4
/// times exp(m); the storage of the first week between nothing and the capacity; z of the first week from its own law; all uniform but z.
///
/// Volumes are multiples of 2⁻³⁰ (about a litre), so that sums are exact in binary numbers, in any order.
///
/// Laws: the balance; 0 ≤ storage ≤ capacity; no flow is negative; no more is let out than demanded; there is spill only where the reservoir is full
/// afterwards, and less than is demanded only where it is empty afterwards.
public struct Reservoir: Simulator {
  public init() {}

  public let name = "reservoir"
  public let summary = "a reservoir with demand and spill; random river, demand, capacity and start"
  public let channels = [
    SimulatedChannel("inflow", unit: "hm³", "from the river in the week"), SimulatedChannel("demand", unit: "hm³", "of the town in the week"),
    SimulatedChannel("outflow", unit: "hm³", "to the town in the week"), SimulatedChannel("spill", unit: "hm³", "over the weir in the week"),
    SimulatedChannel("storage", unit: "hm³", "when the week begins"),
  ]
  public let timeUnit = "week"
  public let defaultLength = 104
  public let parameterNames = ["median inflow", "season", "mean demand"]

  public func times(length: Int) -> [Double] { evenTimes(length, step: 1) }

  public var laws: LawFile {
    let (inflow, demand, outflow): (Expression, Expression, Expression) = (.name("inflow"), .name("demand"), .name("outflow"))
    let (spill, storage, capacity): (Expression, Expression, Expression) = (.name("spill"), .name("storage"), .name("capacity"))
    return LawFile(
      [
        SeriesLaw("balance", .equal(.next(storage), storage + inflow - outflow - spill)), SeriesLaw("not below empty", .atLeast(storage, 0)),
        SeriesLaw("not above full", .atLeast(capacity, storage)), SeriesLaw("inflow", .atLeast(inflow, 0)), SeriesLaw("outflow", .atLeast(outflow, 0)),
        SeriesLaw("demand", .atLeast(demand, outflow)), SeriesLaw("spill only when full", .complementary(spill, capacity - .next(storage))),
        SeriesLaw("shortage only when empty", .complementary(demand - outflow, .next(storage))),
      ], conditions: ["capacity"])
  }

  private static let persistence = 0.8
  private static let spread = 0.6

  private static func rounded(_ volume: Double) -> Double { (volume * 0x1p30).rounded() * 0x1p-30 }

  public func simulate(
    number: Int, seed: UInt64, times: [Double], into series: UnsafeMutableBufferPointer<Double>
  ) throws(ProgramError) -> SimulatedDraw {
    var random = draws(.reservoir, number, seed: seed)
    let (median, season) = (random.uniform(1...3), random.uniform(0.3...0.9))
    let (wettest, thirstiest) = (52 * random.uniform(), 52 * random.uniform())
    let demanded = median * random.uniform(0.9...1.4)
    let capacity = Self.rounded(median * random.uniform(6...20))
    var storage = Self.rounded(capacity * random.uniform())
    var weather = Self.spread * random.normal()
    let innovation = Self.spread * (1 - Self.persistence * Self.persistence).squareRoot()
    for (row, week) in times.enumerated() {
      let inflow = Self.rounded(median * exp(season * sin(2 * .pi * (week + wettest) / 52) + weather))
      let demand = Self.rounded(demanded * (1 + 0.3 * sin(2 * .pi * (week + thirstiest) / 52)))
      let available = storage + inflow
      let outflow = min(demand, available)
      let spill = max(0, available - outflow - capacity)
      for (channel, value) in [inflow, demand, outflow, spill, storage].enumerated() { series[5 * row + channel] = value }
      storage = available - outflow - spill
      weather = Self.persistence * weather + innovation * random.normal()
    }
    return SimulatedDraw(conditions: [capacity], parameters: [median, season, demanded])
  }
}
