/// What is read of a `run.json` before the rest is believed.
public struct RunHeader: Codable {
  let format: Int
  let program: String

  public static var currentFormat: Int { 7 }
}
