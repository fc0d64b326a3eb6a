/// The orders that the bond of a pair may have, 0 standing for no bond.
public struct AllowedOrders: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public init(order: Int) { rawValue = 0...3 ~= order ? 1 << UInt8(order) : 0 }

  public static let none = AllowedOrders(order: 0)
  public static let single = AllowedOrders(order: 1)
  public static let double = AllowedOrders(order: 2)
  public static let triple = AllowedOrders(order: 3)

  public func contains(order: Int) -> Bool { rawValue >> UInt8(clamping: order) & 1 != 0 }
}
