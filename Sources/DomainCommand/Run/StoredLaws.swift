package import Bellman
package import Files

/// Fitted laws in a safetensors file: for each its kind, and its arrays in double precision.
package enum StoredLaws {
  private static var kindsKey: String { "bellman.laws" }

  package static func write(_ laws: [any StoredDensityModel], to path: String) throws(ProgramError) {
    var tensors: [SafetensorsFile.Tensor] = []
    for (index, law) in laws.enumerated() {
      for entry in law.arrays.entries {
        tensors.append(try .init(name: "\(index).\(entry.name)", shape: entry.shape, values: entry.values))
      }
    }
    let kinds = String(decoding: try JSONText.bytes(of: laws.map(\.kind), isPretty: false), as: UTF8.self)
    try SafetensorsFile(tensors: tensors, metadata: [kindsKey: kinds]).write(to: path)
  }

  package static func read<D: Domain>(_ path: String, of domain: D) throws -> [any StoredDensityModel] {
    let file = try SafetensorsFile(reading: path)
    func damaged(_ problem: String) -> ProgramError {
      ProgramError(.data, problem, at: .init(file: path), remedy: "copy the run again, or train anew")
    }
    guard let text = file.metadata[kindsKey], let kinds = JSONText.value([String].self, of: Array(text.utf8)) else {
      throw damaged("the file holds no laws")
    }
    return try kinds.enumerated().map { index, kind in
      var arrays = StoredArrays()
      for tensor in file.tensors where tensor.name.hasPrefix("\(index).") {
        let values = try file.values(of: tensor.name, as: Double.self)
        arrays.store(String(tensor.name.dropFirst("\(index).".count)), shape: tensor.shape, values)
      }
      do {
        return try domain.baseline(kind, from: arrays)
      } catch let error as ModelError {
        throw damaged(error.description)
      }
    }
  }
}
