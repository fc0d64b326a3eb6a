package import Bellman
package import Files

/// Fitted laws in a safetensors file: for each its kind, and its arrays in double precision.
package enum StoredLaws {
  private static var kindsKey: String { "bellman.laws" }

  package static func write(_ laws: [any StoredDensityModel], to path: String) throws(ProgramError) {
    var arrays = StoredArrays()
    for (index, law) in laws.enumerated() {
      for entry in law.arrays.entries { arrays.store("\(index).\(entry.name)", shape: entry.shape, entry.values) }
    }
    let kinds = String(decoding: try JSONText.bytes(of: laws.map(\.kind), isPretty: false), as: UTF8.self)
    try arrays.write(to: path, metadata: [kindsKey: kinds])
  }

  package static func read<D: DensityDomain>(_ path: String, of domain: D) throws -> [any StoredDensityModel] {
    let file = try SafetensorsFile(reading: path)
    guard let text = file.metadata[kindsKey], let kinds = JSONText.value([String].self, of: Array(text.utf8)) else {
      throw StoredArrays.damaged("the file holds no laws", path)
    }
    let stored = try StoredArrays(file)
    return try kinds.enumerated().map { index, kind in
      var arrays = StoredArrays()
      for entry in stored.entries where entry.name.hasPrefix("\(index).") {
        arrays.store(String(entry.name.dropFirst("\(index).".count)), shape: entry.shape, entry.values)
      }
      do {
        return try domain.baseline(kind, from: arrays)
      } catch let error as ModelError {
        throw StoredArrays.damaged(error.description, path)
      }
    }
  }
}
