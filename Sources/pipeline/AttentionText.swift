import Console
import JSON
import Quantities
import Stages

/// The words of both documents with their weights, for terminals and programs.
struct AttentionText {
    let reading: AttentionReading

    init(_ reading: AttentionReading) { self.reading = reading }

    private var sides: [(name: String, side: AttentionReading.Side)] { [("user", reading.user), ("item", reading.item)] }

    /// One row a word, in the order of the document.
    var table: Table {
        var table = Table([
            Table.Column("side"), Table.Column("id"), .number("position"), Table.Column("word"), .number("weight"),
        ])
        for (name, side) in sides {
            for (position, word) in side.words.enumerated() {
                table.append([
                    .text(name), .text(side.id), .integer(position + 1), .text(word.text), .metric(word.weight),
                ])
            }
        }
        return table
    }

    var json: JSONValue {
        .object(
            [("rating", .double(reading.rating))]
                + sides.map { name, side in
                    let words = side.words.map { JSONValue.object([("word", .string($0.text)), ("weight", .double($0.weight))]) }
                    return (name, .object([("id", .string(side.id)), ("words", .array(words))]))
                })
    }

    /// Words on a ground that is the stronger, the more of the attention they have; the strongest have the last shade.
    var colored: String {
        var text = Style.bold.paint("predicted rating \(formatMetric(reading.rating))", color: true) + "\n"
        for (name, side) in sides {
            text += "\n" + Style.bold.paint("\(name) \(side.id)", color: true) + "\n"
            if side.words.isEmpty {
                text += Style.dim.paint("no words: nothing is known of this \(name) from training", color: true) + "\n"
            }
            let greatest = side.words.map(\.weight).max() ?? 1
            var column = 0
            let width = TerminalCapabilities.standardOutput.width ?? 100
            for word in side.words {
                // A text is long: it has a line, and its share, which shades of long texts do not show well.
                if word.text.contains(" ") {
                    let percent = String((1000 * word.weight).rounded() / 10)
                    text += String(repeating: " ", count: max(0, 5 - percent.count)) + percent + " % "
                    text += Self.shaded(word.text, share: word.weight / max(greatest, 1e-12)) + "\n"
                    continue
                }
                let size = displayWidth(word.text) + 1
                if column + size > width {
                    text += "\n"
                    column = 0
                }
                text += Self.shaded(word.text, share: word.weight / max(greatest, 1e-12)) + " "
                column += size
            }
            text += "\n"
        }
        return text
    }

    /// Grounds of the 256 colours from none to a strong orange, black letters on the bright ones.
    private static let shades: [Int?] = [nil, 230, 229, 228, 222, 221, 215, 214, 208]

    private static func shaded(_ text: String, share: Double) -> String {
        let place = min(shades.count - 1, Int(share * Double(shades.count)))
        guard let ground = shades[place] else { return text }
        return "\u{1B}[30;48;5;\(ground)m\(text)\u{1B}[0m"
    }
}

/// The same as a page of HTML that needs nothing else.
struct AttentionPage {
    let reading: AttentionReading

    init(_ reading: AttentionReading) { self.reading = reading }

    var html: String {
        """
        <!doctype html>
        <html lang="en"><meta charset="utf-8"><title>Attention: \(escaped(reading.user.id)), \(escaped(reading.item.id))</title>
        <style>
        body { font: 16px/1.7 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
        span { border-radius: 3px; padding: .1em .2em }
        h2 { font-size: 1.1rem; margin-top: 2rem }
        .scale { color: #666; font-size: .85rem }
        </style>
        <h1>Predicted rating \(number(reading.rating, digits: 3))</h1>
        \(section("User", reading.user))
        \(section("Item", reading.item))
        <p class="scale">The darker a word's ground, the more of the attention over its document it has; point at a word for the figure.</p>
        </html>

        """
    }

    private func section(_ name: String, _ side: AttentionReading.Side) -> String {
        let greatest = max(side.words.map(\.weight).max() ?? 1, 1e-12)
        let words = side.words.map { word in
            let share = number(word.weight / greatest, digits: 3)
            // A text has a line and its share in figures.
            let isText = word.text.contains(" ")
            return (isText ? "<br>\(number(100 * word.weight, digits: 1)) % " : "")
                + "<span style=\"background: rgba(255, 140, 0, \(share))\" title=\"\(number(word.weight, digits: 5))\">"
                + "\(escaped(word.text))</span>"
        }
        let body = words.isEmpty ? "No words: nothing is known of it from training." : words.joined(separator: "\n")
        return "<h2>\(name) \(escaped(side.id))</h2>\n<p>\(body)</p>"
    }

    private func number(_ value: Double, digits: Int) -> String {
        var power = 1.0
        for _ in 0..<digits { power *= 10 }
        return String((value * power).rounded() / power)
    }

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
    }
}
