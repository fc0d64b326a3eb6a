import Bellman
import Files
import Foundation
import ManifoldDomain

/// A public dataset with its split, read from where a user keeps it.
struct MeasuringData {
  var name: String
  var domain: ManifoldDomain
  var training: StateBatch
  var validation: StateBatch
  var test: StateBatch

  static let names = ["flood", "earthquake", "torus_T2_general", "torus_T5_met", "torus_T6_lys"]

  /// Space, data file and split file of a name and seed.
  init(_ name: String, seed: Int, folder: String) throws {
    let (space, file, split) =
      switch name {
      case "flood": ("S2", "flood.csv", "splits/rfm_flood_seed\(seed).txt")
      case "earthquake": ("S2", "quakes_all.csv", "splits/dedup_earthquake_seed\(seed).txt")
      case "torus_T2_general": ("T2", "\(name).csv", "\(name).split.txt")
      case "torus_T5_met": ("T5", "\(name).csv", "\(name).split.txt")
      case "torus_T6_lys": ("T6", "\(name).csv", "\(name).split.txt")
      default: throw ProgramError(.usage, "no dataset \(Printable.quoted(name))", remedy: "use one of \(Self.names)")
      }
    self.name = name
    domain = try ManifoldDomain(ManifoldDomain.Configuration(space: space))
    let states = domain.encode(try domain.read("\(folder)/\(file)"))
    let parts = try SplitFile(reading: "\(folder)/\(split)", rowCount: states.count)
    training = states.rows(parts.train)
    validation = states.rows(parts.validation)
    test = states.rows(parts.test)
  }

  static func seeds(_ name: String) -> [Int] { name.hasPrefix("torus") ? [0] : Array(0..<5) }

  /// What others reached, and what is aimed at. The kernel estimates are multi-scale ones with weights fitted on validation rows.
  static func references(_ name: String) -> String {
    switch name {
    case "flood": "0.361 ± .045; 0.42 (Chen, Lipman 2024), 0.25 at best; 0.35"
    case "earthquake": "−0.264 ± .077; none on this split; −0.27"
    case "torus_T2_general": "0.88 ± .05; none; 0.86"
    case "torus_T5_met": "1.86 ± .09; none; 1.70"
    case "torus_T6_lys": "1.99 ± .11; none; 1.75"
    default: "none"
    }
  }
}
