import Diagnostics
import Parameters

/// Decodes a `sweep`: a mapping with the keys that the schema declares, whose `parameters` have dotted paths of the spec as keys. What is
/// said of a parameter is kept as written: it depends on the parameter, and on whoever searches.
struct SweepDecoder {
    let schema: SpecSchema
    let values: ValueDecoder
    private var problems: Problems { values.problems }

    func decode(_ root: SpecNode) -> ParameterValue? {
        guard let node = root["sweep"], !node.isNull else { return nil }
        guard node.isMapping else {
            problems.report("'sweep' must be a mapping, is \(node.kind)", at: node.place)
            return nil
        }
        if let parameters = node["parameters"] {
            guard let entries = parameters.entries else {
                problems.report("'parameters' must be a mapping from paths to values, is \(parameters.kind)", at: parameters.place)
                return nil
            }
            let paths = Set(entries.map(\.key))
            for entry in entries { check(entry, in: root, searched: paths) }
        }
        return schema.sweep.isEmpty ? ValueDecoder.untyped(node) : settings(node)
    }

    private func settings(_ node: SpecNode) -> ParameterValue? {
        let entries = (node.entries ?? []).filter { $0.key != "parameters" }
        var record = values.record(entries, fields: schema.sweep, context: "the sweep", place: node.place, ignoring: "parameters")
        record?["parameters"] = node["parameters"].map(ValueDecoder.untyped) ?? .record([])
        return record.map(ParameterValue.record)
    }

    /// - Parameter searched: all paths of the search: where the tag of a mapping is one of them, any of its cases may have the key.
    private func check(_ entry: SpecNode.Entry, in root: SpecNode, searched: Set<String>) {
        var node: SpecNode? = root
        var shape = Shape.top(schema), walked = ""
        for part in DottedPath(entry.key, at: entry.keyPlace).parts {
            var next = part.name
            defer { walked += part.name + "." }
            if case .block(let block) = shape {
                if let current = node, BlockDecoder.holdsVariants(current, schema: block) {
                    guard let variant = current.entries?.first(where: { part.name == "*" || $0.key == part.name }) else {
                        return report(part, of: entry, keys: (current.entries ?? []).map(\.key))
                    }
                    next = variant.key
                    (shape, node) = (.configuration(block), current[next])
                    continue
                }
                shape = .configuration(block)
            }
            let isOpen = shape.tag.map { searched.contains(walked + $0) } ?? false
            guard let child = shape.child(next, of: node, anyCase: isOpen), !SpecSchema.reserved.contains(next) else {
                return report(part, of: entry, keys: shape.keys(of: node))
            }
            (shape, node) = (child, node?[next])
        }
    }

    private func report(_ part: DottedPath.Part, of entry: SpecNode.Entry, keys: [String]) {
        problems.report(
            "the parameter '\(excerpt(entry.key))' does not exist: unknown key '\(excerpt(part.name))'", at: entry.keyPlace,
            hint: suggestion(for: part.name, among: keys))
    }
}
