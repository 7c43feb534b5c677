import Charts
import JSON

/// A resolved spec as YAML, with lines marked.
struct SpecListing {
    let yaml: String
    /// Dotted paths: `train.optimizer.learning_rate`.
    let marked: Set<String>

    /// Nil where the text is no JSON.
    init?(json: String, marked: Set<String>) {
        guard let value = try? JSONValue(parsing: json) else { return nil }
        yaml = value.yaml
        self.marked = marked
    }

    init(yaml: String, marked: Set<String>) { (self.yaml, self.marked) = (yaml, marked) }

    /// Each line with its path. In block style a key's depth tells its parents; items of lists belong to their key.
    var lines: [(path: String, text: String)] {
        var parents: [(indent: Int, name: String)] = []
        return yaml.split(separator: "\n", omittingEmptySubsequences: false).dropLast(yaml.hasSuffix("\n") ? 1 : 0).map { line in
            let indent = line.prefix { $0 == " " }.count, content = line.dropFirst(indent)
            if !content.hasPrefix("- "), let colon = content.firstIndex(of: ":") {
                parents.removeAll { $0.indent >= indent }
                let name = content[..<colon]
                parents.append((indent, name.hasPrefix("\"") ? String(name.dropFirst().dropLast()) : String(name)))
            }
            return (parents.map(\.name).joined(separator: "."), String(line))
        }
    }

    var markup: Markup {
        let body = lines.map { line in
            marked.contains(line.path) ? Markup.element("mark", text: line.text) : Markup.text(line.text)
        }
        return .element("pre", [:], .element("code", [:], .joined(body, separator: "\n")))
    }
}
