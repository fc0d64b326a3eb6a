/// Memory of fixed size, aligned to a cache line, that lives as long as this object.
///
/// It is where parameters, gradients and optimiser states live: vector kernels work on it in place, without a copy.
/// One thread at a time may write to it.
public final class AlignedMemory<Element: BitwiseCopyable> {
  public let pointer: UnsafeMutablePointer<Element>
  public let count: Int

  public init(count: Int, filledWith value: Element) {
    self.count = count
    let capacity = max(count, 1)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<Element>.stride, alignment: 64)
    pointer = raw.bindMemory(to: Element.self, capacity: capacity)
    pointer.initialize(repeating: value, count: capacity)
  }

  public convenience init(_ values: [Element], emptyValue: Element) {
    self.init(count: values.count, filledWith: values.first ?? emptyValue)
    for (index, value) in values.enumerated() { pointer[index] = value }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  public var buffer: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: pointer, count: count) }

  /// A copy of the elements.
  public var array: [Element] { Array(buffer) }

  /// Takes over the elements of memory of the same size.
  public func copy(from other: AlignedMemory<Element>) {
    pointer.update(from: other.pointer, count: min(count, other.count))
  }
}
