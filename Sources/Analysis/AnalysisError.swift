/// A numerical function could not give an answer: an argument outside its domain, or a method that did not converge.
public struct AnalysisError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The Swift name of the function that failed.
  public let function: String
  /// What went wrong, in the words of the GNU Scientific Library.
  public let reason: String
  /// The arguments of the call, in order.
  public let arguments: [Double]

  public init(function: String, reason: String, arguments: [Double]) {
    self.function = function
    self.reason = reason
    self.arguments = arguments
  }

  public var description: String {
    "\(function)(\(arguments.map { "\($0)" }.joined(separator: ", "))): \(reason)"
  }
}
