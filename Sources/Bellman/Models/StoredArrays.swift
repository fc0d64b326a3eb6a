/// Named arrays of numbers in which a fitted law is kept: what a run's folder holds beside the network's parameters.
public struct StoredArrays: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public let name: String
    public let shape: [Int]
    public let values: [Double]
  }

  public private(set) var entries: [Entry] = []

  public init() {}

  public mutating func store(_ name: String, shape: [Int], _ values: [Double]) {
    entries.append(Entry(name: name, shape: shape, values: values))
  }

  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// The array of this name and rank.
  /// - Throws: `ModelError` when it is missing or has another rank.
  public func array(_ name: String, rank: Int) throws -> Entry {
    guard let entry = self[name] else { throw ModelError("the stored law lacks its array “\(name)”") }
    let isShape = entry.shape.allSatisfy { $0 >= 0 }
    let count = entry.shape.reduce((value: 1, overflow: false)) { product, extent in
      let (value, overflow) = product.value.multipliedReportingOverflow(by: extent)
      return (value, product.overflow || overflow)
    }
    guard entry.shape.count == rank, isShape, !count.overflow, count.value == entry.values.count
    else { throw ModelError("the stored law's array “\(name)” has shape \(entry.shape)") }
    return entry
  }
}

/// What is wrong with a stored or fitted model, in one line.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
