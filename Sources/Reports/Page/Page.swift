import Charts
import Console
import JSON

/// One HTML file that needs nothing else: styles, charts and, where it is at hand, plotly.js are inside it.
public struct Page: Sendable {
    public var title: String
    /// Below the title.
    public var subtitle: String
    public private(set) var sections: [(id: String, title: String, body: Markup)] = []
    private var figures = 0

    public init(title: String, subtitle: String) { (self.title, self.subtitle) = (title, subtitle) }

    /// Nothing is added for an empty body.
    public mutating func add(_ id: String, _ title: String, _ body: Markup) {
        if !body.source.isEmpty { sections.append((id, title, body)) }
    }

    /// Ends with a line end. Without a library charts are still pictures.
    public func html(library: ChartLibrary?, version: String, made: String) -> String {
        let head =
            Markup.element("meta", ["charset": "utf-8"])
            + .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
            + .element("meta", ["name": "color-scheme", "content": "light dark"])
            + .element("meta", ["name": "generator", "content": "pipeline \(version)"])
            + .element("title", text: title) + .element("style", [:], .raw(PageStyle.css))
        var scripts = Markup()
        if let library {
            scripts += .element("script", [:], .raw(library.source)) + .element("script", [:], .raw(PageScript.charts))
        }
        let navigation = Markup.element(
            "nav", ["aria-label": "Sections"],
            .joined(sections.map { .element("a", ["href": "#\($0.id)"], text: $0.title) }))
        let header = Markup.element(
            "header", [:],
            .element("h1", ["dir": "auto"], text: title) + .element("p", ["class": "subtitle", "dir": "auto"], text: subtitle))
        let main = Markup.joined(
            sections.map { .element("section", ["id": $0.id], .element("h2", text: $0.title) + $0.body) }, separator: "\n")
        let footer = Markup.element("footer", text: "Made by pipeline \(version) on \(made) UTC. This file opens without a network.")
        let body = header + navigation + .element("main", [:], main) + footer + scripts
        return "<!doctype html>\n"
            + Markup.element("html", ["lang": "en"], .element("head", [:], head) + .element("body", [:], body)).source
            + "\n"
    }
}

extension Markup {
    static func paragraph(_ text: String, class name: String? = nil) -> Markup { element("p", ["class": name, "dir": "auto"], text: text) }

    static func heading(_ text: String) -> Markup { element("h3", ["dir": "auto"], text: text) }

    /// A chart with a sentence that says how to read it: a picture, and the data from which the page's script makes more of it.
    static func figure(_ chart: Chart, caption: String = "", height: Double = 340, isWide: Bool = true) -> Markup {
        let picture = SVGChart(chart, width: isWide ? 960 : 470, height: height, showsTitle: false).markup
        let data = script(json: PlotlyChart(chart, height: height).json.compact, ["type": "application/json", "class": "plot-data"])
        return figure(title: chart.title, picture: picture, data: data, caption: caption, isWide: isWide)
    }

    /// A picture that stays one.
    static func figure(title: String, picture: Markup, data: Markup = Markup(), caption: String = "", isWide: Bool = true) -> Markup {
        let heading = title.isEmpty ? Markup() : element("figcaption", ["dir": "auto"], text: title)
        let note = caption.isEmpty ? Markup() : element("p", ["class": "note", "dir": "auto"], text: caption)
        return element(
            "figure", ["class": isWide ? "wide" : "half"], heading + element("div", ["class": "plot"], picture) + data + note)
    }

    /// Figures beside one another where there is room.
    static func figures(_ figures: [Markup]) -> Markup { element("div", ["class": "figures"], joined(figures)) }

    /// Short figures with names, as a row of cards.
    static func cards(_ cards: [(name: String, value: String)]) -> Markup {
        element(
            "dl", ["class": "cards"],
            joined(cards.map { element("div", [:], element("dt", text: $0.name) + element("dd", ["dir": "auto"], text: $0.value)) }))
    }

    /// The same cells as on a terminal.
    static func table(_ table: Table, caption: String = "") -> Markup {
        guard !table.rows.isEmpty else { return Markup() }
        let heads = table.columns.map { column in
            element("th", ["class": column.alignment == .right ? "number" : nil, "scope": "col"], text: column.title)
        }
        let rows = table.rows.map { row in element("tr", [:], joined(zip(table.columns, row).map(cell))) }
        let body = element("thead", [:], element("tr", [:], joined(heads))) + element("tbody", [:], joined(rows))
        let note = caption.isEmpty ? Markup() : paragraph(caption, class: "note")
        return element("div", ["class": "table"], element("table", [:], body)) + note
    }

    private static func cell(_ column: Table.Column, _ cell: Table.Cell) -> Markup {
        var names: [String] = column.alignment == .right ? ["number"] : []
        switch cell.style {
        case .best: names.append("best")
        case .dim: names.append("dim")
        case .bold: names.append("strong")
        case .green: names.append("good")
        case .red: names.append("bad")
        case .yellow: names.append("warn")
        default: break
        }
        // What stands below a figure, such as its interval, is smaller.
        let parts = cell.text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        var content = text(String(parts.first ?? ""))
        if parts.count > 1 { content += element("small", text: String(parts[1])) }
        return element(
            "td", ["class": names.isEmpty ? nil : names.joined(separator: " "), "dir": column.alignment == .left ? "auto" : nil], content)
    }

    /// What is folded away until somebody asks.
    static func details(_ summary: String, _ body: Markup) -> Markup { element("details", [:], element("summary", text: summary) + body) }

    static func code(_ text: String) -> Markup { element("pre", [:], element("code", text: text)) }
}
