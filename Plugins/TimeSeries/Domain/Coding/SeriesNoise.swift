/// How the noise is correlated that the reference process carries.
///
/// Noise N(0, σ² L Lᵀ) on a series is white noise on L⁻¹ times the series: a change of coordinates, in which the network works.
public enum SeriesNoise: String, Hashable, Sendable, Codable, CaseIterable {
  /// Every value by itself.
  case white
  /// In time as an Ornstein–Uhlenbeck process is, its time fitted to the data; channels by themselves.
  case ornsteinUhlenbeck = "ou"
  /// In time as a Matérn process of smoothness 5/2 is, its time fitted to the data; channels by themselves.
  case matern
  /// As the data are, in time and between channels: the reference process is the Gaussian law of the data, and the network learns what is left. Noise has the
  /// data's covariance where values are observed, and its root, half way to white, where none are (`Whitening`).
  case data
}
