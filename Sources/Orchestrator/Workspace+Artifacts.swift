import Diagnostics
import RunDatabase
import Stages
import Store

extension Workspace {
    /// The profile of the data that a run's stages started from; nil where the run has none or the store holds it no longer.
    public func profile(of stages: [StageRecord]) -> ProfileSection? {
        guard let ingest = stages.first(where: { $0.stage == IngestStage.id }), let artifact = artifact(of: ingest) else { return nil }
        return try? ProfileSection(artifact)
    }

    /// Names and places of the files that a stage made; none where the store holds them no longer.
    public func files(of stage: StageRecord) -> [(name: String, path: String)] {
        guard let artifact = artifact(of: stage) else { return [] }
        return artifact.manifest.files.compactMap { file in (try? artifact.path(file.name)).map { (file.name, $0) } }
    }

    /// Where the last of a run's stages that made a file of this name has it.
    public func path(of file: String, in stages: [StageRecord]) throws(Failure) -> String {
        let artifacts = stages.reversed().compactMap { artifact(of: $0) }
        if let artifact = artifacts.first(where: { $0.contains(file) }) { return try artifact.path(file) }
        let names = Set(artifacts.flatMap { $0.manifest.files.map(\.name) }).sorted()
        throw Failure(
            .missingInput, "no stage of this run has a file '\(file)' in the store",
            hint: names.isEmpty ? "run the experiment again: what is not in the store is made again" : suggestion(for: file, among: names))
    }

    /// What the run's own stage of this kind made. Throws where the run has no such stage, where that has not succeeded, and where the store
    /// holds its result no longer.
    package func artifact(_ stage: String, of run: RunSummary, _ stages: [StageRecord]) throws(Failure) -> Artifact {
        guard let record = stages.last(where: { $0.stage == stage }) else {
            throw Failure(
                .missingInput, "run \(run.id) (\(run.experiment)/\(run.variant)) has no '\(stage)' stage",
                hint: run.status == .finished ? nil : "the run is \(run.status.rawValue): run the experiment to its end")
        }
        guard record.artifact != nil else {
            throw Failure(
                .missingInput, "stage '\(record.node)' of run \(run.id) has made nothing: it was \(record.status.rawValue)",
                hint: "run the experiment again")
        }
        guard let artifact = artifact(of: record), artifact.missingFiles.isEmpty else {
            throw Failure(
                .missingInput, "the store no longer holds what stage '\(record.node)' of run \(run.id) made",
                hint: "run the experiment again: what is not in the store is made again, with the same bytes")
        }
        return artifact
    }

    private func artifact(of stage: StageRecord) -> Artifact? {
        guard stage.artifact != nil, let key = Digest(hex: stage.actionKey), let store = try? openStore(),
            case .found(let record)? = try? store.action(key)
        else { return nil }
        return store.artifact(record.manifest)
    }
}

extension Workspace {
    /// The version of the code that a stage ran with; nil where the store knows it no longer.
    public func codeVersion(of stage: StageRecord) -> Int? {
        guard let key = Digest(hex: stage.actionKey), let store = try? openStore(), case .found(let record)? = try? store.action(key) else {
            return nil
        }
        return record.components.codeVersion
    }

    /// What an evaluation found for each user; nil where the run has none or the store holds it no longer.
    public func perUserValues(of stages: [StageRecord]) -> PerUserFile? {
        guard let path = try? path(of: PerUserFile.name, in: stages) else { return nil }
        return try? PerUserFile(path: path)
    }
}
