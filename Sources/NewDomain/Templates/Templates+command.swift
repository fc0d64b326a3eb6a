extension Templates {
  /// The program's options.
  static let command = #"""
    public import ArgumentParser
    public import DomainCommand
    public import {{Name}}Domain

    extension {{Name}}Domain: DensityCommandDomain {
      /// The domain's own options.
      public struct Options: ParsableArguments {
        @Option(help: "Columns of the data file.") public var columns = 2

        public init() {}
      }

      public static func configuration(_ options: Options, dataPath: String) throws -> Configuration {
        Configuration(columns: options.columns)
      }

      /// A data set of Datasets/index.json. Put one of yours there: its SHA-256 is what `sha256sum` prints.
      public static var quickstart: QuickstartPlan { QuickstartPlan(dataset: "ring", arguments: ["--columns", "2"]) }

      public static var exampleOptions: String { "--columns 2" }

      /// The noise vanishes at t = 1, where a likelihood has no meaning: the flow stops at a deviation of 0.045.
      public static var flowInterval: ClosedRange<Double> { 0...0.9998 }
    }
    """#
}
