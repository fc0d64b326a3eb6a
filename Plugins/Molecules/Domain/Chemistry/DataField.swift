/// A named text that an SDF record carries beside its molecule.
public struct DataField: Hashable, Sendable {
  public var name: String
  /// Lines are separated by line feeds.
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
