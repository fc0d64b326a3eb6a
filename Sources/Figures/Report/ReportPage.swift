/// A page of results: one HTML file that needs no network, reads well on paper, on a telephone and in the dark.
///
/// All text is escaped. In prose, blank lines part paragraphs. A page has no script, but for that of `SolidGallery` where it holds
/// one; its policy allows this one text alone.
public struct ReportPage: Sendable {
  /// The answer in one line.
  public struct Verdict: Sendable {
    public var text: String
    public var tone: Tone

    public init(_ text: String, tone: Tone = .neutral) {
      self.text = text
      self.tone = tone
    }
  }

  /// What stands in a section.
  public enum Block: Sendable {
    case prose(String)
    case figure(any Figure, caption: String)
    case table(ReportTable)
    /// A remark that the reader should not miss.
    case remark(String, tone: Tone)
  }

  public struct Section: Sendable {
    public var title: String
    public var blocks: [Block]

    public init(_ title: String, _ blocks: [Block]) {
      self.title = title
      self.blocks = blocks
    }
  }

  /// Names and values at the end of the page, folded away on screens: a configuration, the identity of data and code.
  public struct Appendix: Sendable {
    public var title: String
    public var entries: [Entry]

    public struct Entry: Sendable {
      public var name: String
      public var value: String

      public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
      }
    }

    public init(_ title: String, _ entries: [Entry]) {
      self.title = title
      self.entries = entries
    }
  }

  public var title: String
  /// A short line above the title, such as the kind of report and its date.
  public var heading: String
  public var verdict: Verdict?
  public var keyFigures: [KeyFigure]
  public var sections: [Section]
  public var appendices: [Appendix]
  /// A short line at the end, such as the program and its version.
  public var footer: String
  /// The language of the text (BCP 47).
  public var language: String

  public init(
    title: String, heading: String = "", verdict: Verdict? = nil, keyFigures: [KeyFigure] = [],
    sections: [Section] = [], appendices: [Appendix] = [], footer: String = "", language: String = "en"
  ) {
    self.title = title
    self.heading = heading
    self.verdict = verdict
    self.keyFigures = keyFigures
    self.sections = sections
    self.appendices = appendices
    self.footer = footer
    self.language = language
  }

  /// The whole page; it is well-formed XML as well as HTML.
  public func html() -> String {
    var numbers = Numbering()
    let body = sections.map { html($0, &numbers) }.joined()
    let isTurnable = sections.contains { $0.blocks.contains(where: Self.isTurnable) }
    let policy = "default-src 'none'; style-src 'unsafe-inline'" + (isTurnable ? "; script-src '\(SolidScript.hash)'" : "")
    return """
      <!DOCTYPE html>
      <html lang="\(Markup.escaped(language))">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta http-equiv="Content-Security-Policy" content="\(policy)"/>
      <title>\(Markup.escaped(title))</title>
      <style>\(Stylesheet.rules)\(isTurnable ? SolidRules.page : "")</style>
      </head>
      <body>
      <article>
      \(header)
      <main>\(body)</main>
      \(appendix)\(footer.isEmpty ? "" : "<footer>\(Markup.escaped(footer))</footer>")
      </article>
      \(isTurnable ? "<script>\(SolidScript.text)</script>\n" : "")</body>
      </html>

      """
  }

  private struct Numbering {
    var figures = 0
    var tables = 0
  }

  private var header: String {
    let above = heading.isEmpty ? "" : "<p class=\"heading\">\(Markup.escaped(heading))</p>"
    let answer = verdict.map {
      "<p class=\"verdict \($0.tone.rawValue)\">\($0.tone.mark)<span>\(Markup.escaped($0.text))</span></p>"
    }
    let cards =
      keyFigures.isEmpty ? "" : "<dl class=\"cards\">\(keyFigures.map { $0.html() }.joined())</dl>"
    return "<header>\(above)<h1>\(Markup.escaped(title))</h1>\(answer ?? "")\(cards)</header>"
  }

  private func html(_ section: Section, _ numbers: inout Numbering) -> String {
    let title = section.title.isEmpty ? "" : "<h2>\(Markup.escaped(section.title))</h2>"
    return "<section>\(title)" + section.blocks.map { html($0, &numbers) }.joined() + "</section>\n"
  }

  private func html(_ block: Block, _ numbers: inout Numbering) -> String {
    switch block {
    case .prose(let text): return Self.paragraphs(text)
    case .remark(let text, let tone):
      return "<aside class=\"remark \(tone.rawValue)\">\(tone.mark)<div>\(Self.paragraphs(text))</div></aside>"
    case .table(let table):
      numbers.tables += 1
      return table.html(number: numbers.tables)
    case .figure(let figure, let caption):
      numbers.figures += 1
      let gallery = figure as? SolidGallery
      let drawing = gallery.map { $0.html(number: numbers.figures) } ?? figure.svg()
      return "<figure\(gallery == nil ? "" : " class=\"gallery\"")>\(drawing)<figcaption><b>Figure \(numbers.figures).</b> \(Markup.escaped(caption))"
        + "</figcaption></figure>"
    }
  }

  private static func isTurnable(_ block: Block) -> Bool {
    guard case .figure(let figure, _) = block, let gallery = figure as? SolidGallery else { return false }
    return gallery.isTurnable
  }

  private static func paragraphs(_ text: String) -> String {
    var paragraphs: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) { paragraphs.append([]) } else { paragraphs[paragraphs.count - 1].append(line) }
    }
    return paragraphs.filter { !$0.isEmpty }.map { "<p>\(Markup.escaped($0.joined(separator: "\n")))</p>" }.joined()
  }

  private var appendix: String {
    appendices.map { part in
      let entries = part.entries.map {
        "<tr><th scope=\"row\">\(Markup.escaped($0.name))</th><td>\(Markup.escaped($0.value))</td></tr>"
      }
      return "<details><summary>\(Markup.escaped(part.title))</summary>"
        + "<table class=\"entries\"><tbody>\(entries.joined())</tbody></table></details>"
    }.joined()
  }
}
