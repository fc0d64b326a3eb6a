/// What a run's record says of the code that made it.
enum Package {
  static var version: String { "0.1.0" }
}
