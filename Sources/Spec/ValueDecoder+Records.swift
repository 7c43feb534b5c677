import Diagnostics
import Parameters

/// Mappings with declared keys.
extension ValueDecoder {
    /// Which case a mapping's tag chose, and where.
    struct Choice {
        var chosen: TaggedCase
        /// Where the tag is written, nil where it is not.
        var place: Place?
    }

    /// Decodes the declared keys of a mapping and reports the others.
    ///
    /// - Parameters:
    ///   - context: the mapping in messages: `optimizer 'adam'`.
    ///   - place: where to report keys that are missing.
    ///   - others: a hint for an unknown key that the mapping's other cases have.
    ///   - ignoring: a key that is not this mapping's to decode: its tag.
    ///   - axes: where fields that may be axes leave their values; nil where there can be none.
    func record(
        _ entries: [SpecNode.Entry], fields: [FieldDeclaration], context: String, place: Place, fallback: ParameterValue? = nil,
        ignoring tag: String? = nil, others: (String) -> String? = { _ in nil }, axes: AxisCollector? = nil
    ) -> ParameterValue.Record? {
        var complete = true
        var values: [(name: String, value: ParameterValue)] = []
        for field in fields {
            let value: ParameterValue?
            if let entry = entries.last(where: { $0.key == field.name }) {
                value = self.value(entry.value, of: field, axes: axes)
            } else if let written = fallback?[field.name] ?? field.defaultValue {
                value = written
            } else {
                problems.report(
                    "missing '\(field.name)' in \(context)", at: place, hint: "add \(field.name): \(lowercasedFirst(field.documentation))")
                value = nil
            }
            if let value { values.append((field.name, value)) } else { complete = false }
        }
        let known = fields.map(\.name) + (tag.map { [$0] } ?? [])
        for entry in entries where !known.contains(entry.key) {
            complete = false
            unknown(entry, in: context, known: known, place: place, others: others)
        }
        return complete ? ParameterValue.Record(values) : nil
    }

    private func value(_ node: SpecNode, of field: FieldDeclaration, axes: AxisCollector?) -> ParameterValue? {
        guard field.isAxis, let axes, let items = node.items, !field.type.isList else {
            return decode(node, as: field.type, name: field.name, fallback: field.defaultValue)
        }
        return axis(items, of: field, at: node.place, axes: axes)
    }

    private func axis(_ items: [SpecNode], of field: FieldDeclaration, at place: Place, axes: AxisCollector) -> ParameterValue? {
        var values: [ParameterValue] = []
        var seen: Set<ParameterValue> = []
        for item in items {
            guard let value = decode(item, as: field.type, name: field.name) else { continue }
            if !seen.insert(value).inserted {
                problems.report("'\(field.name)' has \(value) twice", at: item.place, hint: "one run is made for each value")
            }
            values.append(value)
        }
        guard let first = values.first else {
            if items.isEmpty { problems.report("'\(field.name)' has no values", at: place, hint: "one run is made for each value") }
            return nil
        }
        axes.axes.append(Axis(name: field.name, values: values))
        return first
    }

    private func unknown(_ entry: SpecNode.Entry, in context: String, known: [String], place: Place, others: (String) -> String?) {
        let foreign = ForeignWords.hint(for: entry.key, value: entry.value.scalar.map { excerpt($0.text) }, among: known)
        var hint = foreign ?? others(entry.key) ?? suggestion(for: entry.key, among: known)
        if hint == nil, known.isEmpty { hint = "it has no keys" }
        if entry.keyPlace.source != place.source, problems.source(entry.keyPlace).name != "--set" {
            let origin = "the key comes from \(problems.source(entry.keyPlace).name), which this spec extends"
            hint = hint.map { "\($0); \(origin)" } ?? origin
        }
        problems.report("unknown key '\(excerpt(entry.key))' in \(context)", at: entry.keyPlace, hint: hint)
    }

    /// A mapping whose tag chooses its other keys, or only the tag.
    func tagged(
        _ node: SpecNode, tag: String, cases: [TaggedCase], name: String, fallback: ParameterValue?
    ) -> ParameterValue? {
        let entries = entries(ofTagged: node, tag: tag)
        guard let entries else {
            problems.report("'\(name)' must be a mapping with '\(tag)', is \(node.kind)", at: node.place)
            return nil
        }
        var defaultCase: String?
        if case .string(let word)? = fallback?[tag] { defaultCase = word }
        guard
            let choice = choose(
                entries, tag: tag, cases: cases, defaultCase: defaultCase, label: name, owner: "'\(name)'", place: node.place)
        else { return nil }
        let chosen = choice.chosen
        let record = record(
            entries, fields: chosen.fields.filter { $0.name != tag }, context: "\(name) '\(chosen.id)'", place: choice.place ?? node.place,
            fallback: defaultCase == chosen.id ? fallback : nil, ignoring: tag,
            others: { Self.otherCases(of: $0, cases: cases, label: name, chosen: chosen.id) })
        guard var record else { return nil }
        record[tag] = .string(chosen.id)
        return .record(record)
    }

    /// The entries of a mapping with a tag; a plain word is short for the tag. Nil for anything else.
    func entries(ofTagged node: SpecNode, tag: String) -> [SpecNode.Entry]? {
        if let scalar = node.scalar, !scalar.isNull { return [SpecNode.Entry(key: tag, keyPlace: node.place, value: node)] }
        return node.entries
    }

    /// - Parameters:
    ///   - label: what a case is: `model`.
    ///   - owner: what lacks the tag where it is missing: `train.ancf`.
    ///   - otherWords: hints for words that are no case.
    func choose(
        _ entries: [SpecNode.Entry], tag: String, cases: [TaggedCase], defaultCase: String?, label: String, owner: String, place: Place,
        otherWords: [String: String] = [:], hint: @autoclosure () -> String? = nil
    ) -> Choice? {
        guard let entry = entries.last(where: { $0.key == tag }) else {
            if let chosen = cases.first(where: { $0.id == defaultCase }) { return Choice(chosen: chosen) }
            problems.report(
                "missing '\(tag)' in \(owner)", at: place, hint: hint() ?? "one of \(cases.map(\.id).joined(separator: ", "))")
            return nil
        }
        guard let scalar = entry.value.scalar, !scalar.isNull else {
            problems.report("'\(tag)' must be a word, is \(entry.value.kind)", at: entry.value.place)
            return nil
        }
        guard let chosen = cases.first(where: { $0.id == scalar.text }) else {
            let words = cases.map(\.id)
            problems.report(
                "unknown \(label) '\(excerpt(scalar.text))'", at: entry.value.place,
                hint: otherWords[scalar.text] ?? suggestion(for: scalar.text, among: words) ?? "one of \(words.joined(separator: ", "))")
            return nil
        }
        return Choice(chosen: chosen, place: entry.value.place)
    }

    static func otherCases(of key: String, cases: [TaggedCase], label: String, chosen: String) -> String? {
        let owners = cases.filter { $0.id != chosen && $0.fields.contains { $0.name == key } }.map(\.id)
        guard !owners.isEmpty else { return nil }
        return "'\(key)' is a parameter of \(owners.joined(separator: ", ")); \(label) '\(chosen)' has none such"
    }
}

/// The axes that a block's fields turned out to have.
final class AxisCollector {
    var axes: [Axis] = []
}

extension ParameterType {
    var isList: Bool {
        switch self {
        case .list: true
        case .optional(let wrapped): wrapped.isList
        default: false
        }
    }
}

private func lowercasedFirst(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
