/// What is wrong with a program over tensors, in one line.
public struct TensorError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
