internal import Bellman
internal import Files
internal import Networks
internal import Tensors

/// The trained parameters, with the configuration of the domain that they belong to.
enum ModelFile {
  private static var configurationKey: String { "bellman.configuration" }

  private static func text(_ configuration: some Encodable) throws(ProgramError) -> String {
    String(decoding: try JSONText.bytes(of: configuration, isPretty: false).dropLast(), as: UTF8.self)
  }

  static func write(
    _ values: AlignedMemory<Float>, of tree: ParameterTree, configuration: some Encodable, to path: String
  ) throws(ProgramError) {
    try ParameterFile.write(
      values, of: tree, metadata: [configurationKey: text(configuration)], to: path)
  }

  static func read(_ path: String, of tree: ParameterTree, configuration: some Encodable) throws(ProgramError)
    -> [Float]
  {
    let file = try SafetensorsFile(reading: path)
    let (theirs, ours) = (file.metadata[configurationKey] ?? "none", try text(configuration))
    guard theirs == ours else {
      throw ProgramError(
        .data,
        "the model is for \(Printable.quoted(theirs, limit: 99)), and the run for \(Printable.quoted(ours, limit: 99))",
        at: .init(file: path), remedy: "give each run its own model")
    }
    return try ParameterFile.values(of: tree, in: file).array
  }
}
