internal import Bellman
public import Files
internal import Networks
internal import Tensors

/// Which rows train, which choose among models, and which only judge. Each part is in ascending order.
public struct DataSplit: Hashable, Sendable {
  public typealias Part = SplitFile.Part

  public let train: [Int]
  public let validation: [Int]
  public let test: [Int]

  public subscript(part: Part) -> [Int] {
    switch part {
    case .train: train
    case .validation: validation
    case .test: test
    }
  }

  /// Fewest rows (or locations) that a split into ten parts makes sense of.
  package static var fewestRows: Int { 20 }

  /// A seeded split, 80 : 10 : 10.
  ///
  /// - Parameter groups: rows of equal samples. One row of each group is used, so that no location is in two parts;
  ///   with groups of single rows every row is used.
  package static func seeded(_ groups: [[Int]], seed: UInt64, source: String) throws(ProgramError) -> DataSplit {
    var rows = groups.compactMap(\.first)
    guard rows.count >= fewestRows else {
      throw ProgramError(
        .data,
        "\(rows.count) \(rows.count == 1 ? "row is" : "rows are") too few to split into training, validation and test",
        at: .init(file: source), remedy: "give \(fewestRows) rows at least")
    }
    var stream = RandomCoordinates(seed: seed, stream: RandomPurpose.split).generator(row: 0)
    rows.shuffle(using: &stream)
    let part = rows.count / 10
    return DataSplit(
      train: rows.dropFirst(2 * part).sorted(), validation: rows.prefix(part).sorted(),
      test: rows.dropFirst(part).prefix(part).sorted())
  }

  /// The split of a file.
  ///
  /// - Parameters:
  ///   - rows: the row of the data file that each state came from; other rows of the split are left out.
  ///   - rowCount: of the data file.
  package static func file(_ path: String, rows: [Int], rowCount: Int) throws(ProgramError) -> DataSplit {
    let written = try SplitFile(reading: path, rowCount: rowCount)
    let states = Dictionary(uniqueKeysWithValues: zip(rows, rows.indices))
    func kept(_ part: Part) -> [Int] { written[part].compactMap { states[$0] }.sorted() }
    let file = DataSplit(train: kept(.train), validation: kept(.validation), test: kept(.test))
    let fewest = fewestRows / 2
    guard file.train.count >= fewest, file.validation.count >= 2 else {
      throw ProgramError(
        .data, "\(file.train.count) rows for training and \(file.validation.count) for validation are too few",
        at: .init(file: path), remedy: "assign at least \(fewest) rows to train and 2 to val")
    }
    return file
  }

  init(train: [Int], validation: [Int], test: [Int]) {
    self.train = train
    self.validation = validation
    self.test = test
  }

  // MARK: As a file

  /// Reads what `write` wrote.
  init(reading path: String, rowCount: Int) throws(ProgramError) {
    let file = try SplitFile(reading: path, rowCount: rowCount)
    self.init(train: file.train.sorted(), validation: file.validation.sorted(), test: file.test.sorted())
  }

  /// Writes the split in the form that `--split` reads.
  func write(to path: String) throws(ProgramError) {
    var text = "# row part\n"
    let rows = [(train, "train"), (validation, "val"), (test, "test")].flatMap { rows, name in rows.map { ($0, name) } }
    for (row, name) in rows.sorted(by: { $0.0 < $1.0 }) { text += "\(row) \(name)\n" }
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}

extension SplitFile.Part {
  /// As it is written on the command line.
  package var name: String {
    switch self {
    case .train: "train"
    case .validation: "validation"
    case .test: "test"
    }
  }
}
