import Diagnostics
import Parameters

/// Decodes one block of a spec: one configuration, or several by name.
struct BlockDecoder {
    let schema: BlockSchema
    let values: ValueDecoder
    var problems: Problems { values.problems }

    /// The block's configurations; nil where the block is left out. What does not fit was reported, and is left out as well.
    func decode(_ entry: SpecNode.Entry?, rootPlace: Place) -> [ResolvedBlock]? {
        guard let entry else { return absent(rootPlace) }
        let node = entry.value
        if node.isNull { return null(entry, rootPlace: rootPlace) }
        if Self.holdsVariants(node, schema: schema), let variants = node.entries { return decode(variants, in: entry) }
        return configuration(node, key: entry.keyPlace, variant: nil).map { [$0] } ?? []
    }

    /// A block holds variants when every value is a mapping and no key is one of the block's own.
    static func holdsVariants(_ node: SpecNode, schema: BlockSchema) -> Bool {
        guard let entries = node.entries, !entries.isEmpty else { return false }
        return entries.allSatisfy { $0.value.isMapping && !schema.declares($0.key) }
    }

    private func absent(_ place: Place) -> [ResolvedBlock]? {
        if schema.isOptional { return nil }
        guard schema.defaultCase != nil else {
            problems.report(
                "missing block '\(schema.name)'", at: place, hint: "add \(schema.name): {\(schema.tag): …}; \(choices)")
            return []
        }
        let empty = SpecNode(content: .mapping([]), place: place)
        return configuration(empty, key: place, variant: nil).map { [$0] } ?? []
    }

    private var choices: String { "\(schema.tag) is one of \(schema.cases.map(\.id).joined(separator: ", "))" }

    /// `tokenize: null` leaves out what a base has; `tokenize:` is more likely an accident.
    private func null(_ entry: SpecNode.Entry, rootPlace: Place) -> [ResolvedBlock]? {
        if schema.isOptional, entry.value.scalar?.text.isEmpty == false { return nil }
        let hint =
            schema.isOptional
            ? "remove it, write '\(schema.name): null' to leave the stage out, or name the \(schema.tag): \(choices)"
            : "name the \(schema.tag): \(choices)"
        problems.report("the block '\(schema.name)' is empty", at: entry.keyPlace, hint: hint)
        return []
    }

    private func decode(_ variants: [SpecNode.Entry], in entry: SpecNode.Entry) -> [ResolvedBlock] {
        guard schema.allowsVariants || variants.isEmpty else {
            problems.report(
                "the block '\(schema.name)' cannot hold variants", at: variants[0].keyPlace,
                hint: closest(to: variants[0].key, among: fieldNames).map { "did you mean '\($0)'?" }
                    ?? "write the keys of one configuration")
            return []
        }
        return variants.compactMap { variant in
            guard isVariantName(variant.key) else {
                problems.report(
                    "'\(excerpt(variant.key))' cannot be the name of a variant", at: variant.keyPlace,
                    hint: "names are made of the letters A-Z a-z, digits, '_' and '-'")
                return nil
            }
            return configuration(variant.value, key: variant.keyPlace, variant: variant.key)
        }
    }

    private var fieldNames: [String] { [schema.tag] + (schema.common + schema.cases.flatMap(\.fields)).map(\.name) }

    private func configuration(_ node: SpecNode, key: Place, variant: String?) -> ResolvedBlock? {
        let owner = variant.map { "\(schema.name).\($0)" } ?? schema.name
        guard let entries = values.entries(ofTagged: node, tag: schema.tag) else {
            problems.report("'\(owner)' must be a mapping, is \(node.kind)", at: node.place, hint: choices)
            return nil
        }
        guard
            let choice = values.choose(
                entries, tag: schema.tag, cases: schema.cases, defaultCase: schema.defaultCase, label: schema.tag, owner: owner, place: key,
                otherWords: schema.otherWords, hint: misspelledField(variant))
        else { return nil }
        let chosen = choice.chosen
        let axes = AxisCollector()
        let record = values.record(
            entries, fields: fields(of: chosen), context: "\(schema.tag) '\(chosen.id)'", place: choice.place ?? key, ignoring: schema.tag,
            others: { ValueDecoder.otherCases(of: $0, cases: schema.cases, label: schema.tag, chosen: chosen.id) }, axes: axes)
        guard var record else { return nil }
        record[schema.tag] = .string(chosen.id)
        return ResolvedBlock(block: schema.name, variant: variant, caseID: chosen.id, values: .record(record), axes: axes.axes)
    }

    /// A field of a case takes the place of the common field of its name.
    private func fields(of chosen: TaggedCase) -> [FieldDeclaration] {
        let own = chosen.fields.filter { $0.name != schema.tag }
        return schema.common.filter { common in common.name != schema.tag && !own.contains { $0.name == common.name } } + own
    }

    /// A misspelled key that holds a mapping looks like a variant.
    private func misspelledField(_ variant: String?) -> String? {
        guard let variant, let near = closest(to: variant, among: fieldNames) else { return nil }
        return "'\(variant)' is read as the name of a variant; did you mean the key '\(near)'?"
    }
}

/// Whether a name can stand in a run's label.
func isVariantName(_ name: String) -> Bool {
    !name.isEmpty
        && name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 || $0 == 45
        }
}
