internal import Bellman
public import Figures
internal import Files

/// Parts of a page that every domain’s report has.
public enum ReportParts {
  /// The losses of a run’s training.
  public static func training<Work>(_ run: TrainedRun<Work>, seconds: Double, steps: Int) throws -> ReportPage.Section {
    let log = try JSONLinesLog.records(of: TrainingRecord.self, in: run.folder.log)
    func points(_ value: (TrainingRecord) -> Double?) -> [SIMD2<Double>] {
      log.compactMap { record in value(record).map { SIMD2(Double(record.step), $0) } }
    }
    let chart = LineChart(
      title: "Loss during training", horizontal: Axis("step"), vertical: Axis("loss"),
      series: [
        .init(name: "training, smoothed", points: points(\.smoothedLoss)),
        .init(name: "validation", points: points(\.validationLoss)),
      ])
    let caption =
      "\(steps) steps in \(TimeText.words(seconds: seconds)). The best on validation is kept."
    return .init("Training", [.figure(chart, caption: caption)])
  }

  /// What the run was made of.
  public static func configuration<Work>(_ run: TrainedRun<Work>) -> ReportPage.Appendix {
    let record = run.record
    func text(_ value: some Encodable) -> String {
      (try? JSONText.bytes(of: value, isPretty: false)).map { String(decoding: $0.dropLast(), as: UTF8.self) } ?? ""
    }
    return .init(
      "Configuration",
      [
        .init("program", "\(record.program) \(record.version)"), .init("configuration", text(record.configuration)),
        .init("data", record.data.file), .init("rows", record.data.duplicates.description),
        .init("SHA-256 of the data", record.data.sha256),
        .init(
          "split",
          "\(record.data.trainRows) train, \(record.data.validationRows) validation, \(record.data.testRows) test"),
        .init("request", text(record.request)), .init("SHA-256 of the parameters", record.files["model.safetensors"] ?? "unknown"),
      ])
  }

  /// A text as a sentence.
  public static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }
}

extension ReportPage {
  /// Writes the page into a run’s folder.
  package func write(to folder: RunFolder) throws { try AtomicFile.write(Array(html().utf8), to: folder.report) }
}
