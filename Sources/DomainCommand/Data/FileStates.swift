public import Bellman

/// What a data file gives to train on: its states, and what is to be said of it.
public struct FileStates<States: StateCollection>: Sendable {
  public let states: States
  /// Of each state the row of the file that it came from, in ascending order, counted from 0.
  public let rows: [Int]
  /// Rows of the file, with those that were left out.
  public let rowCount: Int
  /// Of each state the rows of measurements that it is made of, where states may share some, as windows of a series do; nil where they do not.
  /// States that share any are never parted among training, validation and test.
  public let spans: [Range<Int>]?
  /// What was left out, and what looks like a mistake in data that can be read, such as a unit: said before training and kept in the
  /// record.
  public let notes: [String]

  /// Every row of a file.
  public init(_ states: States, spans: [Range<Int>]? = nil, notes: [String] = []) {
    self.init(states, rows: Array(0..<states.count), rowCount: states.count, spans: spans, notes: notes)
  }

  public init(_ states: States, rows: [Int], rowCount: Int, spans: [Range<Int>]? = nil, notes: [String]) {
    precondition(rows.count == states.count && spans.map { $0.count == states.count } ?? true, "a row for every state")
    self.spans = spans
    self.states = states
    self.rows = rows
    self.rowCount = rowCount
    self.notes = notes
  }
}
