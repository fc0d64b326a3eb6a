/// A date with a time of day as seconds since the beginning of 1970, without time zones and leap seconds.
public enum CalendarTime {
  /// Reads `2016-07-01`, `2016-07-01 13:00`, `2016-07-01T13:00:05.25Z`, or the same with slashes; nil for anything else.
  ///
  /// Years before 0000 and after 9999 have a sign and may have up to seven digits, as ISO 8601 has it: `-0044-03-15`, `+12016-01-01`.
  static func seconds(_ text: ArraySlice<UInt8>) -> Double? {
    var rest = text
    func number(_ digits: Int) -> Int? {
      var value = 0
      for _ in 0..<digits {
        guard let byte = rest.first, Byte.zero...Byte.nine ~= byte else { return nil }
        value = 10 * value + Int(byte - Byte.zero)
        rest.removeFirst()
      }
      return value
    }
    func take(_ bytes: UInt8...) -> Bool {
      guard let byte = rest.first, bytes.contains(byte) else { return false }
      rest.removeFirst()
      return true
    }
    let (dash, slash, colon) = (UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ":"))
    let isBefore = rest.first == dash
    let isSigned = take(dash, UInt8(ascii: "+"))
    guard var year = number(4) else { return nil }
    if isSigned { for _ in 0..<3 { if let digit = number(1) { year = 10 * year + digit } } }
    if isBefore { year.negate() }
    guard take(dash, slash), let month = number(2), take(dash, slash), let day = number(2),
      1...12 ~= month, day >= 1, day <= length(ofMonth: month, year: year)
    else { return nil }
    var seconds = Double(days(year: year, month: month, day: day)) * 86_400
    if !rest.isEmpty {
      guard take(Byte.space, UInt8(ascii: "T")), let hour = number(2), hour < 24, take(colon), let minute = number(2), minute < 60 else { return nil }
      seconds += Double(3600 * hour + 60 * minute)
      if take(colon) {
        guard let second = number(2), second < 60 else { return nil }
        seconds += Double(second)
        if take(Byte.point) {
          // As one fraction, so that it is rounded once where it can be. Digits after the fifteenth say nothing.
          var (numerator, denominator) = (0.0, 1.0)
          while let digit = number(1) {
            if denominator < 1e15 { (numerator, denominator) = (10 * numerator + Double(digit), 10 * denominator) }
          }
          let exact = seconds * denominator + numerator
          seconds = abs(exact) < 0x1p53 ? exact / denominator : seconds + numerator / denominator
        }
      }
      _ = take(UInt8(ascii: "Z"))
    }
    return rest.isEmpty ? seconds : nil
  }

  /// The time as `2016-07-01 13:00:00`, to the nearest thousandth of a second.
  public static func text(_ seconds: Double) -> String {
    guard isDate(seconds) else { return "\(seconds)" }
    let thousandths = Int((seconds * 1000).rounded())
    let (days, rest) = (floorDivision(thousandths, 86_400_000), remainder(thousandths, 86_400_000))
    let (year, month, day) = date(days: days)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let second = rest / 1000
    let clock = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    let fraction = rest % 1000 == 0 ? "" : ".\(padded(rest % 1000, 3))"
    let sign = year < 0 ? "-" : year > 9999 ? "+" : ""
    return "\(sign)\(padded(abs(year), 4))-\(padded(month, 2))-\(padded(day, 2)) \(clock)\(fraction)"
  }

  /// Whether a number of seconds is near enough to be written as a date: about three million years.
  static func isDate(_ seconds: Double) -> Bool { abs(seconds) < 1e14 }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 in the Gregorian calendar; years begin in March, so that a leap day is the last of its year.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = floorDivision(shifted, 400)
    let yearOfEra = shifted - 400 * era
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return 146_097 * era + 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - daysToEpoch
  }

  private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + daysToEpoch
    let era = floorDivision(shifted, 146_097)
    let dayOfEra = shifted - 146_097 * era
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let place = (5 * dayOfYear + 2) / 153
    let month = place < 10 ? place + 3 : place - 9
    return (yearOfEra + 400 * era + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * place + 2) / 5 + 1)
  }

  /// From 0000-03-01 to 1970-01-01.
  private static var daysToEpoch: Int { 719_468 }

  private static func floorDivision(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }
  private static func remainder(_ a: Int, _ b: Int) -> Int { a - b * floorDivision(a, b) }
}
