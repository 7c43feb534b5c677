import Glibc
import Parameters
import Spec

extension PlannedRun {
    /// What this run resolves to, as a spec that gives exactly this run from whatever folder: its paths are absolute.
    func resolvedSpec(of experiment: Experiment) -> ParameterValue {
        let folder = currentFolder()
        let path = { (text: String) in CommandStage.reference(text) == nil ? absolute(text, in: folder) : text }
        var record = ParameterValue.Record(configuration.blocks.map { ($0.key, values(of: $0.value, path: path)) })
        if case .record(let top) = configuration.top {
            for field in top.fields { record[field.name] = field.value }
        }
        record["experiment"] = .string(experiment.name)
        record["only"] = nil
        if !experiment.spec.prepare.isEmpty { record["prepare"] = .list(experiment.spec.prepare.map { $0.value(path: path) }) }
        for (block, variants) in startsFrom {
            guard let own = configuration.blocks[block], let name = own.variant else { continue }
            record[block] = .record(
                (variants + [own]).compactMap { variant in variant.variant.map { ($0, values(of: variant, path: path)) } })
            record["only"] = .list([.string(name)])
        }
        return .record(record)
    }

    private func values(of block: ResolvedBlock, path: (String) -> String) -> ParameterValue {
        guard let schema = pipelineSchema.blocks.first(where: { $0.name == block.block }) else { return block.values }
        let fields = schema.cases.first { $0.id == block.caseID }?.fields ?? []
        return (schema.common + fields).replacingPaths(in: block.values, by: path)
    }
}

private func absolute(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
}

/// Empty where it is gone.
private func currentFolder() -> String {
    guard let text = getcwd(nil, 0) else { return "" }
    defer { free(text) }
    return String(cString: text)
}
