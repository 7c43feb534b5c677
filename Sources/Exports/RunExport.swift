import Diagnostics
import JSON
import Orchestrator
import RunDatabase

/// Everything that there is to export of one run.
public struct RunExport: Sendable {
    public let details: RunDetails
    public let stages: [StageRecord]
    public let history: [MetricSeries]
    public let notes: [NoteRecord]
    public let document: RunDocument

    public var run: RunSummary { details.summary }

    public init(_ selector: String, in database: RunDatabase) throws(Failure) {
        details = try database.run(selector)
        let id = details.summary.id
        stages = try database.stages(id)
        history = try database.history(id)
        notes = try database.notes(id)
        document = try RunDocument(id, in: database)
    }

    public var json: JSONValue { document.json(of: details, stages, history, notes: notes) }

    /// The resolved spec as YAML, which `pipeline run` takes.
    public var specYAML: String { (try? JSONValue(parsing: details.spec))?.yaml ?? details.spec }
}
