import Diagnostics

/// A folder a run, `ID/run.json` with everything on record and `ID/spec.yaml`: what `pipeline import` reads.
public enum JSONExporter: RunExporter {
    public static let id = "json"
    public static let documentation = "a folder a run, all that is on record; pipeline import reads it"

    public static func write(_ runs: [RunExport], to directory: String) throws -> [String] {
        try runs.map { run in
            let folder = "\(directory)/\(run.run.id)"
            try ExportFile.write(run.json.pretty + "\n", to: "\(folder)/\(RunDocument.fileName)")
            try ExportFile.write(run.specYAML, to: "\(folder)/spec.yaml")
            return folder
        }
    }

    public static func next(_ directory: String) -> String? { "pipeline import \(shellWord(directory)) --workspace OTHER" }
}
