internal import Figures

/// A run's record as a person reads it.
enum RecordText {
  static func lines<Configuration>(_ record: RunRecord<Configuration>) -> [String] {
    var lines = [
      "data: \(record.data.file), \(record.data.duplicates.description)",
      "split: \(record.data.trainRows) train, \(record.data.validationRows) validation, \(record.data.testRows) test",
    ]
    lines += record.notes.map { "note: \($0)" }
    guard let result = record.result else { return lines + ["training is not finished"] }
    lines.append("trained \(result.steps) steps in \(TimeText.words(seconds: result.trainingSeconds))")
    for law in result.laws {
      lines.append(
        "\(law.name): validation NLL \(NumberText.fixed(law.validationNLL, decimals: 3)) nats, weight "
          + NumberText.fixed(law.weight, decimals: 2))
    }
    lines.append("average: validation NLL \(NumberText.fixed(result.averageValidationNLL, decimals: 3)) nats")
    if let constraints = record.constraints { lines.append("draws: \(constraints.description)") }
    return lines
  }
}
