import Diagnostics
import Store

extension Run {
    /// A node whose inputs are known: its key, and what it reads.
    struct Prepared: Sendable {
        var components: ActionComponents
        var key: Digest
        var inputs: [String: Artifact]
    }

    enum Known: Sendable {
        case cached(NodeResult)
        /// The reason is what the store gives; `reason(for:)` makes it more precise.
        case mustRun(Reason)
    }

    /// Nil when an external file would have to be read and `mayRead` is false. Inputs must have succeeded.
    func prepare(_ index: Int, mayRead: Bool = true) throws(Failure) -> Prepared? {
        let node = graph.nodes[index]
        var files: [ActionComponents.NamedDigest] = [], inputs: [ActionComponents.NamedDigest] = [], artifacts: [String: Artifact] = [:]
        for file in node.files {
            let remembered = try describeMissing(node) { () throws(Failure) in try store.rememberedFileDigest(file.path) }
            if remembered == nil && !mayRead { return nil }
            let digest: Digest
            if let remembered { digest = remembered } else { digest = try store.fileDigest(file.path) }
            files.append(.init(file.name, digest))
        }
        for input in node.inputs {
            let artifact = try inputArtifact(input, of: node)
            artifacts[input.name] = artifact
            inputs.append(.init(input.name, artifact.digest))
        }
        let components = ActionComponents(
            stage: node.stage, codeVersion: node.codeVersion, parameters: node.parameters, seed: node.seed, inputs: inputs, files: files)
        return Prepared(components: components, key: components.key, inputs: artifacts)
    }

    private func inputArtifact(_ input: Node.Input, of node: Node) throws(Failure) -> Artifact {
        guard let source = graph.index(of: input.node), let artifact = artifact(of: source) else {
            throw Failure(.internalError, "'\(node.name)' was started before '\(input.node)' had finished")
        }
        guard let names = input.files else { return artifact }
        guard let selected = artifact.selecting(names) else {
            let missing = names.filter { !artifact.contains($0) }.joined(separator: ", ")
            throw Failure(
                .internalError, "'\(node.name)' reads \(missing) of '\(input.node)', which did not make it",
                hint: "it made " + artifact.manifest.files.map(\.name).joined(separator: ", "))
        }
        return selected
    }

    private func describeMissing<T>(_ node: Node, _ body: () throws(Failure) -> T) throws(Failure) -> T {
        do { return try body() } catch {
            guard error.code == .missingInput else { throw error }
            let message = error.diagnostics.first?.message ?? ""
            throw Failure(
                .missingInput, "\(message) (an input of '\(node.name)')", hint: "check the path; relative paths start at the spec's folder")
        }
    }

    /// What the store knows of the action: one small file read and one `stat` for each file of the output.
    func known(_ index: Int, _ prepared: Prepared) throws(Failure) -> Known {
        let node = graph.nodes[index]
        switch try action(prepared.key) {
        case .missing: return .mustRun(last[node.name] == prepared.key ? .recordMissing : .neverRan)
        case .damaged(let path):
            let message = "the record of '\(node.name)' was damaged; it is now in \(path)"
            events.send { $0.warning(.warning(message, hint: "it is made again; check the disk"), node: node.name) }
            return .mustRun(.damaged(files: []))
        case .found(let record):
            let artifact = store.artifact(record.manifest)
            let missing = memory?.missingFiles(of: record, artifact) ?? artifact.missingFiles
            guard missing.isEmpty else { return .mustRun(.outputMissing(files: missing)) }
            var result = NodeResult(node, key: prepared.key, status: .cached, reason: .unchanged)
            if last[node.name] != prepared.key { result.reason = .foundEarlier(changes(node, prepared) ?? []) }
            result.artifact = artifact
            result.seconds = record.seconds
            result.logPath = record.facts["log"]
            result.warnings = RecordedWarnings.warnings(of: record)
            return .cached(result)
        }
    }

    /// Why a node runs that the store does not know: compares with what last succeeded under its name.
    func reason(for node: Node, _ prepared: Prepared, _ reason: Reason) -> Reason {
        guard reason == .neverRan, last[node.name] != nil else { return reason }
        guard let changes = changes(node, prepared) else { return .previousRemoved }
        return changes.isEmpty ? .keyFormat : .changed(changes)
    }

    /// Nil when nothing is known of the last time.
    private func changes(_ node: Node, _ prepared: Prepared) -> [Change]? {
        guard let key = last[node.name], case .found(let record) = try? action(key) else { return nil }
        return Change.between(record.components, prepared.components, of: node)
    }
}
