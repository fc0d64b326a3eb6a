internal import Files
internal import Foundation
internal import Networks
internal import Tensors

/// A run on disk: one safetensors file with the run's vectors and, as JSON in its metadata, all else that decides how
/// it goes on.
struct TrainingCheckpoint {
  /// A parameter's name and shape: together, what tells one network from another.
  struct Layout: Hashable, Codable {
    let name: String
    let shape: [Int]

    static func of(_ tree: ParameterTree) -> [Layout] {
      tree.entries.map { Layout(name: $0.parameter.name, shape: $0.parameter.shape) }
    }
  }

  private struct Header: Codable {
    var format = Self.currentFormat
    let layout: [Layout]
    let options: TrainingOptions
    let state: TrainingState

    static var currentFormat: Int { 1 }
  }

  private static var metadataKey: String { "bellman.training" }
  private static var anchorPrefix: String { "anchor " }
  private static var bestName: String { "best" }

  let state: TrainingState
  private let file: SafetensorsFile

  /// Writes a checkpoint, atomically.
  ///
  /// The anchor's vectors are left out where they are the current ones.
  static func write(
    _ state: TrainingState, _ options: TrainingOptions, _ tree: ParameterTree, _ current: TrainingVectors,
    best: AlignedMemory<Float>, anchor: TrainingVectors, to path: String
  ) throws(ProgramError) {
    var vectors = current.named + [(bestName, best)]
    if state.anchor.step != state.now.step { vectors += anchor.named.map { (anchorPrefix + $0.name, $0.memory) } }
    var tensors: [SafetensorsFile.Tensor] = []
    for (name, memory) in vectors {
      tensors.append(try SafetensorsFile.Tensor(name: name, shape: [memory.count], values: memory.array))
    }
    let header = Header(layout: Layout.of(tree), options: options, state: state)
    let json: Data
    do {
      json = try encoder.encode(header)
    } catch {
      throw ProgramError(
        .software, "a checkpoint cannot be written as JSON", at: .init(file: path),
        remedy: "report this")
    }
    let metadata = [metadataKey: String(decoding: json, as: UTF8.self)]
    try SafetensorsFile(tensors: tensors, metadata: metadata).write(to: path)
  }

  /// Reads a checkpoint, which must belong to this network and these options; else a data error that says what differs.
  init(reading path: String, _ options: TrainingOptions, _ tree: ParameterTree) throws(ProgramError) {
    file = try SafetensorsFile(reading: path)
    func mismatch(_ problem: String) -> ProgramError {
      ProgramError(
        .data, problem, at: .init(file: path),
        remedy: "continue with what the run began with, or begin in another folder")
    }
    guard let text = file.metadata[Self.metadataKey],
      let header = try? Self.decoder.decode(Header.self, from: Data(text.utf8)), header.state.isValid
    else {
      throw ProgramError(
        .data, "the file is no checkpoint of a run", at: .init(file: path),
        remedy: "copy it again, or begin in another folder")
    }
    guard header.format == Header.currentFormat else {
      throw mismatch("the checkpoint has format \(header.format), and this program knows \(Header.currentFormat)")
    }
    if let problem = Self.difference(header.layout, Layout.of(tree)) { throw mismatch(problem) }
    if let name = header.options.difference(from: options) {
      throw mismatch("the run began with another \(name)" + (name == "seed" ? ": \(header.options.seed)" : ""))
    }
    state = header.state
  }

  /// Brings the vectors into memory. Throws, with some of it overwritten, when the file lacks one or has it in
  /// another size.
  func restore(_ current: TrainingVectors, best: AlignedMemory<Float>, anchor: TrainingVectors) throws(ProgramError) {
    for (name, memory) in current.named { try fill(memory, name) }
    try fill(best, Self.bestName)
    guard state.anchor.step != state.now.step else { return anchor.copy(from: current) }
    for (name, memory) in anchor.named { try fill(memory, Self.anchorPrefix + name) }
  }

  private func fill(_ memory: AlignedMemory<Float>, _ name: String) throws(ProgramError) {
    _ = memory.buffer.update(fromContentsOf: try file.values(of: name, as: Float.self, shape: [memory.count]))
  }

  private static func difference(_ theirs: [Layout], _ ours: [Layout]) -> String? {
    for (their, our) in zip(theirs, ours) where their != our {
      return their.name == our.name
        ? "the parameter \(Printable.quoted(our.name)) has shape \(their.shape) there and \(our.shape) here"
        : "the parameter \(Printable.quoted(their.name)) stands where this network has \(Printable.quoted(our.name))"
    }
    if theirs.count == ours.count { return nil }
    return "the run’s network has \(theirs.count) parameters, and this one has \(ours.count)"
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
