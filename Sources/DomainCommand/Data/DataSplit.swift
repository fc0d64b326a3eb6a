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

  /// A seeded split, 80 : 10 : 10, of states that may share rows of measurements: stretches of them in a row go to one part, and at the borders
  /// between parts the states that share rows with another part are left out.
  ///
  /// Stretches are a fortieth of the states, so that parts are of many times. Where so much is left out at their borders that little is left (a series that
  /// is not many times longer than a state), validation and test are one stretch each, apart from each other.
  ///
  /// - Parameters:
  ///   - spans: the rows of each state.
  ///   - states: those that are used, by their numbers.
  package static func separated(_ spans: [Range<Int>], states: [Int], seed: UInt64, source: String) throws(ProgramError) -> DataSplit {
    let ordered = states.sorted { (spans[$0].lowerBound, $0) < (spans[$1].lowerBound, $1) }
    let part = (ordered.count + 9) / 10
    let fine = groups(ordered, spans, longest: max(1, ordered.count / stretches), seed: seed)
    if fine.count >= fewestRows {
      var (validation, test, train) = ([Int](), [Int](), [Int]())
      for group in fine {
        if validation.count < part { validation += group } else if test.count < part { test += group } else { train += group }
      }
      let split = apart(train: train, validation: validation, test: test, spans)
      if split.train.count * 3 >= ordered.count, split.validation.count * stretches >= ordered.count { return split }
    }
    let coarse = groups(ordered, spans, longest: max(1, part), seed: seed)
    if let validation = coarse.first, let test = coarse.first(where: { !shareRows($0, validation, spans) }) {
      let train = coarse.filter { $0 != validation && $0 != test }.flatMap { $0 }
      let split = apart(train: train, validation: validation, test: test, spans)
      if split.train.count >= fewestRows / 2, split.validation.count >= 2 { return split }
    }
    throw ProgramError(
      .data, "\(states.count) \(states.count == 1 ? "state" : "states that share rows") are too few to split into training, validation and test",
      at: .init(file: source), remedy: "give longer data, or shorter windows")
  }

  /// Stretches that share rows, cut where they are long, in a seeded order.
  private static func groups(_ ordered: [Int], _ spans: [Range<Int>], longest: Int, seed: UInt64) -> [[Int]] {
    var groups: [[Int]] = []
    var end = Int.min
    for state in ordered {
      if spans[state].lowerBound >= end || (groups.last?.count ?? 0) >= longest {
        groups.append([state])
      } else {
        groups[groups.count - 1].append(state)
      }
      end = max(end, spans[state].upperBound)
    }
    var stream = RandomCoordinates(seed: seed, stream: RandomPurpose.split).generator(row: 0)
    groups.shuffle(using: &stream)
    return groups
  }

  /// Whether two stretches of states reach into each other.
  private static func shareRows(_ a: [Int], _ b: [Int], _ spans: [Range<Int>]) -> Bool {
    func reach(_ group: [Int]) -> Range<Int> {
      group.reduce(spans[group[0]]) { min($0.lowerBound, spans[$1].lowerBound)..<max($0.upperBound, spans[$1].upperBound) }
    }
    return reach(a).overlaps(reach(b))
  }

  /// The parts without the states that share rows with a part after them.
  private static func apart(train: [Int], validation: [Int], test: [Int], _ spans: [Range<Int>]) -> DataSplit {
    func apart(_ chosen: [Int], from others: [[Int]]) -> [Int] {
      // Rows of the others as disjoint ranges in order.
      var taken: [Range<Int>] = []
      for span in others.joined().map({ spans[$0] }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if let last = taken.last, span.lowerBound <= last.upperBound {
          taken[taken.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
        } else {
          taken.append(span)
        }
      }
      return chosen.filter { state in
        var (low, high) = (0, taken.count)
        while low < high {
          let middle = (low + high) / 2
          if taken[middle].upperBound > spans[state].lowerBound { high = middle } else { low = middle + 1 }
        }
        return low == taken.count || taken[low].lowerBound >= spans[state].upperBound
      }.sorted()
    }
    return DataSplit(train: apart(train, from: [validation, test]), validation: apart(validation, from: [test]), test: test.sorted())
  }

  /// How many stretches a long series is cut into.
  private static var stretches: Int { 40 }

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
