/// HTML or SVG under construction. Texts and attribute values are escaped; only `raw` is not, for what this program wrote itself.
public struct Markup: Hashable, Sendable {
    public private(set) var source: String

    public init() { source = "" }
    private init(source: String) { self.source = source }

    /// Text as a reader shall see it: `<`, `&` and quotes are themselves, control characters (which XML forbids) are "\u{FFFD}".
    public static func text(_ text: String) -> Markup { Markup(source: escaped(text)) }

    /// What is markup already.
    public static func raw(_ source: String) -> Markup { Markup(source: source) }

    /// An element. Attributes without a value are left out; one whose value is "" stands bare, as `open` and `hidden` do.
    public static func element(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], _ content: Markup? = nil) -> Markup {
        var source = "<" + name
        for (name, value) in attributes {
            if let value { source += " \(name)=\"\(escaped(value))\"" }
        }
        guard let content else { return Markup(source: source + (void.contains(name) ? ">" : "></\(name)>")) }
        return Markup(source: source + ">" + content.source + "</\(name)>")
    }

    public static func element(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String) -> Markup {
        element(name, attributes, .text(text))
    }

    /// HTML elements that have no end tag. (SVG's own are written with one.)
    private static let void: Set<String> = ["meta", "br", "hr", "img", "input", "col", "link"]

    public static func + (left: Markup, right: Markup) -> Markup { Markup(source: left.source + right.source) }
    public static func += (left: inout Markup, right: Markup) { left.source += right.source }

    public static func joined(_ parts: some Sequence<Markup>, separator: String = "") -> Markup {
        Markup(source: parts.map(\.source).joined(separator: separator))
    }

    /// For texts and for attribute values in double quotes.
    public static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\t", "\n", "\r": result.append(scalar)
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// JSON inside a `<script>`: no text in it can end the element or begin a comment.
    public static func script(json: String, _ attributes: KeyValuePairs<String, String?> = [:]) -> Markup {
        var safe = String.UnicodeScalarView()
        for scalar in json.unicodeScalars {
            if scalar == "<" { safe.append(contentsOf: "\\u003c".unicodeScalars) } else { safe.append(scalar) }
        }
        return element("script", attributes, .raw(String(safe)))
    }
}
