import Diagnostics
import Exports
import Foundation
import JSON
import Orchestrator
import RunDatabase
import Testing

@Suite struct RoundTripTests {
    @Test func anExportedRunComesInAsItWas() throws {
        let sample = try Sample(), before = try sample.database()
        let exports = try RunSharing.exports([], experiment: "films", in: sample.workspace)
        #expect(exports.map(\.run.id) == ["aa11223344", "bb11223344", "cc11223344"])
        _ = try RunSharing.write(exports, with: JSONExporter.self, to: sample.path("out"))
        let other = Workspace(option: sample.path("other"))
        let imported = try RunSharing.read(sample.path("out"), into: other)
        #expect(imported.map(\.summary.id) == ["aa11223344", "bb11223344", "cc11223344"])
        let after = try other.readDatabase()
        for run in ["aa11223344", "bb11223344", "cc11223344"] {
            #expect(withoutRowNumbers(try after.everything(of: run)) == withoutRowNumbers(try before.everything(of: run)))
            let pair = (try before.run(id: run), try after.run(id: run))
            #expect(
                pair.0.spec == pair.1.spec && pair.0.process == pair.1.process
                    && pair.0.summary.tags.map(\.value) == pair.1.summary.tags.map(\.value))
        }
        #expect(try after.run(id: "bb11223344").summary.metric("rmse") == .infinity)
        #expect(try after.run(id: "bb11223344").summary.metric("mae")?.isNaN == true)
        #expect(try after.notes("aa11223344").map(\.text) == ["first note\nwith two lines"])
    }

    @Test func aRunThatIsThereIsNotOverwritten() throws {
        let sample = try Sample()
        let exports = try RunSharing.exports(["aa"], experiment: nil, in: sample.workspace)
        _ = try RunSharing.write(exports, with: JSONExporter.self, to: sample.path("out"))
        let failure = #expect(throws: Failure.self) { try RunSharing.read(sample.path("out/aa11223344"), into: sample.workspace) }
        #expect(failure?.code == .usage && failure?.diagnostics[0].message.contains("aa11223344") == true)
    }

    @Test func foreignAndHostileDocumentsAreRefused() throws {
        let sample = try Sample(), other = Workspace(option: sample.path("other"))
        #expect(throws: Failure.self) { try RunSharing.read(sample.path("nowhere"), into: other) }
        #expect(throws: Failure.self) { try RunSharing.read(sample.folder.path, into: other) }
        let texts = [
            "{", "[]", #"{"format": "pipeline run", "version": 99, "tables": {}}"#,
            #"{"format": "pipeline run", "version": 1, "tables": {}}"#,
            #"{"format": "pipeline run", "version": 1, "tables": {"runs; DROP TABLE runs": {"columns": ["id"], "rows": [["x"]]}}}"#,
            #"{"format": "pipeline run", "version": 1, "tables": {"runs": {"columns": ["id", "future"], "rows": [["x", 1]]}}}"#,
            #"{"format": "pipeline run", "version": 1, "tables": {"migrations": {"columns": ["name"], "rows": [["x"]]}}}"#,
            #"{"format": "pipeline run", "version": 1, "tables": {"runs": {"columns": ["id"], "rows": [["x", "y"]]}}}"#,
            #"{"format": "pipeline run", "version": 1, "tables": {"runs": {"columns": ["id", "id"], "rows": [["x", "y"]]}}}"#,
            #"{"format": "pipeline run", "version": 1, "tables": {"stages": {"columns": ["run", "log_path"], "rows": [["x"]]}}}"#,
        ]
        for (number, text) in texts.enumerated() {
            let folder = sample.path("bad\(number)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try text.write(toFile: folder + "/run.json", atomically: true, encoding: .utf8)
            #expect(throws: Failure.self, "\(text)") { try RunSharing.read(folder, into: other) }
        }
        #expect(try (try? other.readDatabase())?.runs().isEmpty ?? true)
    }

    /// Rows that the database's own rules refuse are the document's fault, not the program's.
    @Test func rowsThatContradictEachOther() throws {
        let sample = try Sample(), other = Workspace(option: sample.path("other"))
        let run = #""runs": {"columns": ["id", "experiment"], "rows": [["x", "e"]]}"#
        for table in [
            #""tags": {"columns": ["run", "key", "value"], "rows": [["x", "k", "1"], ["x", "k", "2"]]}"#,
            #""tags": {"columns": ["run", "run"], "rows": [["x", "x"]]}"#, #""tags": {"columns": [], "rows": [[]]}"#,
        ] {
            let folder = sample.path("bad-\(UUID().uuidString)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try #"{"format": "pipeline run", "version": 1, "tables": {\#(run), \#(table)}}"#
                .write(toFile: folder + "/run.json", atomically: true, encoding: .utf8)
            let failure = #expect(throws: Failure.self, "\(table)") { try RunSharing.read(folder, into: other) }
            #expect(failure?.code == .invalidInput, "\(failure?.description ?? "")")
        }
        #expect(try (try? other.readDatabase())?.runs().isEmpty ?? true)
    }

    private func withoutRowNumbers(_ tables: [TableRows]) -> [TableRows] {
        tables.map { table in
            guard ["stages", "events", "notes", "metric_series"].contains(table.table), let place = table.columns.firstIndex(of: "id")
            else { return table }
            return TableRows(
                table: table.table, columns: table.columns,
                rows: table.rows.map { row in row.enumerated().filter { $0.offset != place }.map(\.element) })
        }
    }
}
