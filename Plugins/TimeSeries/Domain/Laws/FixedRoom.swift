/// Numbers at a fixed place in memory, which are read and written without an array's checks. Who asks for room deallocates it.
extension UnsafeMutableBufferPointer where Element: BitwiseCopyable {
  static func room(_ count: Int, of value: Element) -> Self {
    let room = allocate(capacity: count)
    room.initialize(repeating: value)
    return room
  }

  static func room(copying elements: [Element]) -> Self {
    let room = allocate(capacity: elements.count)
    _ = room.initialize(fromContentsOf: elements)
    return room
  }
}
