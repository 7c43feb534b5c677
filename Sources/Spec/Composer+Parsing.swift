import Diagnostics
import Yams

/// Parsing, and what the parser's errors mean.
extension Composer {
    /// The document's root and the parser that keeps its anchors. Where keys are repeated, which the parser refuses one
    /// mapping at a time, the first of them is renamed and the text parsed again, so that all are found.
    mutating func parse(_ text: String) -> (root: Yams.Node, parser: Parser)? {
        var text = text
        var budget = max(1, min(100, (4 << 20) / max(1, text.utf8.count)))
        while true {
            do {
                let parser = try Parser(yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
                if let root = try parser.singleRoot() { return (root, parser) }
                problems.report(
                    "the spec is empty", at: place(1, 1), hint: "start with 'experiment: NAME'; `pipeline schema` says what may follow")
                return nil
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let name = keys.first.map(Self.showingAliases) ?? ""
                guard budget > 1, let next = rename(name, at: context.mark, in: text) else {
                    problems.report("the key '\(excerpt(name))' is given twice", at: place(context.mark.line, context.mark.column))
                    return nil
                }
                text = next
                budget -= 1
            } catch {
                report(error)
                return nil
            }
        }
    }

    private mutating func rename(_ key: String, at mark: Mark, in text: String) -> String? {
        let keyPlace = place(mark.line, mark.column)
        let lines = SourceText(name: "", folder: "", text: text)
        var scalars = Array(text.unicodeScalars)
        guard var offset = lines.scalarOffset(line: mark.line, column: mark.column), offset < scalars.count else { return nil }
        let isQuoted = scalars[offset] == "\"" || scalars[offset] == "'"
        if isQuoted { offset += 1 }
        guard !key.isEmpty, offset < scalars.count, let replacement = Unicode.Scalar(0xE001 + UInt32(renamed.count)) else { return nil }
        renamed[keyPlace] = key
        scalars[offset] = replacement
        return String(String.UnicodeScalarView(scalars))
    }

    private func report(_ error: any Error) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _), YamlError.parser(let context, let problem, let mark, _):
            reportSyntax(problem, context: context, mark: mark)
        case YamlError.composer(_, _, let mark, _):
            problems.report(
                "a second document starts here", at: place(mark.line, mark.column), hint: "a spec is one YAML document; remove the '---'")
        case YamlError.reader(let problem, _, let value, _):
            let scalars = Array(source.text.unicodeScalars)
            let offset = scalars.firstIndex { $0.value == UInt32(clamping: Int(value)) } ?? 0
            let before = String(String.UnicodeScalarView(scalars[..<offset]))
            let (line, column) = SourceText.position(of: before.utf8.count, in: Array(source.text.utf8))
            problems.report("a character that YAML does not allow: \(problem)", at: place(line, column))
        default: problems.report("cannot read the YAML: \(error)", at: place(1, 1))
        }
    }

    private func reportSyntax(_ problem: String, context: YamlError.Context?, mark: Mark) {
        let line = source.line(mark.line)
        let column = min(mark.column, line.unicodeScalars.count + 1)
        if line.isEmpty, mark.line > 1, source.name == Override.sourceName {
            // The text ended too early: an option has one line.
            let end = source.line(1).unicodeScalars.count + 1
            return problems.report("not valid YAML: \(problem)", at: place(1, end))
        }
        let indentation = line.unicodeScalars.prefix { $0 == " " || $0 == "\t" }
        if let tab = indentation.firstIndex(of: "\t") {
            let column = line.unicodeScalars.distance(from: line.unicodeScalars.startIndex, to: tab) + 1
            return problems.report("a tab is used for indentation", at: place(mark.line, column), hint: "YAML is indented with spaces")
        }
        if problem.contains("nesting level") {
            return problems.report("nested deeper than \(Self.maximumDepth) levels", at: place(mark.line, column))
        }
        let start = context.map { " (\($0.text), which starts at line \($0.mark.line), column \($0.mark.column))" } ?? ""
        problems.report(
            "not valid YAML: \(problem)\(start)", at: place(mark.line, column), hint: hint(for: problem, line: line, context: context))
    }

    private func hint(for problem: String, line: String, context: YamlError.Context?) -> String? {
        if line.contains("${"), context?.text.contains("flow") ?? false {
            return "inside [ ] and { } a value with ${…} needs quotes"
        }
        if problem.contains("mapping values are not allowed") { return "a text with ': ' in it needs quotes; or is the indentation wrong?" }
        if problem.contains("cannot start any token") { return "a text that starts with this character needs quotes" }
        if problem.contains("could not find expected ':'") { return "write 'key: value'" }
        if problem.contains("block mapping") || problem.contains("expected <block end>") { return "is the indentation the same as above?" }
        return nil
    }

    /// Where a node is written, and how long it is on its line.
    func place(_ node: Yams.Node) -> Place {
        guard let mark = node.mark else { return place(1, 1) }
        guard case .scalar(let scalar) = node else { return place(mark.line, mark.column) }
        let length = scalar.string.unicodeScalars.count
        switch scalar.style {
        case .singleQuoted, .doubleQuoted: return place(mark.line, mark.column, length: length + 2)
        case .literal, .folded: return place(mark.line, mark.column)
        default: return place(mark.line, mark.column, length: length)
        }
    }
}
