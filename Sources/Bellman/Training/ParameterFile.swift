public import Files
public import Networks
public import Tensors

/// A network's parameters on disk, for inference: a safetensors file with one tensor a parameter, by name.
///
/// Other programs read it as any safetensors file. A linear layer's weight is [inputs, outputs], the transpose of
/// PyTorch's.
public enum ParameterFile {
  /// Writes the parameters of `tree` that stand in `values`, atomically.
  /// - Parameter metadata: texts that travel with them.
  public static func write(
    _ values: AlignedMemory<Float>, of tree: ParameterTree, metadata: [String: String] = [:], to path: String
  ) throws(ProgramError) {
    guard values.count == tree.count else {
      throw ProgramError(
        .software, "\(values.count) numbers for a network whose parameters take \(tree.count)", at: .init(file: path),
        remedy: "give the parameters of this network")
    }
    var tensors: [SafetensorsFile.Tensor] = []
    for entry in tree.entries {
      let parameter = entry.parameter
      let part = UnsafeBufferPointer(start: values.pointer + parameter.offset, count: parameter.shape.elementCount)
      tensors.append(
        try SafetensorsFile.Tensor(name: parameter.name, shape: parameter.shape, values: Array(part)))
    }
    try SafetensorsFile(tensors: tensors, metadata: metadata).write(to: path)
  }

  /// Reads the parameters of `tree`, laid out as the tree lays them out.
  ///
  /// A tensor that is missing, is too many, has another shape or kind of number, or holds a number that is not finite
  /// is a data error that names it.
  public static func read(_ path: String, for tree: ParameterTree) throws(ProgramError) -> AlignedMemory<Float> {
    try values(of: tree, in: SafetensorsFile(reading: path))
  }

  /// The parameters of `tree` in a file that has been read; errors as for `read`.
  public static func values(
    of tree: ParameterTree, in file: SafetensorsFile
  ) throws(ProgramError) -> AlignedMemory<Float> {
    let values = AlignedMemory<Float>(count: tree.count, filledWith: 0)
    func mismatch(_ problem: String) -> ProgramError {
      ProgramError(.data, problem, at: .init(file: file.source), remedy: "give the file that belongs to this model")
    }
    for entry in tree.entries {
      let parameter = entry.parameter
      let numbers = try file.values(of: parameter.name, as: Float.self, shape: parameter.shape)
      guard numbers.allSatisfy(\.isFinite) else {
        throw mismatch("the tensor \(Printable.quoted(parameter.name)) holds a number that is not finite")
      }
      (values.pointer + parameter.offset).update(from: numbers, count: numbers.count)
    }
    let names = Set(tree.entries.map(\.parameter.name))
    if let extra = file.tensors.first(where: { !names.contains($0.name) }) {
      throw mismatch("the tensor \(Printable.quoted(extra.name)) is none of this network’s parameters")
    }
    return values
  }
}
