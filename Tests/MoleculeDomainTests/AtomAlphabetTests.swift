import Files
import Foundation
import MoleculeDomain
import Testing

@Suite struct AtomAlphabetTests {
  @Test func aKindIsItsText() {
    for element in [Element.hydrogen, .carbon, .chlorine] {
      for charge in -15...15 {
        let kind = AtomKind(element, formalCharge: charge)
        #expect(AtomKind(kind.description) == kind)
      }
    }
    #expect(AtomKind(.nitrogen, formalCharge: 1).description == "N+1" && AtomKind(.oxygen, formalCharge: -1).description == "O-1")
    for text in ["", "X", "N+", "N+0", "N-0", "N+01", "N1", "N++1", "N+-1", " N", "CL", "n", "N+16", "N-99999999999999999999", "N+1 "] {
      #expect(AtomKind(text) == nil, "\(text)")
    }
  }

  @Test func kindsAreOrderedByElementThenCharge() {
    let texts = ["H", "C-1", "C", "C+1", "N", "O-1", "O"]
    #expect(texts.reversed().compactMap(AtomKind.init).sorted().map(\.description) == texts)
  }

  @Test func anAlphabetIsSortedAndKnowsItsValences() throws {
    let alphabet = try AtomAlphabet(["S", "N+1", "H", "C", "S", "P"].compactMap(AtomKind.init))
    #expect(alphabet.kinds.map(\.description) == ["H", "C", "N+1", "P", "S"])
    #expect(alphabet.valences == [[1], [4], [4], [3, 5], [2, 3, 6]])
    for (index, kind) in alphabet.kinds.enumerated() { #expect(alphabet.index(of: kind) == index && alphabet[index] == kind) }
    for text in ["B", "N", "I+2"] { #expect(AtomKind(text).map { alphabet.index(of: $0) } == .some(nil)) }
  }

  @Test func refusesWhatTheTableDoesNotKnow() throws {
    func problem(_ texts: [String]) -> String {
      do {
        _ = try AtomAlphabet(texts.compactMap(AtomKind.init))
        return "accepted"
      } catch {
        return error.problem
      }
    }
    #expect(problem(["C", "Xe"]) == "no valence is known for Xe")
    #expect(problem(["C", "C+4"]) == "no valence is known for C+4")
    #expect(problem([]) == "an alphabet of 0 kinds of atoms")
    #expect(throws: ProgramError.self) { try AtomAlphabet([AtomKind(.carbon)], table: ValenceTable([.carbon: [0: [(0, 31)]]])) }
  }

  @Test func isStoredWithItsValences() throws {
    let alphabet = try AtomAlphabet(["H", "C", "S", "O-1"].compactMap(AtomKind.init))
    let data = try JSONEncoder().encode(alphabet)
    #expect(try JSONDecoder().decode(AtomAlphabet.self, from: data) == alphabet)
    for text in [
      "[]", #"[{"kind":"C","valences":[]}]"#, #"[{"kind":"C","valences":[4,4]}]"#, #"[{"kind":"C","valences":[-1]}]"#,
      #"[{"kind":"Q","valences":[4]}]"#, #"[{"kind":"C","valences":[4]},{"kind":"H","valences":[1]}]"#,
    ] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(AtomAlphabet.self, from: Data(text.utf8)) }
    }
  }
}
