/// Which rows of a table are for training, for validation and for testing.
///
/// A split file has a line `row part` for each row that it assigns: the data row counted from 0 (comments and header
/// not counted) and `train`, `val` (or `validation`) or `test`. Lines that begin with `#` are comments. Rows may be left
/// out.
///
/// Or it is an array of a NumPy archive, `data.npz:name`: for each row 0 (train), 1 (validation) or 2 (test).
public struct SplitFile: Hashable, Sendable {
  public enum Part: Hashable, Sendable, CaseIterable {
    case train, validation, test
  }

  /// Rows for training, in the file's order.
  public private(set) var train: [Int] = []
  /// Rows for choosing among models, in the file's order.
  public private(set) var validation: [Int] = []
  /// Rows for the final evaluation, in the file's order.
  public private(set) var test: [Int] = []

  public subscript(part: Part) -> [Int] {
    switch part {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }

  /// Reads a split file for a table of `rowCount` rows. A row out of range, a row assigned twice, an unknown part or a
  /// file that assigns nothing is an error with its line.
  public init(reading path: String, rowCount: Int, sizeLimit: Int = 1 << 30) throws(ProgramError) {
    guard !path.hasSuffix(".npz") else {
      throw ProgramError(
        .data, "it is not said which array of the archive is the split", at: .init(file: path),
        remedy: "write \(path):name; the file has \(try NumPyArchive(reading: path).names.joined(separator: ", "))")
    }
    if let array = Self.archiveArray(path) {
      try self.init(array.name, of: NumPyArchive(reading: array.path), rowCount: rowCount)
    } else {
      try self.init(parsing: WholeFile.bytes(of: path, sizeLimit: sizeLimit), named: path, rowCount: rowCount)
    }
  }

  /// The file in which a split lies: `data.npz` of `data.npz:name`.
  public static func path(_ split: String) -> String { archiveArray(split)?.path ?? split }

  private static func archiveArray(_ split: String) -> (path: String, name: String)? {
    guard let colon = split.lastIndex(of: ":"), split[..<colon].hasSuffix(".npz") else { return nil }
    return (String(split[..<colon]), String(split[split.index(after: colon)...]))
  }

  private init(_ name: String, of archive: NumPyArchive, rowCount: Int) throws(ProgramError) {
    let array = try archive.array(name)
    let place = ProgramError.Place(file: archive.source)
    guard array.shape == [rowCount], let parts = array.values.integers else {
      throw ProgramError(
        .data, "the array \(Printable.quoted(name)) is not an integer for each of the \(rowCount) rows", at: place,
        remedy: "check that the split belongs to this data")
    }
    for (row, part) in parts.enumerated() {
      switch part {
      case 0: train.append(row)
      case 1: validation.append(row)
      case 2: test.append(row)
      default:
        throw ProgramError(
          .data, "row \(row) of the array \(Printable.quoted(name)) is \(part)", at: place,
          remedy: "write 0 for training, 1 for validation, 2 for test")
      }
    }
  }

  /// Reads a split from the bytes of a file; `name` is for errors.
  public init(parsing bytes: [UInt8], named name: String, rowCount: Int) throws(ProgramError) {
    var scanner = LineScanner(bytes)
    // 0 stands for a row that no line has assigned yet.
    var assigningLines = [Int](repeating: 0, count: max(rowCount, 0))
    while let line = scanner.next() {
      let content = bytes[LineScanner.trimmed(line.range, of: bytes)]
      let place = ProgramError.Place(file: name, line: line.number)
      guard let first = content.first else { continue }
      if first == Byte.hash {
        try LineScanner.checkText(line.range, of: bytes, at: place)
        continue
      }
      let words = content.split(whereSeparator: LineScanner.isBlank)
      guard words.count == 2 else {
        throw ProgramError(
          .data, "\(Printable.quoted(content)) is not “row part”", at: place,
          remedy: "write a row number and train, val or test")
      }
      let row = try Self.row(words[0], of: rowCount, at: place)
      guard assigningLines[row] == 0 else {
        throw ProgramError(
          .data, "row \(row) was already assigned in line \(assigningLines[row])", at: place,
          remedy: "remove one of the lines")
      }
      assigningLines[row] = line.number
      switch String(decoding: words[1], as: UTF8.self) {
      case "train": train.append(row)
      case "val", "validation": validation.append(row)
      case "test": test.append(row)
      default:
        throw ProgramError(
          .data, "the part \(Printable.quoted(words[1])) is unknown", at: place, remedy: "write train, val or test")
      }
    }
    guard !train.isEmpty || !validation.isEmpty || !test.isEmpty else {
      throw ProgramError(
        .data, "the file assigns no rows", at: .init(file: name), remedy: "give a file of lines “row part”")
    }
  }

  private static func row(
    _ word: ArraySlice<UInt8>, of rowCount: Int, at place: ProgramError.Place
  ) throws(ProgramError) -> Int {
    guard word.allSatisfy({ Byte.zero...Byte.nine ~= $0 }) else {
      throw ProgramError(
        .data, "\(Printable.quoted(word)) is not a row number", at: place, remedy: "count rows from 0")
    }
    // All digits, so that only too large a number fails to convert.
    guard let row = Int(String(decoding: word, as: UTF8.self)), row < rowCount else {
      throw ProgramError(
        .data,
        "row \(Printable.line(String(decoding: word.prefix(21), as: UTF8.self))) is outside a table of "
          + "\(rowCount) rows", at: place, remedy: "check that the split belongs to this table; rows count from 0")
    }
    return row
  }
}
