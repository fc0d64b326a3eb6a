/// The look of report pages: a reading column, a serif for prose, the system's sans-serif for figures and numbers.
enum Stylesheet {
  static let rules: String = {
    let base = """
      *{box-sizing:border-box}
      :root{color-scheme:light dark}
      html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
      body{margin:0;background:var(--page);color:var(--text);font:400 1.0625rem/1.62 Charter,'Bitstream Charter',\
      'Iowan Old Style','Palatino Linotype','Source Serif 4',Cambria,Georgia,serif;overflow-wrap:break-word}
      article{max-width:46rem;margin:0 auto;padding:4.5rem 1.25rem 4rem}
      .heading,.cards,figcaption,table,.footnotes,details,footer,.sign{font-family:system-ui,-apple-system,'Segoe UI',\
      Roboto,'Helvetica Neue',Arial,sans-serif}
      .heading{margin:0 0 .75rem;color:var(--quiet);font-size:.8125rem;letter-spacing:.04em}
      h1{margin:0;font-size:clamp(1.75rem,1.35rem + 1.9vw,2.5rem);line-height:1.15;font-weight:600;\
      letter-spacing:-.012em;text-wrap:balance}
      h2{margin:3.5rem 0 .75rem;font-size:1.4rem;line-height:1.25;font-weight:600;letter-spacing:-.006em;text-wrap:balance}
      p{margin:0 0 1rem;text-wrap:pretty}
      .verdict{display:flex;gap:.65rem;align-items:baseline;margin:1.1rem 0 0;font-size:1.2rem;line-height:1.45;\
      color:var(--text)}
      .sign{display:inline-block;flex:none;width:1.25em;height:1.25em;border-radius:50%;font-size:.8rem;line-height:1.25em;\
      font-weight:700;text-align:center;color:var(--page);background:var(--quiet)}
      .good .sign{background:var(--good)}.warning .sign{background:var(--warning)}.bad .sign{background:var(--bad)}
      .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;margin:2.25rem 0 0}
      .card{background:var(--card);border-radius:.5rem;padding:.85rem .85rem .9rem;border-top:3px solid var(--line)}
      .card.good{border-top-color:var(--good)}.card.warning{border-top-color:var(--warning)}\
      .card.bad{border-top-color:var(--bad)}
      .card dt{display:flex;justify-content:space-between;gap:.5rem;font-size:.8125rem;line-height:1.35;color:var(--quiet)}
      .card dd{margin:0}
      .card .value{margin-top:.3rem;font-size:1.375rem;line-height:1.3;font-weight:600;letter-spacing:-.02em;\
      font-variant-numeric:tabular-nums}
      .card .unit{font-size:.85rem;font-weight:400;letter-spacing:0}
      .card .note{margin-top:.25rem;font-size:.8125rem;line-height:1.4;color:var(--quiet)}
      .unit{color:var(--quiet);font-weight:400}
      figure{margin:2.25rem 0}
      figure svg{margin:0 auto}
      figcaption{margin-top:.85rem;font-size:.875rem;line-height:1.5;color:var(--quiet)}
      figcaption b{font-weight:600;color:var(--text)}
      .table figcaption{margin:0 0 .6rem}
      .scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}
      .scroll:focus-visible{outline:2px solid var(--focus);outline-offset:3px}
      table{width:100%;border-collapse:collapse;font-size:.9rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums}
      .scroll table{border-top:1.5px solid var(--text);border-bottom:1.5px solid var(--text)}
      th,td{padding:.45rem .75rem;text-align:left;vertical-align:baseline;font-weight:400}
      th:first-child,td:first-child{padding-left:0}th:last-child,td:last-child{padding-right:0}
      thead th{font-weight:600;vertical-align:bottom;border-bottom:1px solid var(--text)}
      tbody tr+tr>*{border-top:1px solid var(--line)}
      .number{text-align:right;white-space:nowrap}
      strong{font-weight:700}
      sup{font-size:.72em;line-height:0;color:var(--quiet)}
      .missing{color:var(--quiet)}
      .footnotes{margin-top:.6rem;font-size:.8125rem;line-height:1.45;color:var(--quiet)}
      .footnotes p{margin:0 0 .2rem}
      .remark{display:flex;gap:.75rem;align-items:baseline;margin:1.75rem 0;padding:.9rem 1.1rem;background:var(--card);\
      border-left:3px solid var(--line);border-radius:.25rem;font-size:.98rem}
      .remark.good{border-color:var(--good)}.remark.warning{border-color:var(--warning)}.remark.bad{border-color:var(--bad)}
      .remark p:last-child{margin:0}
      details{margin-top:1rem;border-top:1px solid var(--line);padding-top:1rem;font-size:.9rem}
      main+details{margin-top:4rem}
      summary{cursor:pointer;font-weight:600}
      .entries{margin-top:.6rem;font-size:.85rem;table-layout:fixed}
      .entries th{width:38%;color:var(--quiet)}
      .entries td{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:.8rem}
      footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.8125rem}
      @media (max-width:600px){article{padding:2.25rem 1rem 2.5rem}.cards{grid-template-columns:1fr 1fr;gap:.6rem}\
      .card{padding:.75rem .8rem}.card .value{font-size:1.25rem}th:first-child{min-width:7.5rem}h2{margin-top:2.75rem}}
      @media print{@page{margin:18mm}article{max-width:none;padding:0}figure,.card,tr,.remark{break-inside:avoid}\
      h2{break-after:avoid}body{font-size:10.5pt}details>*{display:revert}}
      """
    let light = variables(isDark: false)
    return ":root{\(light)}@media (prefers-color-scheme:dark){:root{\(variables(isDark: true))}}"
      + "@media print{:root{\(light)color-scheme:light}}\n" + base
  }()

  private static func variables(isDark: Bool) -> String {
    let colours: [(String, light: PerceptualColour, dark: PerceptualColour)] = [
      ("page", grey(1, 0), grey(0.2, 0.012)),
      ("text", grey(0.24, 0.01), grey(0.94, 0.01)),
      ("quiet", grey(0.49, 0.015), grey(0.75, 0.015)),
      ("line", grey(0.9, 0.008), grey(0.36, 0.012)),
      ("card", grey(0.972, 0.004), grey(0.25, 0.013)),
      ("focus", tint(0.5, 0.16, 256), tint(0.75, 0.13, 256)),
      ("good", tint(0.53, 0.13, 155), tint(0.78, 0.15, 155)),
      ("warning", tint(0.56, 0.13, 70), tint(0.82, 0.14, 80)),
      ("bad", tint(0.52, 0.19, 25), tint(0.74, 0.16, 25)),
    ]
    return colours.map { "--\($0.0):\((isDark ? $0.dark : $0.light).hexadecimal);" }.joined()
  }

  private static func grey(_ lightness: Double, _ chroma: Double) -> PerceptualColour {
    tint(lightness, chroma, 255)
  }

  private static func tint(_ lightness: Double, _ chroma: Double, _ hue: Double) -> PerceptualColour {
    PerceptualColour(lightness: lightness, chroma: chroma, hue: hue)
  }
}
