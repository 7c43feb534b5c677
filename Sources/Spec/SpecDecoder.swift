import Diagnostics
import Parameters

/// Decodes a merged spec.
struct SpecDecoder {
    let schema: SpecSchema
    let values: ValueDecoder
    private var problems: Problems { values.problems }

    init(schema: SpecSchema, values: ValueDecoder) {
        self.schema = schema
        self.values = values
    }

    /// The spec as far as it could be decoded; what could not was reported. Nil where nothing could be made of it.
    func decode(_ root: SpecNode, files: [String]) -> ResolvedSpec? {
        let entries = root.entries ?? []
        let place = Place(source: 0, line: 1, column: 1)
        let known = schema.topKeys
        for entry in entries where !known.contains(entry.key) {
            problems.report(
                "unknown key '\(excerpt(entry.key))'", at: entry.keyPlace,
                hint: ForeignWords.hint(for: entry.key, value: nil, among: known) ?? suggestion(for: entry.key, among: known)
                    ?? "the keys of a spec are \(known.joined(separator: ", "))")
        }
        let axes = AxisCollector()
        let names = schema.top.map(\.name)
        let top = values.record(
            entries.filter { names.contains($0.key) }, fields: schema.top, context: "the spec", place: place, axes: axes)
        let experiment = experiment(root, top: top, place: place)
        var blocks: [String: [ResolvedBlock]] = [:]
        for block in schema.blocks {
            let entry = entries.last { $0.key == block.name }
            blocks[block.name] = BlockDecoder(schema: block, values: values).decode(entry, rootPlace: place)
        }
        let prepare = PrepareDecoder(values: values).decode(root["prepare"])
        ReferenceChecker(schema: schema, problems: problems, prepare: prepare).check(root)
        let sweep = SweepDecoder(schema: schema, values: values).decode(root)
        guard let experiment, let top else { return nil }
        return ResolvedSpec(
            experiment: experiment, top: .record(top), topAxes: axes.axes, blocks: blocks, blockOrder: schema.blocks.map(\.name),
            prepare: prepare, sweep: sweep, sourceFiles: files, root: root, sources: problems.sources)
    }

    private func experiment(_ root: SpecNode, top: ParameterValue.Record?, place: Place) -> String? {
        guard let node = root["experiment"] else {
            if !schema.top.contains(where: { $0.name == "experiment" }) {
                problems.report("missing 'experiment'", at: place, hint: "add experiment: NAME")
            }
            return nil
        }
        guard let scalar = node.scalar, !scalar.isNull else { return nil }
        let isName = scalar.text.utf8.first.map { $0 != 45 && $0 != 46 } ?? false
        guard isName, isVariantName(String(scalar.text.filter { $0 != "." })) else {
            problems.report(
                "'\(excerpt(scalar.text))' cannot be the name of an experiment", at: node.place,
                hint: "names are made of the letters A-Z a-z, digits, '_', '-' and '.', and start with a letter, a digit or '_'")
            return nil
        }
        return scalar.text
    }
}
