import Datasets
import Diagnostics
import Foundation
import Parameters

/// The table that `Fixtures/make_files.py` writes in every container, encoding and spelling.
enum FixtureFiles {
    static let rows = [
        "ann Café 4.5 1000000001", "ann a,b 3.0 1000000002", "bob say \"x\" 1.0 1000000003", "bob Café 2.5 1000000004",
    ]

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/files/\(name)").path
    }

    static func read(
        _ name: String, _ format: String = "csv", _ options: [(name: String, value: ParameterValue)] = []
    ) throws -> IngestResult {
        try ingest(format, [("interactions", .string(path(name)))] + options)
    }
}

/// What an error and its hint say.
func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch let failure as Failure {
        return failure.diagnostics.map { $0.message + "\n" + ($0.hint ?? "") }.joined(separator: "\n")
    } catch {
        return "\(error)"
    }
}
