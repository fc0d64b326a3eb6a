/// An SVG element in the making, in drawing units; the reader's page decides how large a unit is.
struct Drawing {
  let width: Double
  var height: Double
  private var body = ""
  private var clips = 0

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  enum Anchor: String { case start, middle, end }

  mutating func append(_ element: String) { body += element }

  mutating func text(
    _ text: String, at position: SIMD2<Double>, anchor: Anchor = .start, style: String = "", turned: Bool = false
  ) {
    guard !text.isEmpty else { return }
    let place = "x=\"\(Markup.length(position.x))\" y=\"\(Markup.length(position.y))\""
    let turn =
      turned ? " transform=\"rotate(-90 \(Markup.length(position.x)) \(Markup.length(position.y)))\"" : ""
    let classes = style.isEmpty ? "" : " class=\"\(style)\""
    let side = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    body += "<text \(place)\(classes)\(side)\(turn)>\(Markup.escaped(text))</text>"
  }

  mutating func line(from start: SIMD2<Double>, to end: SIMD2<Double>, style: String, attributes: String = "") {
    body += "<path class=\"\(style)\"\(attributes) d=\"\(Path.polyline([start, end]))\"/>"
  }

  mutating func rectangle(_ frame: Frame, attributes: String) {
    body +=
      "<rect x=\"\(Markup.length(frame.left))\" y=\"\(Markup.length(frame.top))\" "
      + "width=\"\(Markup.length(max(0, frame.width)))\" height=\"\(Markup.length(max(0, frame.height)))\" "
      + attributes + "/>"
  }

  /// Draws within the outline given as path data.
  mutating func clipped(to outline: String, _ draw: (inout Drawing) -> Void) {
    clips += 1
    let name = "\(Self.identityMark)c\(clips)"
    body += "<clipPath id=\"\(name)\"><path d=\"\(outline)\"/></clipPath><g clip-path=\"url(#\(name))\">"
    draw(&self)
    body += "</g>"
  }

  /// Dots of one colour.
  struct Dots {
    var positions: [SIMD2<Double>]
    var radius: Double
    var paint: String
  }

  /// Sets of dots, where asked over a thin halo of the ground.
  ///
  /// The dots of every set are dealt out to a few layers, and the layers of the sets are shuffled into one another: no
  /// set hides another, and dots darken where many lie, without one element a dot.
  mutating func dots(_ sets: [Dots], opacity: Double = 0.75, halo: Bool) {
    let layers = 6
    let paths = sets.map { set in
      var paths = [String](repeating: "", count: layers)
      for (index, position) in set.positions.enumerated() {
        paths[index % layers] += "M\(Markup.units(position.x * 10)) \(Markup.units(position.y * 10))h0"
      }
      return paths
    }
    body += "<g transform=\"scale(.1)\" fill=\"none\" stroke-linecap=\"round\">"
    if halo {
      for (set, paths) in zip(sets, paths) where !set.positions.isEmpty {
        body +=
          "<path stroke=\"var(--ground)\" stroke-opacity=\".7\" "
          + "stroke-width=\"\(Markup.length(set.radius * 20 + 9))\" d=\"\(paths.joined())\"/>"
      }
    }
    for layer in 0..<layers {
      for (set, paths) in zip(sets, paths) where !paths[layer].isEmpty {
        body +=
          "<path stroke=\"\(set.paint)\" stroke-opacity=\"\(opacity)\" "
          + "stroke-width=\"\(Markup.length(set.radius * 20))\" d=\"\(paths[layer])\"/>"
      }
    }
    body += "</g>"
  }

  /// The finished element. Its parts are named by what it shows, so that figures on one page do not mix.
  func svg(title: String, description: String) -> String {
    let identity = Markup.identity(of: title + description + body)
    let shape = "0 0 \(Markup.length(width)) \(Markup.length(height))"
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" viewBox=\"\(shape)\" role=\"img\" "
      + "aria-labelledby=\"\(identity)t \(identity)d\" style=\"max-width:\(Markup.length(width * 1.2))px\">"
      + "<title id=\"\(identity)t\">\(Markup.escaped(title))</title>"
      + "<desc id=\"\(identity)d\">\(Markup.escaped(description))</desc>"
      + "<style>\(Palette.figureRules)</style>"
      + body.replacing(Self.identityMark, with: identity) + "</svg>"
  }

  /// Stands in names until the figure's identity is known; escaped text cannot contain it.
  private static let identityMark = "\u{1}"
}
