import CGSL

/// The one door to the GNU Scientific Library.
///
/// The library's default error handler prints and aborts the process. Every call goes through `call`, `special` or
/// `probability`, each of which first turns that handler off (once, lazily) and then turns the status into an
/// `AnalysisError`.
enum ScientificLibrary {
  private static let abortIsDisarmed: Bool = {
    _ = gsl_set_error_handler_off()
    return true
  }()

  /// Runs `body` with the aborting handler off; its status, when it is not success, becomes an error.
  ///
  /// Underflow is not an error: the value is then the zero nearest to the truth.
  static func call(
    _ function: String, _ arguments: [Double], _ body: () -> Int32
  ) throws(AnalysisError) {
    precondition(abortIsDisarmed)
    let status = body()
    guard status != Int32(GSL_SUCCESS), status != Int32(GSL_EUNDRFLW) else { return }
    throw AnalysisError(function: function, reason: String(cString: gsl_strerror(status)), arguments: arguments)
  }

  /// The value of a special function that reports through a `gsl_sf_result`.
  static func special(
    _ function: String, _ arguments: Double..., body: (UnsafeMutablePointer<gsl_sf_result>) -> Int32
  ) throws(AnalysisError) -> Double {
    if let nan = arguments.first(where: \.isNaN) { return nan }
    var result = gsl_sf_result(val: .nan, err: .nan)
    try call(function, arguments) { body(&result) }
    return result.val
  }

  /// The value of a distribution function, which reports failure by returning NaN.
  static func probability(
    _ function: String, _ arguments: Double..., holds domain: Bool, body: () -> Double
  ) throws(AnalysisError) -> Double {
    if let nan = arguments.first(where: \.isNaN) { return nan }
    var value = Double.nan
    try call(function, arguments) {
      guard domain else { return Int32(GSL_EDOM) }
      value = body()
      return value.isNaN ? Int32(GSL_EDOM) : Int32(GSL_SUCCESS)
    }
    return value
  }
}
