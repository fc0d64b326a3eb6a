package import Files
internal import Foundation

/// The evaluation that a run's folder keeps, so that a report need not repeat it.
package enum StoredEvaluation {
  package static func write(_ evaluation: some RunEvaluation, to folder: RunFolder) throws(ProgramError) {
    try AtomicFile.write(JSONText.bytes(of: evaluation), to: folder.evaluation)
  }

  /// Nil where there is none that suits a report of these parameters.
  package static func read<Evaluation: RunEvaluation>(
    _ folder: RunFolder, as type: Evaluation.Type
  ) throws(ProgramError) -> Evaluation? {
    guard FileManager.default.fileExists(atPath: folder.evaluation) else { return nil }
    let evaluation = JSONText.value(Evaluation.self, of: try WholeFile.bytes(of: folder.evaluation))
    guard let evaluation, evaluation.suitsReport,
      try evaluation.model == Fingerprint.of(file: folder.model)
    else { return nil }
    return evaluation
  }
}
