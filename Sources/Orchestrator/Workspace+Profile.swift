import RunDatabase
import Stages
import Store

extension Workspace {
    /// The profile of the data that a run's stages started from; nil where the run has none or the store holds it no longer.
    public func profile(of stages: [StageRecord]) -> ProfileSection? {
        guard let ingest = stages.first(where: { $0.stage == IngestStage.id && $0.artifact != nil }),
            let key = Digest(hex: ingest.actionKey), let store = try? openStore(), case .found(let record)? = try? store.action(key)
        else { return nil }
        return try? ProfileSection(store.artifact(record.manifest))
    }
}
