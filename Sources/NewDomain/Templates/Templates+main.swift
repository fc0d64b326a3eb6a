extension Templates {
  /// The program.
  static let main = #"""
    import DomainCommand
    import {{Name}}Domain

    DomainProgram<{{Name}}Domain>.main()
    """#
}
