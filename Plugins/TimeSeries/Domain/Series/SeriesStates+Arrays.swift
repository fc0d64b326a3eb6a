public import Bellman

extension SeriesStates {
  /// As named arrays: the rows of all series once, and where windows begin.
  public var arrays: StoredArrays {
    var arrays = StoredArrays()
    arrays.store("values", shape: [times.count, channelCount], values)
    arrays.store("times", shape: [times.count], times)
    arrays.store("series of rows", shape: [owners.count], owners.map(Double.init))
    let seriesCount = conditionCount > 0 ? conditions.count / conditionCount : (owners.last ?? -1) + 1
    arrays.store("conditions", shape: [seriesCount, conditionCount], conditions)
    arrays.store("starts", shape: [starts.count], starts.map(Double.init))
    return arrays
  }

  /// - Throws: `ModelError` for arrays that are no windows of these channels and this length.
  init(_ arrays: StoredArrays, channelCount: Int, conditionCount: Int, length: Int) throws {
    let values = try arrays.array("values", rank: 2)
    let times = try arrays.array("times", rank: 1).values
    let conditions = try arrays.array("conditions", rank: 2)
    func numbers(_ name: String, below bound: Int) throws -> [Int] {
      try arrays.array(name, rank: 1).values.map { value in
        guard let number = Int(exactly: value), number >= 0, number < bound else {
          throw ModelError("the stored array “\(name)” holds \(value)")
        }
        return number
      }
    }
    guard values.shape == [times.count, channelCount], conditions.shape[1] == conditionCount, times.allSatisfy(\.isFinite),
      conditions.values.allSatisfy(\.isFinite), !values.values.contains(where: \.isInfinite)
    else { throw ModelError("the stored series do not have \(channelCount) channels and \(conditionCount) conditions") }
    let owners = try numbers("series of rows", below: conditions.shape[0])
    let starts = try numbers("starts", below: max(times.count - length + 1, 0))
    guard owners.count == times.count, zip(owners, owners.dropFirst()).allSatisfy({ $0 <= $1 }),
      starts.allSatisfy({ owners[$0] == owners[$0 + length - 1] })
    else { throw ModelError("the stored windows are not windows of the stored series") }
    self.init(
      values: values.values, times: times, owners: owners, conditions: conditions.values, channelCount: channelCount,
      conditionCount: conditionCount, length: length, starts: starts)
  }
}
