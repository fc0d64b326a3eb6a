package import Bellman
package import Files

/// The data of a run as states: a run is complete in itself, and needs the data file no more.
package enum StoredStates {
  package static func write(_ states: StateBatch, to path: String) throws(ProgramError) {
    var tensors: [SafetensorsFile.Tensor] = []
    for (part, values) in zip(states.layout.parts, states.values) {
      tensors.append(try .init(name: part.name, shape: [states.count] + part.shape, values: values))
    }
    try SafetensorsFile(tensors: tensors).write(to: path)
  }

  package static func read(_ path: String, layout: StateLayout) throws(ProgramError) -> StateBatch {
    let file = try SafetensorsFile(reading: path)
    let count = layout.parts.first.flatMap { file[$0.name]?.shape.first } ?? 0
    var values: [[Double]] = []
    for part in layout.parts {
      values.append(try file.values(of: part.name, as: Double.self, shape: [count] + part.shape))
    }
    return StateBatch(layout, count: count, values: values)
  }
}
