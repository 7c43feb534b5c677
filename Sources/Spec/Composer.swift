import Yams

/// Makes a tree of located values from YAML text.
///
/// The parser never sees an alias: before parsing, the `*` of everything that could be one is replaced by a private-use
/// character, and aliases are followed here. So an alias bomb is counted instead of built, an alias has its own place,
/// and a chain of aliases cannot nest without limit.
struct Composer {
    static let maximumDepth = 64
    static let maximumNodes = 1_000_000
    static let aliasMark: Unicode.Scalar = "\u{E000}"

    let source: SourceText
    let index: Int32
    let references: EnvironmentReferences
    let problems: Problems
    /// Places (of length 1) of repeated keys that were renamed so that the rest can be checked, with their real names.
    var renamed: [Place: String] = [:]
    var anchors: [String: (node: SpecNode, size: Int, depth: Int)] = [:]
    var total = 0
    var stopped = false

    init(_ source: SourceText, index: Int32, references: EnvironmentReferences, problems: Problems) {
        self.source = source
        self.index = index
        self.references = references
        self.problems = problems
    }

    /// The document's root, or nil after reporting why there is none.
    mutating func compose() -> SpecNode? {
        guard !reportAliasMark() else { return nil }
        guard let (root, parser) = parse(Self.hidingAliases(source.text)) else { return nil }
        // Nodes refer to their anchors weakly: the parser keeps them.
        let node = withExtendedLifetime(parser) { convert(root, depth: 1)?.node }
        return stopped ? nil : node
    }

    /// Reports where the text already has the character that stands for an alias.
    private func reportAliasMark() -> Bool {
        // Its first byte is rare, and looked for faster.
        let text = source.text
        guard text.utf8.contains(0xEE), let index = text.unicodeScalars.firstIndex(of: Self.aliasMark) else { return false }
        let (line, column) = SourceText.position(of: text.utf8.distance(from: text.startIndex, to: index), in: Array(text.utf8))
        problems.report("the character U+E000 (private use) is not allowed in a spec", at: place(line, column))
        return true
    }

    func place(_ line: Int, _ column: Int, length: Int = 1) -> Place {
        Place(source: index, line: Int32(line), column: Int32(column), length: Int32(clamping: max(1, length)))
    }

    /// A `*` that starts a word becomes `aliasMark`; inside quotes and blocks it is turned back later.
    private static func hidingAliases(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "*")) else { return text }
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            let startsWord = scalar == "*" && " \t\r\n\u{85}\u{2028}\u{2029}[]{},:-?".unicodeScalars.contains(previous)
            result.append(startsWord ? aliasMark : scalar)
            previous = scalar
        }
        return String(result)
    }

    static func showingAliases(_ text: String) -> String {
        guard text.unicodeScalars.contains(aliasMark) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == aliasMark ? "*" : $0 }))
    }
}

/// Tree building.
extension Composer {
    typealias Converted = (node: SpecNode, size: Int, depth: Int)

    mutating func convert(_ node: Yams.Node, depth: Int) -> Converted? {
        guard !stopped else { return nil }
        let place = place(node)
        guard depth <= Self.maximumDepth else { return stop("nested deeper than \(Self.maximumDepth) levels", at: place) }
        total += 1
        guard total <= Self.maximumNodes else { return stop("more than \(Self.maximumNodes) values", at: place) }
        let converted: Converted?
        let anchor: String?
        switch node {
        case .scalar(let scalar):
            anchor = scalar.anchor?.rawValue
            converted = convert(scalar, at: place, depth: depth)
        case .sequence(let sequence):
            anchor = sequence.anchor?.rawValue
            check(tag: sequence.tag, standard: "seq", at: place)
            converted = convert(sequence, at: place, depth: depth)
        case .mapping(let mapping):
            anchor = mapping.anchor?.rawValue
            check(tag: mapping.tag, standard: "map", at: place)
            converted = convert(mapping, at: place, depth: depth)
        case .alias: return nil
        }
        if let anchor, let converted { anchors[anchor] = converted }
        return converted
    }

    private mutating func convert(_ sequence: Yams.Node.Sequence, at place: Place, depth: Int) -> Converted? {
        var items: [SpecNode] = []
        items.reserveCapacity(sequence.count)
        var size = 1
        var deepest = 0
        for item in sequence {
            guard let item = convert(item, depth: depth + 1) else { return nil }
            items.append(item.node)
            size += item.size
            deepest = max(deepest, item.depth)
        }
        return (SpecNode(content: .sequence(items), place: place), size, deepest + 1)
    }

    private mutating func convert(_ mapping: Yams.Node.Mapping, at place: Place, depth: Int) -> Converted? {
        var entries: [SpecNode.Entry] = []
        entries.reserveCapacity(mapping.count)
        var size = 1
        var deepest = 0
        var repeated = false
        for (keyNode, valueNode) in mapping {
            let keyPlace = self.place(keyNode)
            guard let value = convert(valueNode, depth: depth + 1) else { return nil }
            size += value.size
            deepest = max(deepest, value.depth)
            guard let key = key(keyNode, at: keyPlace) else { continue }
            repeated = repeated || realName(at: keyPlace) != nil
            entries.append(SpecNode.Entry(key: key, keyPlace: keyPlace, value: value.node))
        }
        if repeated { reportRepeated(entries) }
        return (SpecNode(content: .mapping(entries), place: place), size, deepest + 1)
    }

    private func realName(at place: Place) -> String? {
        renamed.isEmpty ? nil : renamed[Place(source: place.source, line: place.line, column: place.column)]
    }

    private func key(_ node: Yams.Node, at place: Place) -> String? {
        if let name = realName(at: place) { return name }
        guard case .scalar(let scalar) = node else {
            problems.report("a key must be a word, not a list or mapping", at: place)
            return nil
        }
        if scalar.style == .plain, scalar.string.unicodeScalars.first == Self.aliasMark {
            problems.report("an alias cannot be a key", at: place, hint: "write the key itself")
            return nil
        }
        if scalar.style == .plain, scalar.string == "<<" {
            problems.report("merge keys ('<<') are not supported", at: place, hint: "use extends: base.yaml, or repeat the values")
            return nil
        }
        return Self.showingAliases(scalar.string)
    }

    private mutating func convert(_ scalar: Yams.Node.Scalar, at place: Place, depth: Int) -> Converted? {
        if scalar.style == .plain, scalar.string.unicodeScalars.first == Self.aliasMark {
            return alias(String(scalar.string.unicodeScalars.dropFirst()), at: place, depth: depth)
        }
        check(tag: scalar.tag, standard: "str", at: place)
        let written = Self.showingAliases(scalar.string)
        let (text, found, unresolved) = references.replace(in: written)
        // Each costs the length of the text.
        for reference in unresolved.prefix(10) { report(reference, in: written, at: place) }
        if !unresolved.isEmpty { problems.silence(place) }
        let style: SpecNode.Style = found ? .substituted : scalar.style == .plain ? .plain : .quoted
        let value = SpecNode.Scalar(text: text, style: style, written: text == written ? nil : written)
        return (SpecNode(content: .scalar(value), place: place), 1, 1)
    }

    private mutating func alias(_ name: String, at place: Place, depth: Int) -> Converted? {
        guard var target = anchors[name] else {
            problems.report(
                "unknown alias '*\(excerpt(name))'", at: place,
                hint: "an alias stands after its anchor '&\(excerpt(name, limit: 20))'; a text that starts with '*' needs quotes")
            problems.silence(place)
            return (SpecNode(content: .scalar(.init(text: "", style: .plain)), place: place), 1, 1)
        }
        total += target.size
        guard total <= Self.maximumNodes else { return stop("aliases expand to more than \(Self.maximumNodes) values", at: place) }
        guard depth + target.depth - 1 <= Self.maximumDepth else {
            return stop("aliases nest deeper than \(Self.maximumDepth) levels", at: place)
        }
        target.node.place = place
        return target
    }

    private mutating func stop(_ message: String, at place: Place) -> Converted? {
        if !stopped { problems.report(message, at: place) }
        stopped = true
        return nil
    }

    private func check(tag: Tag, standard: String, at place: Place) {
        let name = tag.rawValue
        if name.isEmpty || name == "!" || name == "?" || name.hasPrefix("tag:yaml.org,2002:") { return }
        problems.report("YAML tags ('\(excerpt(name))') are not supported", at: place, hint: "remove the tag")
    }

    /// Every repeated key, at its later place.
    private func reportRepeated(_ entries: [SpecNode.Entry]) {
        var first: [String: Place] = [:]
        for entry in entries.sorted(by: { $0.keyPlace < $1.keyPlace }) {
            guard let earlier = first[entry.key] else {
                first[entry.key] = entry.keyPlace
                continue
            }
            problems.report(
                "the key '\(excerpt(entry.key))' is given twice", at: entry.keyPlace,
                hint: "it is first given at \(source.name):\(earlier.line):\(earlier.column); keep one")
        }
    }

    /// At the reference itself where the scalar's line shows it, at the scalar where it does not.
    private func report(_ reference: EnvironmentReferences.Unresolved, in text: String, at place: Place) {
        let written = Array(text.unicodeScalars)[reference.offset..<reference.offset + reference.length]
        var found = place
        let scalars = Array(source.line(Int(place.line)).unicodeScalars)
        let start = Int(place.column) - 1
        let offset = start < scalars.count ? start + reference.offset : 0
        for candidate in [offset, offset + 1] where scalars.dropFirst(candidate).starts(with: written) {
            found.column = Int32(candidate + 1)
            found.length = Int32(written.count)
        }
        problems.report(reference.message, at: found, hint: reference.hint)
    }
}
