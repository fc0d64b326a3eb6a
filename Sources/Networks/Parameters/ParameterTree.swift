public import Tensors

/// One array of a network's parameters: its name, its shape, and where it starts in the flat parameter vector.
public struct Parameter: Hashable, Sendable {
  public let name: String
  public let shape: Shape
  public let offset: Int

  /// The parameter inside a program that is being recorded.
  public func tensor(in trace: Trace) -> Tensor { trace.parameters(name, offset: offset, shape) }
}

/// The law from which a parameter's elements are drawn before training.
public enum InitialLaw: Hashable, Sendable {
  case constant(Double)
  /// Centred normal with this standard deviation.
  case normal(deviation: Double)
  /// N(0, 1/fanIn)
  static func fan(_ inputs: Int) -> InitialLaw { .normal(deviation: (1 / Double(max(inputs, 1))).squareRoot()) }
}

/// The declared tree of a network's parameters: names with dots, shapes, initial laws, laid out in one flat vector.
///
/// A layer declares its parameters when it is made; nothing is found by reflection.
public struct ParameterTree: Sendable {
  public struct Entry: Sendable {
    public let parameter: Parameter
    public let law: InitialLaw
  }

  public private(set) var entries: [Entry] = []
  /// Elements of the flat vector, with the gaps that keep every array on a cache line.
  public private(set) var count = 0
  private var path: [String] = []

  public init() {}

  /// Elements of all parameters, without gaps.
  public var elementCount: Int { entries.reduce(0) { $0 + $1.parameter.shape.elementCount } }

  /// Declares a parameter under the current path.
  public mutating func declare(_ name: String, _ shape: Shape, _ law: InitialLaw) -> Parameter {
    let parameter = Parameter(name: (path + [name]).joined(separator: "."), shape: shape, offset: count)
    entries.append(Entry(parameter: parameter, law: law))
    count += (shape.elementCount + 15) / 16 * 16
    return parameter
  }

  /// Declares what `body` declares under `name.`.
  public mutating func scope<Result>(_ name: String, _ body: (inout ParameterTree) throws -> Result) rethrows -> Result {
    path.append(name)
    defer { path.removeLast() }
    return try body(&self)
  }

  /// The parameter vector before training: a function of the seed and of each parameter's place.
  public func initialValues(seed: UInt64) -> AlignedMemory<Float> {
    let values = AlignedMemory<Float>(count: count, filledWith: 0)
    for (index, entry) in entries.enumerated() {
      let size = entry.parameter.shape.elementCount
      let part = UnsafeMutableBufferPointer(start: values.pointer + entry.parameter.offset, count: size)
      switch entry.law {
      case .constant(let value): part.update(repeating: Float(value))
      case .normal(let deviation):
        Float.fillNormal(part, seed: seed, stream: RandomPurpose.initialParameters, step: UInt32(index), first: 0)
        for element in part.indices { part[element] *= Float(deviation) }
      }
    }
    return values
  }
}

/// Streams of counter-based randomness that the package uses; a stream has one purpose.
public enum RandomPurpose {
  public static let initialParameters: UInt32 = 1
  public static let batchOrder: UInt32 = 2
  public static let split: UInt32 = 3
  public static let noise: UInt32 = 4
  public static let times: UInt32 = 5
  public static let start: UInt32 = 6
  public static let sampling: UInt32 = 7
  public static let evaluation: UInt32 = 8
  public static let probe: UInt32 = 9
  /// The first number that a domain may use for its own streams.
  public static let domain: UInt32 = 1 << 16
}
