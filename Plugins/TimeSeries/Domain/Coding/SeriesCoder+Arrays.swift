public import Bellman
internal import Tensors

extension SeriesCoder {
  /// As named arrays in which a run's folder keeps it.
  public var arrays: StoredArrays {
    var arrays = StoredArrays()
    for (place, marginal) in marginals.enumerated() {
      arrays.store("marginal \(place) grid", shape: [marginal.grid.count], marginal.grid)
      switch marginal.map {
      case .scaled(let mean, let deviation): arrays.store("marginal \(place) scale", shape: [2], [mean, deviation])
      case .logarithmic(let mean, let deviation): arrays.store("marginal \(place) logarithms", shape: [2], [mean, deviation])
      case .normalScores(let knots): arrays.store("marginal \(place) knots", shape: [2, knots.scores.count], knots.scores + knots.values)
      }
    }
    arrays.store("memories", shape: [memories.count], memories)
    arrays.store("condition scales", shape: [conditionScales.count, 2], conditionScales.flatMap { [$0.mean, $0.deviation] })
    conditionalMean.store(in: &arrays)
    arrays.store("season periods", shape: [seasons.periods.count], seasons.periods)
    arrays.store("season harmonics", shape: [seasons.harmonics.count], seasons.harmonics.map(Double.init))
    arrays.store("season factors", shape: [seasonFactors.rows, seasonFactors.columns], seasonFactors.values)
    arrays.store("tokens", shape: [2], [Double(whitening.tokens), Double(whitening.tokenWidth)])
    arrays.store("mean", shape: [whitening.mean.count], whitening.mean)
    if let forward = whitening.forward, let backward = whitening.backward {
      arrays.store("whitening", shape: [forward.rows, forward.columns], forward.values)
      arrays.store("colouring", shape: [backward.rows, backward.columns], backward.values)
    }
    // None where noise is white in y.
    let directions = whitening.directions ?? DenseMatrix(zeros: 0, whitening.outputs)
    arrays.store("noise directions", shape: [directions.rows, directions.columns], directions.values)
    return arrays
  }

  /// - Throws: `ModelError` for arrays that are no coder of this chart and length.
  public init(_ arrays: StoredArrays, chart: LawChart, length: Int, conditionCount: Int) throws {
    let maps = try chart.coordinates.indices.map { place -> ChannelMarginal.Map in
      guard arrays["marginal \(place) knots"] == nil else {
        let entry = try arrays.finite("marginal \(place) knots", rank: 2)
        let count = entry.shape[1]
        let (scores, values) = (Array(entry.values.prefix(count)), Array(entry.values.suffix(count)))
        guard entry.shape[0] == 2, count >= 2,
          (1..<count).allSatisfy({
            scores[$0 - 1] <= scores[$0] && values[$0 - 1] <= values[$0] && (scores[$0 - 1], values[$0 - 1]) != (scores[$0], values[$0])
          })
        else {
          throw ModelError("the stored knots of coordinate \(place) do not ascend")
        }
        return .normalScores(.init(scores: scores, values: values))
      }
      let isLogarithmic = arrays["marginal \(place) logarithms"] != nil
      let scale = try arrays.finite("marginal \(place) \(isLogarithmic ? "logarithms" : "scale")", rank: 1).values
      guard scale.count == 2, scale[1] > 0 else { throw ModelError("the stored scale of coordinate \(place) is no scale") }
      return isLogarithmic ? .logarithmic(mean: scale[0], deviation: scale[1]) : .scaled(mean: scale[0], deviation: scale[1])
    }
    let marginals = try maps.enumerated().map { place, map in
      let grid = try arrays.finite("marginal \(place) grid", rank: 1).values
      guard zip(grid, grid.dropFirst()).allSatisfy(<) else { throw ModelError("the stored grid of coordinate \(place) does not ascend") }
      return ChannelMarginal(map, grid: grid)
    }
    let memories = try arrays.finite("memories", rank: 1).values
    guard memories.count == marginals.count, memories.allSatisfy({ 0...1 ~= $0 }) else {
      throw ModelError("the stored memories are not correlations of \(marginals.count) coordinates")
    }
    let scales = try arrays.finite("condition scales", rank: 2)
    guard scales.shape == [conditionCount, 2], stride(from: 1, to: scales.values.count, by: 2).allSatisfy({ scales.values[$0] > 0 }) else {
      throw ModelError("the stored scales are not of \(conditionCount) conditions")
    }
    let tokens = try arrays.finite("tokens", rank: 1).values.map { Int(exactly: $0) ?? 0 }
    let mean = try arrays.finite("mean", rank: 1).values
    let width = length * chart.coordinates.count
    guard tokens.count == 2, tokens.allSatisfy({ 1...1 << 20 ~= $0 }), mean.count == width else {
      throw ModelError("the stored coordinates are not those of a window of \(length) rows")
    }
    let outputs = tokens[0] * tokens[1]
    var matrices: (DenseMatrix, DenseMatrix)?
    if arrays["whitening"] != nil || arrays["colouring"] != nil {
      let (forward, backward) = (try arrays.finite("whitening", rank: 2), try arrays.finite("colouring", rank: 2))
      guard forward.shape == [width, outputs], backward.shape == [outputs, width] else {
        throw ModelError("the stored whitening is not of \(width) values and \(outputs) outputs")
      }
      matrices = (
        DenseMatrix(rows: width, columns: outputs, values: forward.values), DenseMatrix(rows: outputs, columns: width, values: backward.values)
      )
    } else if outputs != width {
      throw ModelError("the stored whitening is missing")
    }
    let directions = try arrays.finite("noise directions", rank: 2)
    guard [0, outputs].contains(directions.shape[0]), directions.shape[1] == outputs, directions.shape[0] == 0 || matrices != nil else {
      throw ModelError("the stored directions of noise are not of \(outputs) outputs")
    }
    let seasons = try Seasons(arrays)
    let factors = try arrays.finite("season factors", rank: 2)
    guard factors.shape == [seasons.width, marginals.count] else {
      throw ModelError("the stored factors of the season are not those of \(marginals.count) coordinates")
    }
    try self.init(
      length: length, chart: chart, marginals: marginals, memories: memories,
      whitening: Whitening(
        width: width, tokens: tokens[0], tokenWidth: tokens[1], mean: mean, forward: matrices?.0, backward: matrices?.1,
        directions: directions.shape[0] == 0 ? nil : DenseMatrix(rows: outputs, columns: outputs, values: directions.values)),
      conditionScales: stride(from: 0, to: scales.values.count, by: 2).map { (scales.values[$0], scales.values[$0 + 1]) },
      conditionalMean: ConditionalMean(arrays, conditions: conditionCount, width: width), seasons: seasons,
      seasonFactors: DenseMatrix(rows: seasons.width, columns: marginals.count, values: factors.values))
  }
}

extension Seasons {
  fileprivate init(_ arrays: StoredArrays) throws {
    let periods = try arrays.finite("season periods", rank: 1).values
    let harmonics = try arrays.finite("season harmonics", rank: 1).values.map { Int(exactly: $0) ?? 0 }
    guard periods.count == harmonics.count, periods.allSatisfy({ $0 > 0 }), harmonics.allSatisfy({ 1...1000 ~= $0 }) else {
      throw ModelError("the stored seasons are no periods with harmonics")
    }
    self.init(periods: periods, harmonics: harmonics)
  }
}

extension ConditionalMean {
  fileprivate func store(in arrays: inout StoredArrays) {
    guard slopes.rows > 0 else { return }
    arrays.store("condition slopes", shape: [slopes.rows, slopes.columns], slopes.values)
    guard centres.rows > 0 else { return }
    arrays.store("condition centres", shape: [centres.rows, centres.columns], centres.values)
    arrays.store("condition bends", shape: [bends.rows, bends.columns], bends.values)
    arrays.store("condition reach", shape: [1], [reach])
  }

  fileprivate init(_ arrays: StoredArrays, conditions: Int, width: Int) throws {
    guard conditions > 0 else {
      self.init(slopes: DenseMatrix(zeros: 0, width))
      return
    }
    func matrix(_ name: String, rows: Int? = nil, columns: Int) throws -> DenseMatrix {
      let entry = try arrays.finite("condition \(name)", rank: 2)
      guard entry.shape[0] == rows ?? entry.shape[0], entry.shape[1] == columns else {
        throw ModelError("the stored \(name) of the mean are not those of \(conditions) conditions and \(width) values")
      }
      return DenseMatrix(rows: entry.shape[0], columns: columns, values: entry.values)
    }
    let slopes = try matrix("slopes", rows: conditions, columns: width)
    guard ["centres", "bends", "reach"].contains(where: { arrays["condition \($0)"] != nil }) else {
      self.init(slopes: slopes)
      return
    }
    let centres = try matrix("centres", columns: conditions)
    let reach = try arrays.finite("condition reach", rank: 1).values
    guard reach.count == 1, reach[0] > 0 else { throw ModelError("the stored reach of the mean is none") }
    self.init(slopes: slopes, centres: centres, reach: reach[0], bends: try matrix("bends", rows: centres.rows, columns: width))
  }
}

extension StoredArrays {
  fileprivate func finite(_ name: String, rank: Int) throws -> Entry {
    let entry = try array(name, rank: rank)
    guard entry.values.allSatisfy(\.isFinite) else { throw ModelError("the stored array “\(name)” is not finite") }
    return entry
  }
}
