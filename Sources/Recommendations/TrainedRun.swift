import Datasets
import Diagnostics
import Orchestrator
import RunDatabase
import Stages
import Store

/// A run whose model is there to be asked: its weights, its split, the ids and titles of its data. Each is read when it is wanted.
public struct TrainedRun: Sendable {
    public let run: RunSummary
    public let model: TrainedModel
    private let ingest: Artifact
    private let split: Artifact

    /// `selector` is what people call a run. Throws where there is no such run, where it has no model, and where the store no longer holds
    /// what it made.
    public init(_ selector: String, in workspace: Workspace) throws {
        let database = try workspace.databaseSnapshot()
        run = try database.run(selector).summary
        let stages = try database.stages(run.id)
        let weights = try workspace.artifact(TrainStage.id, of: run, stages)
        model = try TrainedModel(path: try weights.unchangedPath(TrainedModel.fileName))
        ingest = try workspace.artifact(IngestStage.id, of: run, stages)
        split = try workspace.artifact(SplitStage.id, of: run, stages)
    }

    public func history() throws -> SplitHistory { try SplitHistory(path: try split.unchangedPath(SplitHistory.fileName)) }

    public func items() throws -> Catalogue {
        let read = try DatasetFiles.readItems { try ingest.unchangedPath($0) }
        return Catalogue(noun: "item", ids: read.ids, fields: read.fields)
    }

    public func users() throws -> Catalogue {
        let read = try DatasetFiles.readUsers { try ingest.unchangedPath($0) }
        return Catalogue(noun: "user", ids: read.ids, fields: read.fields)
    }

    /// What a score is, for people.
    public var scoreName: String { model.kind == .rating ? "predicted rating" : "score" }
}
