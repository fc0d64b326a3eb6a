/// Whether bonds must hold all atoms of a graph together.
public enum Connectivity: Hashable, Sendable, Codable {
  case required
  case free
}
