import Foundation

/// The marks of an axis: positions with their printed labels.
struct Ticks: Equatable, Sendable {
  var values: [Double]
  var labels: [String]

  /// Marks at multiples of 1, 2 or 5 times a power of ten, about `count` of them within `range`
  /// (the spacing rule of P. Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990).
  static func linear(over range: ClosedRange<Double>, count: Int) -> Ticks {
    let span = range.upperBound - range.lowerBound
    // Below 10⁻²⁹⁵ the powers of ten that steps are made of leave the range of doubles.
    guard span > 1e-295, span.isFinite, count > 0 else {
      return Ticks(values: [range.lowerBound], labels: [NumberText.short(range.lowerBound)])
    }
    let raw = span / Double(count)
    var exponent = Int(log10(raw).rounded(.down))
    var mantissa = 10.0
    for candidate in [1.0, 2.0, 5.0] where candidate * pow(10, Double(exponent)) >= raw * 0.999 {
      mantissa = candidate
      break
    }
    if mantissa == 10 {
      mantissa = 1
      exponent += 1
    }
    // A product with, or a quotient by, a positive power of ten is the double nearest to the printed decimal.
    let power = pow(10, Double(abs(exponent)))
    let multiple = { (index: Double) in exponent >= 0 ? index * mantissa * power : index * mantissa / power }
    let step = multiple(1)
    guard step > 0, step.isFinite, power.isFinite else {
      let ends = [range.lowerBound, range.upperBound]
      return Ticks(values: ends, labels: ends.map { NumberText.short($0) })
    }
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    // Far from zero the marks may be closer than doubles are; then the ends say all that can be said.
    guard last >= first, last - first <= 100, abs(first) < 1e15, abs(last) < 1e15 else {
      let ends = [range.lowerBound, range.upperBound]
      return Ticks(values: ends, labels: ends.map { NumberText.short($0, digits: 6) })
    }
    let values = (0...Int(last - first)).map { multiple(first + Double($0)) + 0 }
    let largest = values.map(abs).max() ?? 0
    if largest >= 1e6 || largest < 1e-4 {
      let digits = max(1, Int(log10(max(largest, step)).rounded(.down)) - exponent + 1)
      return Ticks(values: values, labels: values.map { NumberText.short($0, digits: digits) })
    }
    return Ticks(values: values, labels: values.map { NumberText.fixed($0, decimals: max(0, -exponent)) })
  }

  /// Marks at powers of ten within `range` (positive), and at 2 and 5 times them where decades are few.
  static func logarithmic(over range: ClosedRange<Double>, count: Int) -> Ticks {
    guard range.lowerBound > 0, range.upperBound.isFinite else { return Ticks(values: [], labels: []) }
    let low = log10(range.lowerBound)
    let high = log10(range.upperBound)
    let first = Int((low - 1e-9).rounded(.up))
    let last = Int((high + 1e-9).rounded(.down))
    if last - first < 1 {
      return linear(over: range, count: count).keeping { $0 > 0 }
    }
    let multiples: [Double] = last - first < 3 ? [1, 2, 5] : [1]
    let stride = max(1, Int((Double(last - first + 1) / Double(max(1, count))).rounded(.up)))
    // One way of writing for all marks of an axis.
    let isPlain = first >= -3 && last <= 4
    var marks = Ticks(values: [], labels: [])
    for exponent in Swift.stride(from: first - 1, through: last, by: 1)
    where multiples.count > 1 || (exponent - first) % stride == 0 {
      for multiple in multiples {
        let value = exponent >= 0 ? multiple * pow(10, Double(exponent)) : multiple / pow(10, Double(-exponent))
        guard value >= range.lowerBound * (1 - 1e-9), value <= range.upperBound * (1 + 1e-9) else { continue }
        marks.values.append(value)
        marks.labels.append(
          isPlain
            ? NumberText.short(value, digits: 1)
            : (multiple == 1 ? "" : NumberText.short(multiple, digits: 1) + "×") + NumberText.powerOfTen(exponent))
      }
    }
    return marks
  }

  private func keeping(_ isKept: (Double) -> Bool) -> Ticks {
    let kept = zip(values, labels).filter { isKept($0.0) }
    return Ticks(values: kept.map(\.0), labels: kept.map(\.1))
  }
}
