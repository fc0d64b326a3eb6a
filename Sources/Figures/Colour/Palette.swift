/// The colours of figures, as custom properties of a style sheet, for paper and for dark screens.
enum Palette {
  /// How many series are told apart by colour; later ones begin again with another dash.
  static let seriesCount = 6

  /// How many shades a density layer has.
  static let shadeCount = 12

  /// Series colours, each of one family of hue in both schemes.
  ///
  /// Lightness and hue were chosen so that the least distance between any two, also as seen with protanopia or
  /// deuteranopia, is large, the first three farther apart than the rest; the tests hold the distances and the
  /// contrast with the ground (WCAG 2.2, 1.4.11: at least 3 : 1).
  static func series(_ index: Int, isDark: Bool) -> PerceptualColour {
    let roles: [(light: (lightness: Double, hue: Double), dark: (lightness: Double, hue: Double))] = [
      ((0.48, 256), (0.66, 256)), ((0.63, 48), (0.79, 48)), ((0.34, 180), (0.93, 190)),
      ((0.66, 360), (0.65, 348)), ((0.46, 81), (0.93, 96)), ((0.65, 298), (0.81, 297)),
    ]
    let role = roles[((index % roles.count) + roles.count) % roles.count]
    let chosen = isDark ? role.dark : role.light
    return PerceptualColour(lightness: chosen.lightness, chroma: 0.16, hue: chosen.hue).inGamut
  }

  /// Shade `index` of `shadeCount`, from the ground towards full ink: equal steps in lightness along a line in hue, so
  /// that equal steps of level look equal.
  static func shade(_ index: Int, isDark: Bool) -> PerceptualColour {
    let fraction = Double(min(max(index, 0), shadeCount - 1)) / Double(shadeCount - 1)
    return PerceptualColour(
      lightness: isDark ? 0.27 + 0.45 * fraction : 0.962 - 0.40 * fraction,
      chroma: 0.022 + 0.075 * fraction,
      hue: 165 + 55 * fraction
    ).inGamut
  }

  /// The rules that every figure carries. Text grows on narrow screens, where the drawing shrinks.
  static let figureRules: String = {
    let light = variables(isDark: false)
    let dark = variables(isDark: true)
    return "svg.figure{\(light)display:block;width:100%;height:auto;"
      + "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}"
      + "svg.figure text{font-size:11.5px;fill:var(--soft);font-variant-numeric:tabular-nums}"
      + "svg.figure .name{fill:var(--ink)}svg.figure .strong{fill:var(--ink);font-weight:600}"
      + "svg.figure .halo{paint-order:stroke;stroke:var(--ground);stroke-width:3px;stroke-linejoin:round}"
      + "svg.figure .line{fill:none;stroke-width:1.75px;stroke-linejoin:round;stroke-linecap:round;"
      + "vector-effect:non-scaling-stroke}"
      + "svg.figure .rule{fill:none;stroke:var(--rule);stroke-width:1px;vector-effect:non-scaling-stroke}"
      + "svg.figure .axis{fill:none;stroke:var(--soft);stroke-width:1px;vector-effect:non-scaling-stroke}"
      + "@media (prefers-color-scheme:dark){svg.figure{\(dark)}}"
      + "@media (max-width:600px){svg.figure text{font-size:16px}svg.figure .spare{display:none}}"
      + "@media print{svg.figure{\(light)}}"
  }()

  private static func variables(isDark: Bool) -> String {
    let ground = PerceptualColour(lightness: isDark ? 0.2 : 1, chroma: isDark ? 0.012 : 0, hue: 255)
    let ink = PerceptualColour(lightness: isDark ? 0.94 : 0.24, chroma: 0.01, hue: 255)
    let soft = PerceptualColour(lightness: isDark ? 0.75 : 0.49, chroma: 0.015, hue: 255)
    let rule = PerceptualColour(lightness: isDark ? 0.34 : 0.91, chroma: 0.008, hue: 255)
    var text = "--ground:\(ground.hexadecimal);--ink:\(ink.hexadecimal);--soft:\(soft.hexadecimal);"
    text += "--rule:\(rule.hexadecimal);"
    for index in 0..<seriesCount { text += "--s\(index):\(series(index, isDark: isDark).hexadecimal);" }
    for index in 0..<shadeCount { text += "--d\(index):\(shade(index, isDark: isDark).hexadecimal);" }
    return text
  }

  /// The paint of series `index`.
  static func paint(_ index: Int) -> String {
    "var(--s\(((index % seriesCount) + seriesCount) % seriesCount))"
  }

  /// The paint of law `index` where laws are compared: the data warm, the model's samples cool, over cool densities.
  static func lawPaint(_ index: Int) -> String {
    let order = [1, 0, 3, 4, 5, 2]
    return paint(order[((index % order.count) + order.count) % order.count])
  }

  /// The dash of series `index`: whole lines first, then, when colours begin again, dashes.
  static func dash(_ index: Int) -> String {
    switch (index / seriesCount) % 3 {
    case 0: ""
    case 1: " stroke-dasharray=\"6 4\""
    default: " stroke-dasharray=\"2 4\""
    }
  }
}
