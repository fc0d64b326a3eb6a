/// Shares of a whole as multiples of 2⁻⁵³, which binary numbers hold exactly up to 1: sums of them are exact in any order, so that shares that add to 1
/// do so to the last bit, and an order between them is one of whole numbers.
enum ExactShares {
  private static let whole: Int64 = 1 << 53

  /// Makes one channel of a series of shares 1 minus the others, once these are rounded to multiples of 2⁻⁵³; what a solver's errors have brought out of order by
  /// a few units is put back.
  /// - Parameters:
  ///   - series: [times, channels].
  ///   - remainder: the channel that is the rest.
  ///   - falling: channels that never grow.
  ///   - rising: channels that never fall.
  static func round(
    _ series: UnsafeMutableBufferPointer<Double>, channels: Int, remainder: Int, falling: Set<Int> = [], rising: Set<Int> = []
  ) {
    var last = [Int64](repeating: 0, count: channels)
    for row in 0..<series.count / channels {
      var rest = whole
      // Falling channels first: what they give up is what rising ones may take.
      let order = falling.sorted() + rising.sorted() + (0..<channels).filter { !falling.contains($0) && !rising.contains($0) }
      for channel in order where channel != remainder {
        var share = Int64((series[row * channels + channel] * Double(whole)).rounded())
        if row > 0, falling.contains(channel) { share = min(share, last[channel]) }
        if row > 0, rising.contains(channel) { share = max(share, last[channel]) }
        share = min(max(share, 0), rest)
        rest -= share
        last[channel] = share
        series[row * channels + channel] = Double(share) / Double(whole)
      }
      series[row * channels + remainder] = Double(rest) / Double(whole)
    }
  }
}
