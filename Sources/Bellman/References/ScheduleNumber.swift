internal import Foundation
public import Tensors

/// What a schedule is computed with: a number on the host, or a tensor inside a program, so that each formula stands once.
public protocol ScheduleNumber {
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static func + (a: Self, b: Double) -> Self
  static func * (a: Self, b: Double) -> Self
  static prefix func - (a: Self) -> Self
  func exponential() -> Self
  func exponentialMinusOne() -> Self
  func squareRoot() -> Self
}

extension Double: ScheduleNumber {
  public func exponential() -> Double { exp(self) }
  public func exponentialMinusOne() -> Double { expm1(self) }
}

extension Tensor: ScheduleNumber {}
