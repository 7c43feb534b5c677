/// Where a value is written: a source by index, line and column from 1, and how many scalars it spans.
struct Place: Hashable, Sendable, Comparable {
    var source: Int32
    var line: Int32
    var column: Int32
    var length: Int32 = 1

    static func < (a: Place, b: Place) -> Bool {
        (a.source, a.line, a.column, a.length) < (b.source, b.line, b.column, b.length)
    }
}

/// A YAML value that remembers where it was written. Aliases are already followed, `${…}` is already replaced.
struct SpecNode: Sendable {
    enum Style: Sendable {
        case plain, quoted
        /// Holds text from the environment: may be a number even if quoted.
        case substituted
    }

    struct Scalar: Sendable {
        var text: String
        var style: Style
        /// The text as written, where it is not `text`.
        var written: String?

        /// A plain `null`, `~` or nothing.
        var isNull: Bool { style == .plain && (text.isEmpty || text == "null" || text == "~") }
    }

    struct Entry: Sendable {
        var key: String
        var keyPlace: Place
        var value: SpecNode
    }

    enum Content: Sendable {
        case scalar(Scalar)
        case sequence([SpecNode])
        case mapping([Entry])
    }

    var content: Content
    var place: Place

    var scalar: Scalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }
    var isScalar: Bool { scalar != nil }
    var isNull: Bool { scalar?.isNull ?? false }
    var isMapping: Bool { entries != nil }
    var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }
    var items: [SpecNode]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    subscript(key: String) -> SpecNode? { entries?.last { $0.key == key }?.value }

    /// What kind of value it is, for messages.
    var kind: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let scalar): scalar.isNull ? "nothing" : "'\(excerpt(scalar.text))'"
        }
    }

    /// `self` with another mapping laid over it: mappings merge key by key, everything else is replaced.
    func merged(with other: SpecNode) -> SpecNode {
        guard case .mapping(var entries) = content, case .mapping(let others) = other.content else { return other }
        var positions: [String: Int] = [:]
        for (index, entry) in entries.enumerated() { positions[entry.key] = index }
        for entry in others {
            if let index = positions[entry.key] {
                entries[index] = Entry(
                    key: entry.key, keyPlace: entry.keyPlace, value: entries[index].value.merged(with: entry.value))
            } else {
                positions[entry.key] = entries.count
                entries.append(entry)
            }
        }
        return SpecNode(content: .mapping(entries), place: other.place)
    }
}

/// A text short enough for a message.
func excerpt(_ text: String, limit: Int = 60) -> String {
    let shown = text.unicodeScalars.prefix(limit).map { $0.properties.generalCategory == .control ? "\u{FFFD}" : String($0) }.joined()
    return text.unicodeScalars.count > limit ? shown + "…" : shown
}
