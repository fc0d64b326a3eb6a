extension Templates {
  /// A working domain on Rⁿ, with comments on what to change.
  static let domain = #"""
    public import Bellman
    internal import Files
    public import Tensors

    /// Points of Rⁿ. Say here what a sample is, in which unit, and what its geometry is.
    public struct {{Name}}Domain: DensityDomain {
      /// What distinguishes one instance from another. It is kept in a run's record.
      public struct Configuration: Codable, Hashable, Sendable {
        public var columns: Int

        public init(columns: Int) { self.columns = columns }
      }

      public static let name = "{{program}}"
      public static let summary = "Generative models of points."

      public let configuration: Configuration
      /// Where states live. For data that are not vectors, encode them as vectors, or write a
      /// `RiemannianSpace`.
      public let space: EuclideanSpace

      public init(_ configuration: Configuration) throws {
        guard (1...10_000).contains(configuration.columns) else {
          throw ProgramError(.usage, "\(configuration.columns) columns", remedy: "there must be between 1 and 10000")
        }
        self.configuration = configuration
        space = EuclideanSpace(dimension: configuration.columns)
      }

      // MARK: Samples and files

      /// Samples of a file. A mistake in it is an error that names the line:
      /// see `NumericTable.error(row:column:_:remedy:)`.
      public func read(_ path: String) throws -> [[Double]] {
        let table = try NumericTable(reading: path)
        guard table.rowCount > 0 else {
          throw ProgramError(.data, "there is no row", at: .init(file: path), remedy: "add rows")
        }
        guard table.columnCount == configuration.columns else {
          throw ProgramError(
            .data, "the rows have \(table.columnCount) columns where \(configuration.columns) are expected",
            at: .init(file: path), remedy: "give --columns \(table.columnCount), or another file")
        }
        return (0..<table.rowCount).map { Array(table.row($0)) }
      }

      public func write(_ samples: [[Double]], to path: String) throws {
        try NumericTable(values: samples.flatMap { $0 }, columnCount: configuration.columns).write(to: path)
      }

      /// Samples as states. Scale them here so that a typical coordinate is about one, as the noise expects.
      public func encode(_ samples: [[Double]]) throws -> StateBatch {
        StateBatch(vectors: samples.flatMap { $0 }, dimension: configuration.columns)
      }

      public func decode(_ states: StateBatch) -> [[Double]] { (0..<states.count).map { Array(states.vector($0)) } }

      // MARK: Noise and network

      /// The process that carries noise. On a space with a heat kernel, `BrownianReference`.
      public func reference(for training: StateBatch) -> GaussianReference {
        GaussianReference(dimension: configuration.columns, path: .ornsteinUhlenbeck(horizon: 5))
      }

      public func noiseDeviation(_ time: Tensor, of reference: GaussianReference) -> Tensor {
        reference.path.deviation(time)
      }

      /// The network that learns the control; respect the symmetries of your data here.
      public func network(_ size: NetworkSize) -> FieldNetwork<EuclideanSpace> {
        FieldNetwork(space, width: size.width, depth: size.depth, featureCount: configuration.columns) { $0.vector }
      }

      // MARK: Checks and the law to beat

      /// What must hold of a sample beyond lying in the space: an excess of zero or less for each row.
      public var constraints: [Constraint] { [] }

      /// Cheap laws that a network must beat.
      public func baselines(training: StateBatch, validation: StateBatch) throws -> [any StoredDensityModel] {
        [GaussianLaw(fittedTo: training)]
      }

      public func baseline(_ kind: String, from arrays: StoredArrays) throws -> any StoredDensityModel {
        guard kind == GaussianLaw.kind else { throw ModelError("a stored law of the unknown kind “\(kind)”") }
        return try GaussianLaw(from: arrays)
      }
    }
    """#
}
