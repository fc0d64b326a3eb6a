internal import Figures

/// A run's record as a person reads it.
enum RecordText {
  /// - Parameter result: says what training found.
  static func lines<Configuration, Result>(
    _ record: RunRecord<Configuration, Result>, _ result: (Result) -> [String]
  ) -> [String] {
    var lines = [
      "data: \(record.data.file), \(record.data.duplicates.description)",
      "split: \(record.data.trainRows) train, \(record.data.validationRows) validation, \(record.data.testRows) test",
    ]
    lines += record.notes.map { "note: \($0)" }
    guard let found = record.result else { return lines + ["training is not finished"] }
    lines += result(found)
    if let constraints = record.constraints { lines.append("draws: \(constraints.description)") }
    return lines
  }
}
