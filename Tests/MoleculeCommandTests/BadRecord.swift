import Foundation
import Testing

/// A record of an SDF file that is no molecule to train on, and what is to be said of it.
struct BadRecord: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  /// The line that is named, counted from 0 in the record; nil where the molecule as a whole is wrong.
  let line: Int?
  let words: String

  var testDescription: String { name }

  private init(_ name: String, _ text: String, line: Int? = nil, _ words: String) {
    self.name = name
    self.text = text
    self.line = line
    self.words = words
  }

  /// Methane in which a text is another.
  private init(_ name: String, _ old: String, _ new: String, line: Int? = nil, _ words: String) {
    let text = Self.methane.replacingOccurrences(of: old, with: new)
    precondition(text != Self.methane, "\(name): methane has no “\(old)”")
    self.init(name, text, line: line, words)
  }

  static let all = [
    BadRecord("words for counts", "  5  4  0", "five four", line: 3, "does not begin with the numbers"),
    BadRecord("an unknown version", "V2000", "V9000", line: 3, "V2000 or V3000"),
    BadRecord("no counts line", "  5  4  0  0  0  0  0  0  0  0999 V2000\n", "", line: 3, "V2000 or V3000"),
    BadRecord("an atom too many", "  5  4  0", "  6  4  0", line: 9, "is not an atom"),
    BadRecord("an atom too few", "  5  4  0", "  4  4  0", line: 8, "is not a bond between two of 4 atoms"),
    BadRecord("a bond too few", "  5  4  0", "  5  3  0", line: 12, "is no property"),
    BadRecord("no atoms", "x\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n$$$$\n", line: 0, "without atoms"),
    BadRecord("an unknown element", "0.0000 C ", "0.0000 Xx", line: 4, "the element “Xx” is unknown"),
    BadRecord("an element of two bytes", "0.0000 C ", "0.0000 é", line: 4, "the element “é” is unknown"),
    BadRecord("several elements", "0.0000 C ", "0.0000 R#", line: 4, "the element “R#” is unknown"),
    BadRecord("no number", "    0.0000    0.0000    0.0000 C", "       nan    0.0000    0.0000 C", line: 4, "is not an atom"),
    BadRecord("no finite number", "    0.0000    0.0000    0.0000 C", "       inf    0.0000    0.0000 C", line: 4, "is not an atom"),
    BadRecord("a bond to nowhere", "  1  5  1", "  1 77  1", line: 12, "is not a bond between two of 5 atoms"),
    BadRecord("a bond to itself", "  1  5  1", "  5  5  1", line: 12, "is not a bond"),
    BadRecord("a bond twice", "  1  5  1", "  1  4  1", line: 0, "two bonds join atoms 1 and 4"),
    BadRecord("any bond", "  1  5  1", "  1  5  8", line: 12, "the bond type “8” is not read"),
    BadRecord("a charge of ninety-nine", "M  END", "M  CHG  1   1  99\nM  END", line: 13, "gives atom 1 the value 99"),
    BadRecord("prose", "M  END", "Yours sincerely\nM  END", line: 13, "is no property"),
    BadRecord("something behind the table", "M  END\n", "M  END\nrubbish\n", line: 14, "a data field"),
    BadRecord("atoms on each other", "   -0.6300    0.6300   -0.6300", "    0.0000    0.0000    0.0000", "less than 0.4 Å apart"),
    BadRecord("too many hydrogens", "  1  5  1", "  1  5  2", "has valence"),
    BadRecord("a radical", "  5  4  0", "  4  3  0", "has valence 3").without("    0.6300   -0.6300   -0.6300 H   0  0\n", "  1  5  1  0\n"),
    BadRecord("no hydrogens", "x\n\n\n  1  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END\n$$$$\n", "has valence 0"),
    BadRecord("a charge that is missing", "0.0000 C ", "0.0000 N ", "has valence 4"),
    BadRecord("two pieces", pieces, "in 2 pieces"),
    BadRecord("an element without valences", "0.0000 C ", "0.0000 U ", "no valence is known for U"),
  ]

  /// Elements that no table of valences has are found before records are looked at one by one.
  static let located = all.filter { $0.name != "an element without valences" }

  private func without(_ lines: String...) -> BadRecord {
    BadRecord(name, lines.reduce(text) { $0.replacingOccurrences(of: $1, with: "") }, line: line, words)
  }

  static let methane = """
    methane


      5  4  0  0  0  0  0  0  0  0999 V2000
        0.0000    0.0000    0.0000 C   0  0
        0.6300    0.6300    0.6300 H   0  0
       -0.6300   -0.6300    0.6300 H   0  0
       -0.6300    0.6300   -0.6300 H   0  0
        0.6300   -0.6300   -0.6300 H   0  0
      1  2  1  0
      1  3  1  0
      1  4  1  0
      1  5  1  0
    M  END
    $$$$

    """

  private static let pieces = """
    hydrogen


      4  2  0  0  0  0  0  0  0  0999 V2000
        0.0000    0.0000    0.0000 H   0  0
        0.7400    0.0000    0.0000 H   0  0
        0.0000    3.0000    0.0000 H   0  0
        0.7400    3.0000    0.0000 H   0  0
      1  2  1  0
      3  4  1  0
    M  END
    $$$$

    """
}
