public import Files
/// temporary
public struct LawChart: Sendable {
  public struct Coordinate: Hashable, Sendable { public var channel: Int; public var isBounded: Bool }
  public let channels: [String]
  public let coordinates: [Coordinate]
  public let remaining: [Law]
  public init(_ laws: [Law], channels: [String], times: [Double], constants: [String: Double] = [:], conditions: [String] = []) throws(ProgramError) {
    self.channels = channels
    remaining = laws
    coordinates = channels.indices.map { Coordinate(channel: $0, isBounded: false) }
  }
  public func coordinates(of values: UnsafeBufferPointer<Double>, conditions: [Double], into out: UnsafeMutableBufferPointer<Double>) { for i in values.indices { out[i] = values[i] } }
  public func values(of values: UnsafeBufferPointer<Double>, conditions: [Double], into out: UnsafeMutableBufferPointer<Double>) { for i in values.indices { out[i] = values[i] } }
}
