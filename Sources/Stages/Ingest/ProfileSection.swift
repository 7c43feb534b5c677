import Datasets
import Diagnostics
import Parameters
import Store

/// What an ingest stage found, out of its artifact, for people and as data.
public struct ProfileSection: Sendable {
    /// Label and value.
    public var rows: [(label: String, value: String)]
    /// `profile.json` and `report.json`.
    public var profile: ParameterValue
    public var report: ParameterValue

    /// Throws where the artifact is damaged or no ingest stage's.
    public init(_ artifact: Artifact) throws {
        let path = { (name: String) in try artifact.path(name) }
        rows = try DatasetFiles.readProfile(path: path).rows
        rows += try DatasetFiles.readReport(path: path).counts
            .filter { $0.name != "unknown_times" }
            .map { (label: String($0.name.map { $0 == "_" ? " " : $0 }), value: String($0.value)) }
        profile = try ParameterJSON.decode(try artifact.string("profile.json"))
        report = try ParameterJSON.decode(try artifact.string("report.json"))
    }
}
