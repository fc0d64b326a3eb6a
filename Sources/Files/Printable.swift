/// Makes text of unknown origin fit for one line of a terminal or a page.
///
/// Scalars that would break the line, move the cursor or reorder the text (categories Cc, Cf, Zl, Zp, Cs, Co and Cn)
/// are written as `\u{…}`, and text longer than a limit ends in an ellipsis. The limit counts scalars, since one
/// grapheme may be arbitrarily long.
public enum Printable {
  /// The text, escaped and cut to at most `limit` scalars before escaping.
  public static func line(_ text: String, limit: Int = 300) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
      guard count < limit else {
        result += "…"
        break
      }
      count += 1
      if isHarmless(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return result
  }

  /// The start of some bytes from a file, in quotation marks; what is not UTF-8 shows as U+FFFD.
  public static func quoted(_ bytes: some Collection<UInt8>, limit: Int = 40) -> String {
    // Four bytes a scalar suffice; one scalar more than the limit lets `line` see that there was more.
    let start = bytes.prefix(4 * (limit + 1))
    return "“" + line(String(decoding: start, as: UTF8.self), limit: limit) + "”"
  }

  /// A name from a file, in quotation marks.
  public static func quoted(_ text: String, limit: Int = 40) -> String {
    "“" + line(text, limit: limit) + "”"
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
    default: return true
    }
  }
}
