public import Foundation

/// Named tensors with text metadata: a safetensors file.
///
/// Format (github.com/huggingface/safetensors): the header's length as 8 bytes, a JSON header that names every tensor's
/// kind of number, shape and place, and the tensors' bytes, which fill the rest of the file without gaps or overlaps.
/// Numbers are least significant byte first.
public struct SafetensorsFile: Sendable {
  public struct Tensor: Sendable {
    public let name: String
    public let scalarType: StoredScalarType
    /// The lengths of the axes, slowest first; empty for a single number.
    public let shape: [Int]
    /// As they stand in the file; of a file that was read, a view of its mapped memory.
    public let bytes: Data

    /// Throws when the bytes do not fill the shape.
    public init(name: String, scalarType: StoredScalarType, shape: [Int], bytes: Data) throws(ProgramError) {
      guard let byteCount = scalarType.byteCount(shape), byteCount == bytes.count else {
        throw ProgramError(
          .software, "\(bytes.count) bytes do not fill the tensor \(Printable.quoted(name)) of shape \(shape)",
          remedy: "give a shape that fits")
      }
      self.name = name
      self.scalarType = scalarType
      self.shape = shape
      self.bytes = bytes
    }

    /// Throws when the values do not fill the shape.
    public init<Scalar: StoredScalar>(name: String, shape: [Int], values: [Scalar]) throws(ProgramError) {
      try self.init(
        name: name, scalarType: Scalar.scalarType, shape: shape, bytes: Scalar.littleEndianBytes(of: values))
    }

    /// A copy of the numbers, or nil if they are of another kind.
    public func values<Scalar: StoredScalar>(as type: Scalar.Type = Scalar.self) -> [Scalar]? {
      scalarType == Scalar.scalarType ? Scalar.array(fromLittleEndian: bytes) : nil
    }
  }

  /// The tensors in the order of their bytes in the file.
  public let tensors: [Tensor]
  public let metadata: [String: String]
  /// The file's name, for errors.
  public let source: String
  private let indices: [String: Int]

  /// A file to write. Tensors with larger numbers come first, in the order given otherwise, so that each begins at a
  /// multiple of its number's size. Throws when two have the same name, or one has the name `__metadata__`.
  public init(tensors: [Tensor], metadata: [String: String] = [:]) throws(ProgramError) {
    // The standard library's sort is stable.
    try self.init(tensors.sorted { $0.scalarType.size > $1.scalarType.size }, metadata, "file to write", .software)
  }

  init(
    _ tensors: [Tensor], _ metadata: [String: String], _ source: String, _ exitCode: ExitCode
  ) throws(ProgramError) {
    var indices: [String: Int] = [:]
    for (index, tensor) in tensors.enumerated() {
      guard tensor.name != SafetensorsHeader.metadataKey, indices.updateValue(index, forKey: tensor.name) == nil else {
        throw ProgramError(
          exitCode, "the tensor name \(Printable.quoted(tensor.name)) is taken", at: .init(file: source),
          remedy: "give every tensor a name of its own")
      }
    }
    self.tensors = tensors
    self.metadata = metadata
    self.source = source
    self.indices = indices
  }

  /// Reads a safetensors file. The tensors' bytes are mapped, not copied: see `WholeFile.mapped(_:sizeLimit:)`.
  public init(reading path: String, sizeLimit: Int = 1 << 40) throws(ProgramError) {
    try self.init(parsing: WholeFile.mapped(path, sizeLimit: sizeLimit), named: path)
  }

  /// Reads tensors from the bytes of a file; `name` is for errors.
  public init(parsing data: Data, named name: String) throws(ProgramError) {
    let header = try SafetensorsHeader(data, name)
    let body = data.dropFirst(header.dataStart)
    var tensors: [Tensor] = []
    for entry in header.entries {
      let bytes = body[body.startIndex + entry.begin..<body.startIndex + entry.end]
      tensors.append(
        try Tensor(name: entry.name, scalarType: entry.scalarType, shape: entry.shape, bytes: bytes))
    }
    try self.init(tensors, header.metadata, name, .data)
  }

  /// The tensor of this name, if there is one.
  public subscript(name: String) -> Tensor? { indices[name].map { tensors[$0] } }

  /// A copy of the numbers of a tensor that must be there, be of this kind and have this shape (nil: any).
  public func values<Scalar: StoredScalar>(
    of name: String, as type: Scalar.Type = Scalar.self, shape: [Int]? = nil
  ) throws(ProgramError) -> [Scalar] {
    guard let tensor = self[name] else {
      throw mismatch("the tensor \(Printable.quoted(name)) is missing")
    }
    guard let values = tensor.values(as: type) else {
      throw mismatch(
        "the tensor \(Printable.quoted(name)) has numbers of kind \(tensor.scalarType.rawValue) where "
          + "\(Scalar.scalarType.rawValue) is expected")
    }
    if let shape, shape != tensor.shape {
      throw mismatch("the tensor \(Printable.quoted(name)) has shape \(tensor.shape) where \(shape) is expected")
    }
    return values
  }

  private func mismatch(_ problem: String) -> ProgramError {
    ProgramError(.data, problem, at: .init(file: source), remedy: "give the file that belongs to this model")
  }

  /// The bytes of the file.
  public func serialized() -> Data {
    tensors.reduce(into: SafetensorsHeader.bytes(tensors, metadata)) { $0.append($1.bytes) }
  }

  /// Writes the file, atomically.
  public func write(to path: String) throws(ProgramError) {
    var file = try AtomicFile(replacing: path)
    try file.write(SafetensorsHeader.bytes(tensors, metadata))
    for tensor in tensors { try file.write(tensor.bytes) }
    try file.commit()
  }
}
