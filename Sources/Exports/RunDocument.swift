import Diagnostics
import JSON
import RunDatabase

/// A run as one JSON document: what people look for on top, and under `tables` every row that the database has of it, so that another
/// database can take it in as it was.
public struct RunDocument: Sendable {
    static let format = "pipeline run"
    static let version = 1
    /// Of a table's columns, the one that names a file.
    static let logColumn = "log_path"
    /// What it is called in an exported directory and in an archive.
    public static let fileName = "run.json"

    public var tables: [TableRows]

    public init(tables: [TableRows]) { self.tables = tables }

    /// Throws `Failure(.usage)` where there is no such run.
    public init(_ run: String, in database: RunDatabase) throws(Failure) { tables = try database.everything(of: run) }

    public var id: String {
        guard case .text(let id)? = tables.first(where: { $0.table == "runs" })?.first("id") else { return "" }
        return id
    }

    public func json(of details: RunDetails, _ stages: [StageRecord], _ history: [MetricSeries], notes: [NoteRecord]) -> JSONValue {
        let run = details.summary
        var members: [(String, JSONValue)] = [("format", .string(Self.format)), ("version", .int(Self.version))]
        func add(_ name: String, _ value: JSONValue) { members.append((name, value)) }
        add("id", .string(run.id))
        add("experiment", .string(run.experiment))
        add("variant", .string(run.variant))
        add("status", .string(run.status.rawValue))
        add("started", .string(run.started.description))
        add("seconds", run.seconds.map(JSONValue.double) ?? .null)
        add("error", run.error.map(JSONValue.string) ?? .null)
        add("parameters", .object(run.parameters.map { ($0.name, JSONValue($0.value)) }))
        add("metrics", .object(run.metrics.map { ($0.name, JSONValue.exact($0.value)) }))
        add("history", .object(history.map { ($0.name, Self.json($0)) }))
        add("stages", .array(stages.map(Self.json)))
        add("tags", .object(run.tags.map { ($0.key, JSONValue.string($0.value)) }))
        add("notes", .array(notes.map(Self.json)))
        add("tables", .object(tables.map { ($0.table, $0.json) }))
        return .object(members)
    }

    /// Pairs of step and value.
    private static func json(_ series: MetricSeries) -> JSONValue {
        .array(series.points.map { .array([.int($0.step), .exact($0.value)]) })
    }

    private static func json(_ note: NoteRecord) -> JSONValue {
        .object([("time", .string(note.time.description)), ("text", .string(note.text))])
    }

    private static func json(_ stage: StageRecord) -> JSONValue {
        let artifact = stage.artifact.map { JSONValue.string($0.digest) } ?? .null
        return .object([
            ("stage", .string(stage.stage)), ("node", .string(stage.node)), ("status", .string(stage.status.rawValue)),
            ("seconds", .double(stage.seconds)), ("artifact", artifact),
        ])
    }

    /// Throws `Failure(.invalidInput)` for what is no such document, or one of a later version.
    public init(json: JSONValue, name: String) throws(Failure) {
        guard json["format"]?.string == Self.format, let version = json["version"]?.int, case .members(let members)? = json["tables"] else {
            throw Failure(.invalidInput, "'\(name)' is no exported run", hint: "'pipeline export RUN --to json' makes one")
        }
        guard version <= Self.version else {
            throw Failure(.invalidInput, "'\(name)' was exported by a newer version of pipeline", hint: "use that version")
        }
        var tables: [TableRows] = []
        for member in members {
            guard var rows = TableRows(member.name, json: member.value) else {
                throw Failure(.invalidInput, "'\(name)': the rows of table '\(member.name)' are malformed")
            }
            // A path of the machine that the run comes from means nothing here, or another file.
            if let column = rows.columns.firstIndex(of: Self.logColumn) {
                for row in rows.rows.indices where rows.rows[row].indices.contains(column) { rows.rows[row][column] = .null }
            }
            tables.append(rows)
        }
        self.tables = tables
    }
}
