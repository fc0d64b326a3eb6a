/// The look of `SolidGallery`.
enum SolidRules {
  /// The paints that a still picture needs.
  static let variables: String = {
    let light = paints(isDark: false)
    return ".solids{\(light)}@media (prefers-color-scheme:dark){.solids{\(paints(isDark: true))}}@media print{.solids{\(light)}}"
      + ".solids .parts{stroke:var(--rim);stroke-width:.5}"
      + ".solids .ring{fill:none;stroke:var(--mark);stroke-width:2}"
  }()

  /// What a page with galleries needs beside its own rules.
  ///
  /// The script gives the class `live` to what can be turned. A finger that moves across turns a model, one that moves up or
  /// down scrolls the page; in a model in focus, every move turns.
  static let page =
    variables + """
      .solids ul{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1rem .75rem;margin:0;padding:0;list-style:none}
      .solids li{min-width:0;text-align:center;font:400 .8125rem/1.4 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,\
      sans-serif;overflow-wrap:anywhere;break-inside:avoid}
      .solids li svg{display:block;width:100%;max-width:22rem;height:auto;border-radius:.5rem}
      .solids p{margin:0}
      .solids .name{margin-top:.25rem;color:var(--text)}
      .solids .note{color:var(--quiet);font-variant-numeric:tabular-nums}
      .solids .key,.solids .hint{font:400 .8125rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;\
      color:var(--quiet)}
      .solids .key{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin-bottom:.75rem}
      .solids .key span{display:inline-flex;gap:.35rem;align-items:center}
      .solids .key svg{width:.8rem;height:.8rem;margin:0;stroke:var(--rim)}
      .solids .hint{margin-top:.75rem}
      .solids .live{cursor:grab;touch-action:pan-y;-webkit-user-select:none;user-select:none}
      .solids .live:focus{outline:2px solid var(--focus);outline-offset:-2px;touch-action:none}
      .solids .live:active{cursor:grabbing}
      figure.gallery{break-inside:auto!important}
      @media print{.solids .hint{display:none}.solids .live:focus{outline:none}\
      .solids ul{grid-template-columns:repeat(4,1fr)}}
      """

  private static func paints(isDark: Bool) -> String {
    let paints = [
      ("rim", isDark ? tint(0.75, 0.01, 255) : tint(0.3, 0.01, 255)),
      ("stick", isDark ? tint(0.82, 0.01, 255) : tint(0.9, 0.006, 255)),
      ("stick-edge", isDark ? tint(0.42, 0.012, 255) : tint(0.5, 0.012, 255)),
      ("mark", isDark ? tint(0.76, 0.19, 340) : tint(0.55, 0.24, 345)),
    ]
    return paints.map { "--\($0.0):\($0.1.hexadecimal);" }.joined()
  }

  private static func tint(_ lightness: Double, _ chroma: Double, _ hue: Double) -> PerceptualColour {
    PerceptualColour(lightness: lightness, chroma: chroma, hue: hue)
  }
}
