import Diagnostics
import Parameters

/// One `--set path=value`: laid into the spec before it is decoded, and so checked exactly as the file is.
struct Override {
    static let sourceName = "--set"

    private let path: DottedPath
    private let text: String
    private let value: SpecNode
    private let problems: Problems

    /// Nil after reporting why the value is not YAML.
    init?(_ text: String, references: EnvironmentReferences, problems: Problems) throws(Failure) {
        guard let separator = text.firstIndex(of: "="), separator != text.startIndex else {
            throw Failure(
                .usage,
                [
                    .error(
                        "'\(excerpt(text))' is not path=value", at: SourceLocation(file: Self.sourceName, line: 1, column: 1),
                        sourceLine: text,
                        hint: "for example --set train.epochs=8")
                ])
        }
        // The parser sees the value where it stands, so that its columns are those of the option.
        let name = text[..<separator]
        let padding = String(repeating: " ", count: name.unicodeScalars.count + 1)
        let written = text[text.index(after: separator)...]
        guard let (source, index) = SourceReader.source(Array(text.utf8), name: Self.sourceName, folder: "", problems: problems) else {
            return nil
        }
        let path = DottedPath(String(name), at: Place(source: index, line: 1, column: 1))
        self.path = path
        self.text = text
        self.problems = problems
        if written.allSatisfy({ $0 == " " }) {
            let place = Place(source: index, line: 1, column: Int32(clamping: padding.count + 1))
            value = SpecNode(content: .scalar(.init(text: "", style: .plain)), place: place)
            return
        }
        if Self.isPlainWord(written) {
            let place = Place(
                source: index, line: 1, column: Int32(clamping: padding.count + 1), length: Int32(clamping: written.utf8.count))
            value = SpecNode(content: .scalar(.init(text: String(written), style: .plain)), place: place)
            return
        }
        var composer = Composer(source.replacingText(padding + written), index: index, references: references, problems: problems)
        guard let node = composer.compose() else { return nil }
        value = node
    }

    /// A number or a word that YAML takes as it is written: spares the parser, of which a sweep would ask for one a parameter and trial.
    private static func isPlainWord(_ text: Substring) -> Bool {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        let body = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = body.first, isDigit(first) || (isLetter(first) && body.count == text.utf8.count) else { return false }
        return body.allSatisfy { isDigit($0) || isLetter($0) || Array("._+-".utf8).contains($0) }
    }

    /// The spec with the value in it; nil after reporting why the path leads nowhere.
    func applied(to root: SpecNode, schema: SpecSchema) -> SpecNode? {
        guard path.parts.first?.name != "extends" else {
            problems.report("'extends' cannot be set", at: path.parts[0].place, hint: "write it in the spec")
            return nil
        }
        return set(path.parts[...], in: root, shape: .top(schema))
    }

    private func set(_ rest: ArraySlice<DottedPath.Part>, in node: SpecNode?, shape: Shape) -> SpecNode? {
        guard let part = rest.first else { return value }
        if part.name.isEmpty {
            problems.report("a path has no empty parts", at: part.place)
            return nil
        }
        if case .block(let schema) = shape {
            if let node, BlockDecoder.holdsVariants(node, schema: schema) { return setVariant(rest, part, in: node, schema: schema) }
            // All configurations of a block that holds one.
            return set(part.name == "*" ? rest.dropFirst() : rest, in: node, shape: .configuration(schema))
        }
        if case .prepare = shape { return setStage(rest, part, in: node) }
        guard part.name != "*" else {
            problems.report("'*' stands for all variants of a block, as in train.*.epochs", at: part.place)
            return nil
        }
        guard let entries = entries(of: node, shape: shape, part: part) else { return nil }
        let current = entries.last { $0.key == part.name }?.value
        guard let child = shape.child(part.name, of: node) else {
            reportUnknown(part, in: node, shape: shape)
            return nil
        }
        return set(rest.dropFirst(), in: current, shape: child).map { replacing(part, with: $0, in: entries, of: node) }
    }

    private func replacing(_ part: DottedPath.Part, with value: SpecNode, in entries: [SpecNode.Entry], of node: SpecNode?) -> SpecNode {
        var entries = entries
        if let index = entries.lastIndex(where: { $0.key == part.name }) {
            entries[index].value = value
        } else {
            entries.append(SpecNode.Entry(key: part.name, keyPlace: part.place, value: value))
        }
        return SpecNode(content: .mapping(entries), place: node?.place ?? part.place)
    }

    /// The entries to lay the value into; a plain word becomes the mapping it is short for.
    private func entries(of node: SpecNode?, shape: Shape, part: DottedPath.Part) -> [SpecNode.Entry]? {
        guard let node, !node.isNull else {
            if case .value(let type) = shape, !type.hasKeys {
                return refuse(part, because: type.isList ? "a list is set as a whole" : "the value before it has no keys")
            }
            return []
        }
        if let entries = node.entries { return entries }
        if let tag = shape.tag, node.isScalar { return [SpecNode.Entry(key: tag, keyPlace: node.place, value: node)] }
        return refuse(part, because: "the value before it is \(node.items == nil ? node.kind : "a list, which is set as a whole")")
    }

    private func refuse(_ part: DottedPath.Part, because reason: String) -> [SpecNode.Entry]? {
        problems.report("'\(excerpt(part.name))' cannot be set: \(reason)", at: part.place)
        return nil
    }

    private func setVariant(
        _ rest: ArraySlice<DottedPath.Part>, _ part: DottedPath.Part, in node: SpecNode, schema: BlockSchema
    ) -> SpecNode? {
        var entries = node.entries ?? []
        let names = entries.map(\.key)
        guard part.name == "*" || names.contains(part.name) else {
            let suffix = rest.dropFirst(schema.declares(part.name) ? 0 : 1).map { ".\($0.name)" }.joined()
            let choices = (names + ["*"]).map { "\(schema.name).\($0)\(suffix)" }
            problems.report(
                "the block '\(schema.name)' holds variants, and '\(excerpt(part.name))' is none of them", at: part.place,
                hint: "write \(choices.prefix(8).joined(separator: " or "))")
            return nil
        }
        for index in entries.indices where part.name == "*" || entries[index].key == part.name {
            guard let changed = set(rest.dropFirst(), in: entries[index].value, shape: .configuration(schema)) else { return nil }
            entries[index].value = changed
        }
        return SpecNode(content: .mapping(entries), place: node.place)
    }

    /// `prepare.STAGE.parameters.x`.
    private func setStage(_ rest: ArraySlice<DottedPath.Part>, _ part: DottedPath.Part, in node: SpecNode?) -> SpecNode? {
        var items = node?.items ?? []
        guard let index = items.firstIndex(where: { $0["name"]?.scalar?.text == part.name }) else {
            let names = items.compactMap { $0["name"]?.scalar?.text }
            problems.report(
                "there is no stage '\(excerpt(part.name))' in prepare", at: part.place, hint: suggestion(for: part.name, among: names))
            return nil
        }
        guard rest.count > 1, let changed = set(rest.dropFirst(), in: items[index], shape: .free) else {
            if rest.count == 1 { problems.report("a whole stage cannot be set", at: part.place, hint: "set one of its keys") }
            return nil
        }
        items[index] = changed
        return SpecNode(content: .sequence(items), place: node?.place ?? part.place)
    }

    private func reportUnknown(_ part: DottedPath.Part, in node: SpecNode?, shape: Shape) {
        var context = ""
        if let tag = shape.tag, let word = (node?[tag] ?? node)?.scalar?.text { context = " in \(tag) '\(word)'" }
        let keys = shape.keys(of: node)
        var hint = suggestion(for: part.name, among: keys)
        if case .configuration(let schema) = shape, let word = (node?[schema.tag] ?? node)?.scalar?.text {
            hint = ValueDecoder.otherCases(of: part.name, cases: schema.cases, label: schema.tag, chosen: word) ?? hint
        }
        problems.report("unknown key '\(excerpt(part.name))'\(context)", at: part.place, hint: hint)
    }
}

extension ParameterType {
    /// Whether values of the type have keys that a path can name.
    fileprivate var hasKeys: Bool {
        switch self {
        case .record, .tagged, .map: true
        case .optional(let wrapped): wrapped.hasKeys
        default: false
        }
    }
}

extension SourceText {
    /// The same source for another text with the same positions.
    fileprivate func replacingText(_ text: String) -> SourceText { SourceText(name: name, folder: folder, text: text) }
}
