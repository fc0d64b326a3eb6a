/// A drawing that renders itself to one self-contained SVG element.
///
/// The SVG scales to the width that it is given, follows the reader's light or dark scheme, and names itself to
/// assistive technology. It refers to nothing outside itself.
public protocol Figure: Sendable {
  /// The short name that assistive technology reads first; it is not drawn.
  var title: String { get }

  /// The figure as an `<svg>` element, fit to stand in an HTML page or in a file of its own.
  func svg() -> String
}
