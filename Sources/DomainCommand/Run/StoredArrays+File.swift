public import Bellman
public import Files

extension StoredArrays {
  /// Writes the arrays into a safetensors file, in double precision.
  public func write(to path: String, metadata: [String: String] = [:]) throws(ProgramError) {
    var tensors: [SafetensorsFile.Tensor] = []
    for entry in entries { tensors.append(try .init(name: entry.name, shape: entry.shape, values: entry.values)) }
    try SafetensorsFile(tensors: tensors, metadata: metadata).write(to: path)
  }

  /// Reads the arrays of a safetensors file.
  public init(reading path: String) throws(ProgramError) { try self.init(SafetensorsFile(reading: path)) }

  init(_ file: SafetensorsFile) throws(ProgramError) {
    self.init()
    for tensor in file.tensors {
      store(tensor.name, shape: tensor.shape, try file.values(of: tensor.name, as: Double.self))
    }
  }

  /// What is wrong with arrays that a run kept.
  static func damaged(_ problem: String, _ path: String) -> ProgramError {
    ProgramError(.data, problem, at: .init(file: path), remedy: "copy the run again, or train anew")
  }
}
