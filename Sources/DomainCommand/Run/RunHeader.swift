/// What is read of a `run.json` before the rest is believed.
struct RunHeader: Codable {
  let format: Int
  let program: String

  static var currentFormat: Int { 3 }
}
