internal import Analysis

/// The residuals of laws at a series, with their slopes, and how far each is from holding: what `LawProjection` steps by.
///
/// Residuals that share no variables, even through others, are of different components. What is asked for are the live components; the others keep the
/// numbers that they had and cost nothing. Numbers lie at fixed places in memory, without the checks of arrays.
final class LinearisedLaws {
  /// Residuals below this share of their terms are rounding.
  static let rounding = 1e-13
  /// What inequalities without coordinates are held by beyond their bound, as a share of their terms: more than rounding.
  private static let margin = 1e-14

  let system: LawSystem
  let localCount: Int
  let borderCount: Int
  let variableCount: Int
  /// Channels.
  let width: Int
  let componentCount: Int
  /// The entries of local residuals that touch variable i: from `touchStarts[i]` to `touchStarts[i + 1]`, in the order of residuals.
  let touchStarts: UnsafeMutableBufferPointer<Int>
  let touchResiduals: UnsafeMutableBufferPointer<Int>
  let touchEntries: UnsafeMutableBufferPointer<Int>
  /// Of local residuals, the entries; of entries, the variables.
  let starts: UnsafeMutableBufferPointer<Int>
  let variables: UnsafeMutableBufferPointer<Int>
  /// How far residuals are apart, at most, that touch one variable.
  let halfWidth: Int

  let residuals: UnsafeMutableBufferPointer<Double>
  /// Residuals at a series that is being tried.
  let trial: UnsafeMutableBufferPointer<Double>
  let localSlopes: UnsafeMutableBufferPointer<Double>
  let borderSlopes: UnsafeMutableBufferPointer<Double>
  /// What of a residual is far below rounding.
  let tolerances: UnsafeMutableBufferPointer<Double>
  /// The greatest value of each channel.
  let sizes: UnsafeMutableBufferPointer<Double>
  /// Of each residual, whether it is to be zero: an equation, or the nearer one of two complementary quantities.
  let isEquation: UnsafeMutableBufferPointer<Bool>
  /// Of each component the greatest share that a residual is of its terms, where that is, and whether any residual tells it where to go.
  let shares: UnsafeMutableBufferPointer<Double>
  let worstPlaces: UnsafeMutableBufferPointer<Int>
  let isDrawn: UnsafeMutableBufferPointer<Bool>
  private let hasMargin: UnsafeMutableBufferPointer<Bool>
  /// Residuals, and variables, component after component, each in their order.
  private let orderedPlaces: UnsafeMutableBufferPointer<Int>
  private let placeStarts: [Int]
  private let orderedVariables: UnsafeMutableBufferPointer<Int>
  private let variableStarts: [Int]

  private(set) var liveComponents: [Int] = []
  /// Their residuals.
  private(set) var live: [Int] = []
  private let workspace = LawSystem.Workspace()

  /// - Parameter uncharted: laws that no coordinates take care of.
  init(_ system: LawSystem, uncharted: Set<SeriesLaw>) {
    self.system = system
    let (count, local, n) = (system.residuals.count, system.localCount, system.variableCount)
    (localCount, borderCount, variableCount, width) = (local, count - local, n, system.channels.count)
    let (touches, halfWidth) = system.touches
    self.halfWidth = halfWidth
    // Components by joining residuals that touch a variable; those of the whole series join all.
    var sets = DisjointSets(count: count)
    for list in touches { for (residual, _) in list.dropFirst() { sets.join(residual, list[0].residual) } }
    if count > local { for residual in 0..<count { sets.join(residual, count - 1) } }
    let (places, componentCount) = sets.places()
    // Of each variable its component; −1 where no law touches it.
    let movers = touches.map { list in list.first.map { places[$0.residual] } ?? (count > local ? places[count - 1] : -1) }
    self.componentCount = componentCount
    func grouped(_ owners: [Int]) -> (ordered: [Int], starts: [Int]) {
      var groups = [[Int]](repeating: [], count: componentCount)
      for (number, owner) in owners.enumerated() where owner >= 0 { groups[owner].append(number) }
      return (groups.flatMap { $0 }, groups.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) })
    }
    let (ofPlaces, ofVariables) = (grouped(places), grouped(movers))
    (placeStarts, variableStarts) = (ofPlaces.starts, ofVariables.starts)
    func room(_ numbers: [Int]) -> UnsafeMutableBufferPointer<Int> { .room(copying: numbers) }
    func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Double> { .room(count, of: 0) }
    (orderedPlaces, orderedVariables) = (room(ofPlaces.ordered), room(ofVariables.ordered))
    touchStarts = room(touches.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) })
    touchResiduals = room(touches.flatMap { $0.map(\.residual) })
    touchEntries = room(touches.flatMap { $0.map(\.entry) })
    (starts, variables) = (room(system.starts), room(system.variables.map { Int($0) }))
    (residuals, trial, tolerances) = (zeros(count), zeros(count), zeros(count))
    localSlopes = zeros(system.variables.count)
    borderSlopes = zeros((count - local) * n)
    sizes = zeros(width)
    isEquation = .room(copying: system.residuals.map(\.isEquation))
    hasMargin = .room(copying: system.residuals.map { !$0.isEquation && uncharted.contains(system.laws[$0.law]) })
    shares = zeros(componentCount)
    worstPlaces = .room(componentCount, of: 0)
    isDrawn = .room(componentCount, of: false)
  }

  deinit {
    for room in [touchStarts, touchResiduals, touchEntries, starts, variables, worstPlaces, orderedPlaces, orderedVariables] { room.deallocate() }
    for room in [residuals, trial, localSlopes, borderSlopes, tolerances, sizes, shares] { room.deallocate() }
    for room in [isEquation, hasMargin, isDrawn] { room.deallocate() }
  }

  /// The residuals of a component, in order.
  func places(of component: Int) -> UnsafeMutableBufferPointer<Int>.SubSequence {
    orderedPlaces[placeStarts[component]..<placeStarts[component + 1]]
  }

  /// The variables that a component moves, in order.
  func variables(of component: Int) -> UnsafeMutableBufferPointer<Int>.SubSequence {
    orderedVariables[variableStarts[component]..<variableStarts[component + 1]]
  }

  /// Makes live those of some components, or of all, that are asked for.
  func setLive(among components: [Int]? = nil, _ isLive: (Int) -> Bool) {
    liveComponents = if let components { components.filter(isLive) } else { (0..<componentCount).filter(isLive) }
    live.removeAll(keepingCapacity: true)
    for component in liveComponents { live.append(contentsOf: places(of: component)) }
  }

  /// Residuals and slopes at a series.
  func evaluate(_ values: UnsafeBufferPointer<Double>, _ conditions: [Double]) {
    evaluate(values, conditions, residuals, withSlopes: true)
  }

  /// Residuals alone, into `trial`.
  func tryOut(_ values: UnsafeBufferPointer<Double>, _ conditions: [Double]) {
    evaluate(values, conditions, trial, withSlopes: false)
  }

  private func evaluate(
    _ values: UnsafeBufferPointer<Double>, _ conditions: [Double], _ residuals: UnsafeMutableBufferPointer<Double>, withSlopes: Bool
  ) {
    // Few residuals are worked out one by one.
    if borderCount == 0 && 4 * live.count < localCount {
      system.evaluate(live, values, conditions: conditions, workspace, residuals: residuals, slopes: withSlopes ? localSlopes : nil)
    } else {
      system.evaluate(
        values, conditions: conditions, workspace, residuals: residuals, slopes: withSlopes ? (localSlopes, borderSlopes) : nil)
    }
  }

  /// Finds `shares`: of each live component the residual that is the greatest share of Σ|∂h/∂x|·max|x|, and 1 where that is less than the residual itself.
  func measure(_ values: UnsafeBufferPointer<Double>) {
    // A channel that is zero at a row is known to the rounding of what it is elsewhere.
    for channel in 0..<width { sizes[channel] = 0 }
    var place = 0
    while place < values.count {
      for channel in 0..<width { sizes[channel] = max(sizes[channel], abs(values[place + channel])) }
      place += width
    }
    for component in liveComponents {
      var (worst, worstPlace, isDrawn) = (0.0, orderedPlaces[placeStarts[component]], false)
      for place in places(of: component) {
        var size = 0.0
        if place < localCount {
          for entry in starts[place]..<starts[place + 1] { size += abs(localSlopes[entry]) * sizes[variables[entry] % width] }
        } else {
          let start = (place - localCount) * variableCount
          for variable in 0..<variableCount { size += abs(borderSlopes[start + variable]) * sizes[variable % width] }
        }
        tolerances[place] = 0.01 * Self.rounding * (size.isFinite ? size : 0)
        let residual = residuals[place]
        if hasMargin[place] && !isEquation[place] && !residual.isNaN { residuals[place] -= Self.margin * size }
        if !isEquation[place] && residual >= 0 {
          if residuals[place] < 0 { isDrawn = true }
          continue
        }
        if residual.isFinite && residual != 0 { isDrawn = true }
        let ratio = residual == 0 ? 0 : abs(residual) / max(size, abs(residual))
        // What cannot be worked out does not hold.
        let share = ratio.isNaN ? .infinity : ratio
        if share > worst { (worst, worstPlace) = (share, place) }
      }
      (shares[component], worstPlaces[component], self.isDrawn[component]) = (worst, worstPlace, isDrawn)
    }
  }

  /// Where a law has no value (the logarithm of what is negative), values beyond a bound go as far within it: on the bound itself there may be none.
  func reflect(_ values: UnsafeMutableBufferPointer<Double>, _ conditions: [Double]) {
    var hasMoved = false
    for component in liveComponents where places(of: component).contains(where: { !residuals[$0].isFinite }) {
      for place in places(of: component) where place < localCount && !isEquation[place] && residuals[place] < 0 {
        guard starts[place + 1] == starts[place] + 1, localSlopes[starts[place]] != 0 else { continue }
        values[variables[starts[place]]] -= 2 * residuals[place] / localSlopes[starts[place]]
        hasMoved = true
      }
    }
    if hasMoved { evaluate(UnsafeBufferPointer(values), conditions) }
  }

  /// Of two complementary quantities the one is to be zero with which the lesser change is made, to first order.
  /// - Parameter weights: of channels, or of variables.
  func chooseSides(_ weights: [Double]) {
    func distances(_ place: Int) -> (whole: Double, beyond: Double) {
      var square = 0.0
      if place < localCount {
        for entry in starts[place]..<starts[place + 1] {
          square += weights[variables[entry] % weights.count] * localSlopes[entry] * localSlopes[entry]
        }
      } else {
        let start = (place - localCount) * variableCount
        for variable in 0..<variableCount { square += weights[variable % weights.count] * borderSlopes[start + variable] * borderSlopes[start + variable] }
      }
      let whole = residuals[place] * residuals[place] / (square > 0 ? square : 1)
      return (whole, residuals[place] < 0 ? whole : 0)
    }
    for place in live {
      guard let partner = system.residuals[place].partner, place < partner else { continue }
      let (own, other) = (distances(place), distances(partner))
      isEquation[place] = own.whole + other.beyond <= other.whole + own.beyond
      isEquation[partner] = !isEquation[place]
    }
  }

  /// A residual that cannot be worked out here moves nothing.
  func leaveOutWhatIsNotFinite() {
    for place in live {
      if place < localCount {
        let entries = starts[place]..<starts[place + 1]
        guard !residuals[place].isFinite || !entries.allSatisfy({ localSlopes[$0].isFinite }) else { continue }
        for entry in entries { localSlopes[entry] = 0 }
      } else {
        let entries = (place - localCount) * variableCount..<(place - localCount + 1) * variableCount
        guard !residuals[place].isFinite || !entries.allSatisfy({ borderSlopes[$0].isFinite }) else { continue }
        for entry in entries { borderSlopes[entry] = 0 }
      }
    }
  }
}
