extension Templates {
  /// The laws in three lines.
  static let tests = #"""
    import DomainLaws
    import Files
    import {{Name}}Domain
    import Testing

    @Suite struct {{Name}}DomainTests {
      @Test(arguments: [1, 2, 5]) func laws(columns: Int) throws {
        let domain = try {{Name}}Domain(.init(columns: columns))
        for result in DomainLaws.check(domain) { #expect(result.passed, "\(result)") }
      }

      @Test func noColumnsAreRefused() {
        #expect(throws: ProgramError.self) { try {{Name}}Domain(.init(columns: 0)) }
      }
    }
    """#
}
