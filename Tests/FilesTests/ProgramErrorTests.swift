import Files
import Testing

@Suite struct ProgramErrorTests {
  @Test func saysWhereWhatAndWhatToDo() {
    let error = ProgramError(
      .data, "latitude 91 is outside −90…90", at: .init(file: "quakes.csv", line: 12, column: 1),
      remedy: "correct or remove the row")
    #expect(
      "\(error)" == "quakes.csv, line 12, column 1: latitude 91 is outside −90…90; correct or remove the row")
    #expect(error.exitCode.rawValue == 65)
  }

  @Test func isOneBoundedLineWhateverItQuotes() {
    let nasty = "a\nb\r\u{1B}[31m\u{202E}\u{2028}\u{85}\u{0}" + String(repeating: "e\u{301}\u{302}", count: 10_000)
    let error = ProgramError(.data, nasty, at: .init(file: nasty, line: 1), remedy: nasty)
    let text = error.description
    #expect(text.unicodeScalars.count < 1200)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x85 })
    #expect(!text.unicodeScalars.contains { [0x202E, 0x2028].contains($0.value) })
    #expect(text.contains("a\\u{a}b\\u{d}\\u{1b}[31m"))
  }

  @Test func keepsTheEndOfALongPath() {
    #expect(ProgramError.Place(file: "", line: 2).description == "“”, line 2")
    let place = ProgramError.Place(file: String(repeating: "folder/", count: 100) + "name.csv")
    #expect(place.description.hasPrefix("…"))
    #expect(place.description.hasSuffix("/name.csv"))
    #expect(place.description.count == 201)
  }

  @Test func quotesBytesThatAreNoText() {
    #expect(Printable.quoted([0x41, 0xFF, 0x00]) == "“A\u{FFFD}\\u{0}”")
    #expect(Printable.quoted(Array("abcdef".utf8), limit: 3) == "“abc…”")
    #expect(Printable.quoted(Array("äöü".utf8), limit: 3) == "“äöü”")
  }

  @Test func exitCodesAreThoseOfSysexits() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 64, 65, 66, 70, 73, 74])
  }
}
