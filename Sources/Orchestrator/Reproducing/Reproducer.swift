import Diagnostics
import Engine
import Files
import JSON
import RunDatabase
import Spec
import Store
import Tensor

/// Makes a run again from what is on record of it, in a workspace of its own, and compares every artifact.
public struct Reproducer: Sendable {
    private let workspace: Workspace
    private let details: RunDetails
    private let recorded: [StageRecord]
    private let store: Store

    /// Throws where there is no such run, and where nothing of it is on record that could be compared.
    public init(_ selector: String, in workspace: Workspace) throws(Failure) {
        self.workspace = workspace
        let database = try workspace.databaseSnapshot()
        details = try database.run(selector)
        recorded = try database.stages(details.summary.id).filter { $0.artifact != nil && !$0.actionKey.isEmpty }
        store = try workspace.openStore()
        guard !recorded.isEmpty else {
            throw Failure(
                .missingInput, "run \(details.summary.id) has made nothing that could be compared: it is \(details.summary.status.rawValue)"
            )
        }
    }

    public var run: RunSummary { details.summary }

    /// `directory` must not be there, or be empty. External inputs are read where the record says that they are.
    public func reproduce(in directory: String, _ request: RunRequest, cancellation: CancellationToken) throws(Failure) -> Reproduction {
        guard try FileSystem.local.list(directory).isEmpty, FileStatus(path: directory)?.isDirectory != false else {
            throw Failure(.usage, "'\(directory)' is not empty", hint: "a run is made again from nothing: name a new folder")
        }
        let runner = try Runner(try experiment(in: directory), workspace: Workspace(option: directory))
        let stale = try changedInputs(of: runner.experiment.graph)
        guard stale.isEmpty else { return reproduction([:], runner, inputs: stale, failures: [:], interrupted: false) }
        let outcome = try runner.run(request, cancellation: cancellation)
        let stages = Dictionary((outcome.runs.first?.stages ?? []).map { ($0.node, $0) }) { first, _ in first }
        return reproduction(stages, runner, inputs: [:], failures: failures(outcome), interrupted: outcome.wasInterrupted)
    }

    private func experiment(in directory: String) throws(Failure) -> Experiment {
        guard let spec = try? JSONValue(parsing: details.spec) else {
            throw Failure(.invalidInput, "the spec on record of run \(run.id) cannot be read")
        }
        try FileSystem.local.makeDirectories(directory)
        let path = "\(directory)/spec.yaml"
        try FileSystem.local.replace(path, with: Array(spec.yaml.utf8), temporary: path + ".part")
        // Relative paths of the record begin where the run was started. What the spec read of the environment then stands in it.
        let loader = SpecLoader(schema: pipelineSchema, environment: [:])
        let name = details.directory.map { "\($0)/spec.yaml" } ?? "spec.yaml"
        let experiment = try Experiment(spec: try loader.load(text: spec.yaml, name: name))
        guard experiment.runs.count == 1 else {
            throw Failure(.internalError, "the spec on record of run \(run.id) gives \(experiment.runs.count) runs, not one")
        }
        return experiment
    }

    /// External files whose content is not what the recorded stage read, by the name of the node: nothing that reads them can be the same,
    /// so nothing is run.
    private func changedInputs(of graph: Graph) throws(Failure) -> [String: [String]] {
        var changed: [String: [String]] = [:]
        for node in graph.nodes {
            guard let record = record(of: node.name, node.stage, key: nil), let then = components(record.actionKey) else { continue }
            for file in node.files {
                guard let digest = then.files.first(where: { $0.name == file.name })?.digest else { continue }
                let now = try store.fileDigest(file.path)
                if now != digest {
                    changed[record.node, default: []].append(
                        "the input '\(file.path)' is another file now: it was \(digest.short), it is \(now.short)")
                }
            }
        }
        return changed
    }

    private func failures(_ outcome: RunOutcome) -> [String: String] {
        let failed = outcome.runs.flatMap(\.stages).first { $0.status == .failed }
        guard let failed, let message = outcome.failures.first?.diagnostics.first?.message else { return [:] }
        return [failed.node: message]
    }

    /// The recorded stage that a node of the new graph stands for: by its key, else by its name, else by its kind where there is one such.
    private func record(of node: String, _ stage: String, key: String?) -> StageRecord? {
        if let key, let same = recorded.first(where: { $0.actionKey == key }) { return same }
        if let named = recorded.first(where: { $0.node == node }) { return named }
        let kin = recorded.filter { $0.stage == stage }
        return kin.count == 1 ? kin[0] : nil
    }

    private func components(_ key: String) -> ActionComponents? {
        guard let key = Digest(hex: key), case .found(let record)? = try? store.action(key) else { return nil }
        return record.components
    }
}

extension Reproducer {
    private func reproduction(
        _ stages: [String: RunOutcome.Stage], _ runner: Runner, inputs: [String: [String]], failures: [String: String], interrupted: Bool
    ) -> Reproduction {
        var made: [String: (stage: RunOutcome.Stage, node: Node)] = [:]
        for node in runner.experiment.graph.nodes {
            guard let stage = stages[node.name], let record = record(of: node.name, node.stage, key: stage.key) else { continue }
            made[record.node] = (stage, node)
        }
        var isBehind = false
        let compared = recorded.inGraphOrder(runner.experiment.graph).map { record in
            var result = Reproduction.Stage(
                node: record.node, stage: record.stage, verdict: .notMade(why: []), recorded: record.artifact?.digest ?? "",
                secondsThen: record.seconds)
            if let why = inputs[record.node] {
                result.verdict = .different(files: [], why: why)
            } else if let (stage, node) = made[record.node], let artifact = stage.artifact {
                (result.now, result.secondsNow) = (artifact, stage.seconds)
                result.verdict = verdict(record, stage, node, runner.store)
            } else {
                result.verdict = .notMade(why: [
                    made[record.node].flatMap { failures[$0.stage.node] }
                        ?? (isBehind ? "a stage before it is not what it was" : "it did not run")
                ])
            }
            isBehind = isBehind || !result.verdict.isIdentical
            return result
        }
        return Reproduction(run: run.id, stages: compared, circumstances: circumstances, wasInterrupted: interrupted, keptAt: nil)
    }

    private func verdict(_ record: StageRecord, _ stage: RunOutcome.Stage, _ node: Node, _ other: Store) -> Reproduction.Verdict {
        if stage.artifact == record.artifact?.digest { return .identical }
        let files = differingFiles(record, stage, other)
        guard stage.key == record.actionKey else {
            guard let then = components(record.actionKey), let key = stage.key.flatMap({ Digest(hex: $0) }),
                case .found(let now)? = try? other.action(key)
            else {
                return .different(
                    files: files, why: ["it read other inputs, parameters or code than are on record, and the store no longer knows which"])
            }
            return .different(files: files, why: Change.between(then, now.components, of: node).map(\.description))
        }
        let others = circumstances.filter { !$0.isSame }.map { "\($0.name) was \($0.then), is \($0.now)" }
        return .different(
            files: files,
            why: ["made from the same inputs, parameters and code version"]
                + (others.isEmpty ? ["on the same machine with the same version: the stage is not deterministic"] : others))
    }

    /// Names of the files that differ, where both manifests are known.
    private func differingFiles(_ record: StageRecord, _ stage: RunOutcome.Stage, _ other: Store) -> [String] {
        guard let then = Digest(hex: record.actionKey), case .found(let before)? = try? store.action(then),
            let now = stage.key.flatMap({ Digest(hex: $0) }), case .found(let after)? = try? other.action(now)
        else { return [] }
        let names = Set(before.manifest.files.map(\.name) + after.manifest.files.map(\.name)).sorted()
        return names.filter { before.manifest[$0]?.digest != after.manifest[$0]?.digest }
    }

    private var circumstances: [Reproduction.Circumstance] {
        var all = [
            Reproduction.Circumstance(name: "the version of pipeline", then: details.version, now: productVersion),
            Reproduction.Circumstance(name: "the BLAS kernel", then: details.blasKernel ?? "unknown", now: BLAS.kernels),
            Reproduction.Circumstance(name: "the host", then: details.process.host, now: RunRecord.writer.host),
        ]
        if let then = details.provenance.cpu, let now = Machine.processor {
            all.append(Reproduction.Circumstance(name: "the processor", then: then, now: now))
        }
        return all
    }
}

extension [StageRecord] {
    /// Stages before those that read them, as far as their kinds say.
    fileprivate func inGraphOrder(_ graph: Graph) -> [StageRecord] {
        let places = Dictionary(graph.nodes.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        let kinds = Dictionary(graph.nodes.enumerated().map { ($0.element.stage, $0.offset) }) { first, _ in first }
        return enumerated().sorted { a, b in
            let left = places[a.element.node] ?? kinds[a.element.stage] ?? Int.max
            let right = places[b.element.node] ?? kinds[b.element.stage] ?? Int.max
            return (left, a.offset) < (right, b.offset)
        }.map(\.element)
    }
}
