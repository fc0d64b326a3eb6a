/// Times of a window from its first row.
public enum WindowTimes {
  /// The median of each, over all windows of the series.
  public static func typical(_ series: [Series], length: Int) -> [Double] {
    var offsets: [[Double]] = Array(repeating: [], count: length)
    let total = series.reduce(0) { $0 + max(0, $1.length - length + 1) }
    let step = max(1, total / greatestCount)
    for one in series where one.length >= length {
      for start in stride(from: 0, through: one.length - length, by: step) {
        for row in 0..<length { offsets[row].append(one.times[start + row] - one.times[start]) }
      }
    }
    return offsets.map { values in
      let sorted = values.sorted()
      return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
  }

  /// Windows that are looked at, about.
  private static var greatestCount: Int { 2000 }
}
