import Diagnostics
import Parameters

/// Decodes located values into resolved parameters as declared, reporting everything that does not fit. A value that was reported is nil.
struct ValueDecoder {
    let problems: Problems

    /// - Parameters:
    ///   - name: the field's name, for messages.
    ///   - fallback: the field's default, from which the parts of a record that are not written are taken.
    func decode(_ node: SpecNode, as type: ParameterType, name: String, fallback: ParameterValue? = nil) -> ParameterValue? {
        switch type {
        case .optional(let wrapped):
            return node.isNull ? .null : decode(node, as: wrapped, name: name, fallback: fallback)
        case .list(let element, let count): return list(node, of: element, count: count, name: name)
        case .record(let fields):
            guard let entries = entries(of: node, name: name) else { return nil }
            return record(entries, fields: fields, context: "'\(name)'", place: node.place, fallback: fallback).map(ParameterValue.record)
        case .tagged(let tag, let cases): return tagged(node, tag: tag, cases: cases, name: name, fallback: fallback)
        case .map(let element): return map(node, of: element, name: name)
        default: return scalar(node, as: type, name: name)
        }
    }

    private func scalar(_ node: SpecNode, as type: ParameterType, name: String) -> ParameterValue? {
        guard let scalar = node.scalar, !scalar.isNull else {
            problems.report(
                "'\(name)' must be \(type.expected), is \(node.kind)", at: node.place,
                hint: type.isText && node.scalar?.text.isEmpty == false ? "for the text itself, write it in quotes" : nil)
            return nil
        }
        do throws(ScalarDecoding.Problem) {
            switch type {
            case .bool: return try ScalarDecoding.bool(scalar)
            case .int(let range): return try ScalarDecoding.int(scalar, in: range)
            case .double(let range): return try ScalarDecoding.double(scalar, in: range)
            case .duration: return try ScalarDecoding.duration(scalar)
            case .bytes: return try ScalarDecoding.bytes(scalar)
            case .choice(let words): return choice(scalar.text, of: words, name: name, at: node.place)
            case .path: return path(scalar.text, name: name, at: node.place)
            default: return .string(scalar.text)
            }
        } catch {
            problems.report("'\(name)' \(error.message)", at: node.place, hint: error.hint)
            return nil
        }
    }

    private func choice(_ word: String, of words: [String], name: String, at place: Place) -> ParameterValue? {
        if words.contains(word) { return .string(word) }
        problems.report(
            "'\(name)' cannot be '\(excerpt(word))'", at: place,
            hint: suggestion(for: word, among: words) ?? "one of \(words.joined(separator: ", "))")
        return nil
    }

    /// A path as it can be opened: relative to the folder of the file that it is written in.
    func path(_ text: String, name: String, at place: Place) -> ParameterValue? {
        guard !text.isEmpty else {
            problems.report("'\(name)' must be a path, is empty", at: place)
            return nil
        }
        let folder = problems.source(place).folder
        if text.hasPrefix("/") || text.hasPrefix(CommandStage.referencePrefix) || folder.isEmpty { return .string(text) }
        return .string(joined(folder, text))
    }

    private func list(_ node: SpecNode, of element: ParameterType, count: ClosedRange<Int>, name: String) -> ParameterValue? {
        guard let items = node.items else {
            let hint = node.scalar.map { $0.isNull ? "write [] for an empty list" : "write [\(excerpt($0.text))]" }
            problems.report("'\(name)' must be a list, is \(node.kind)", at: node.place, hint: hint)
            return nil
        }
        guard count.contains(items.count) else {
            let bounds = count.upperBound >= 100_000 ? "at least \(count.lowerBound)" : count.bounds
            problems.report(
                "'\(name)' must have \(bounds) \(count.lowerBound == 1 && bounds.hasSuffix("1") ? "item" : "items"), has \(items.count)",
                at: node.place)
            return nil
        }
        let values = items.map { decode($0, as: element, name: name) }
        return values.contains { $0 == nil } ? nil : .list(values.compactMap(\.self))
    }

    private func map(_ node: SpecNode, of element: ParameterType, name: String) -> ParameterValue? {
        guard let entries = entries(of: node, name: name) else { return nil }
        var fields: [(name: String, value: ParameterValue)] = []
        for entry in entries.sorted(by: { $0.key < $1.key }) {
            if let value = decode(entry.value, as: element, name: entry.key) { fields.append((entry.key, value)) }
        }
        return fields.count == entries.count ? .record(fields) : nil
    }

    func entries(of node: SpecNode, name: String) -> [SpecNode.Entry]? {
        if let entries = node.entries { return entries }
        problems.report("'\(name)' must be a mapping, is \(node.kind)", at: node.place, hint: "write {key: value} or indented lines")
        return nil
    }

    /// A value of which nobody declares the type.
    static func untyped(_ node: SpecNode) -> ParameterValue {
        switch node.content {
        case .scalar(let scalar): ScalarDecoding.untyped(scalar)
        case .sequence(let items): .list(items.map(untyped))
        case .mapping(let entries): .record(entries.sorted { $0.key < $1.key }.map { ($0.key, untyped($0.value)) })
        }
    }
}

extension ParameterType {
    /// What a person may write, for messages.
    var expected: String {
        switch self {
        case .bool: "true or false"
        case .int: "a whole number"
        case .double: "a number"
        case .duration: "a time, such as 90s or 10m"
        case .bytes: "a size, such as 500MB or 2GB"
        case .string: "a text"
        case .path: "a path"
        case .choice(let words): words.count <= 8 ? "one of \(words.joined(separator: ", "))" : "a word"
        case .list: "a list"
        case .optional(let wrapped): wrapped.expected
        case .record, .tagged, .map: "a mapping"
        }
    }

    var isText: Bool {
        switch self {
        case .string, .path, .choice: true
        default: false
        }
    }
}

extension ClosedRange<Int> {
    /// `3`, `1…10`.
    fileprivate var bounds: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)…\(upperBound)" }
}

/// A path in a folder; without `./` at its start.
func joined(_ folder: String, _ path: String) -> String {
    var path = Substring(path)
    while path.hasPrefix("./") { path = path.dropFirst(2).drop { $0 == "/" } }
    return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
}

/// The folder that a file is in; empty for the current directory.
func folder(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "" }
    return slash == file.startIndex ? "/" : String(file[..<slash])
}
