/// A colour of the screen (sRGB, one byte a component), given by who knows what a ball stands for.
public struct BallColour: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The colour of 0xRRGGBB; what stands above these 24 bits is ignored.
  public init(_ hexadecimal: UInt32) {
    red = UInt8(truncatingIfNeeded: hexadecimal >> 16)
    green = UInt8(truncatingIfNeeded: hexadecimal >> 8)
    blue = UInt8(truncatingIfNeeded: hexadecimal)
  }

  /// `#rrggbb`.
  var hexadecimal: String {
    "#"
      + [red, green, blue].map { byte in
        let text = String(byte, radix: 16)
        return text.count < 2 ? "0" + text : text
      }.joined()
  }

  /// This colour with `share` ∈ [0, 1] of each component's way to `other` gone.
  func mixed(with other: BallColour, share: Double) -> BallColour {
    let mix = { (own: UInt8, others: UInt8) in
      UInt8((Double(own) + (Double(others) - Double(own)) * min(1, max(0, share))).rounded())
    }
    return BallColour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}
