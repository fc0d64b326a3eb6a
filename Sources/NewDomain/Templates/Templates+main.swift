extension Templates {
  /// The program.
  static let main = #"""
    import DomainCommand
    import {{Name}}Domain

    DensityProgram<{{Name}}Domain>.main()
    """#
}
