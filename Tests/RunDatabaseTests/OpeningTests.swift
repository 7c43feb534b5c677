import Diagnostics
import Foundation
import GRDB
import RunDatabase
import Testing

@Suite struct OpeningTests {
    @Test func aMissingDatabaseIsNotReadable() throws {
        let workspace = try Workspace()
        let failure = #expect(throws: Failure.self) { try workspace.database(.readOnly) }
        #expect(failure?.code == .missingInput)
        #expect(!FileManager.default.fileExists(atPath: workspace.path))
    }

    @Test func writeAheadLogAndNoLeftovers() throws {
        let workspace = try Workspace()
        _ = try workspace.database()
        let mode = try DatabaseQueue(path: workspace.path).read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
        let names = try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path)
        #expect(!names.contains { $0.contains(".new") })
    }

    @Test func openedByManyAtOnce() async throws {
        let workspace = try Workspace()
        let path = workspace.path
        let failures: [Failure] = await withTaskGroup(of: Failure?.self) { group in
            for index in 0..<32 {
                group.addTask {
                    do throws(Failure) {
                        let database = try RunDatabase(path: path, mode: .readWrite)
                        try database.beginRun(record("run-\(index)"))
                        return nil
                    } catch { return error }
                }
            }
            return await group.compactMap { $0 }.reduce(into: [Failure]()) { $0.append($1) }
        }
        #expect(failures == [])
        #expect(try workspace.database(.readOnly).runs().count == 32)
    }

    @Test func aNewerSchemaIsRefused() throws {
        let workspace = try Workspace()
        _ = try workspace.database()
        try DatabaseQueue(path: workspace.path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        for mode in [RunDatabase.Mode.readOnly, .readWrite] {
            let failure = #expect(throws: Failure.self) { try workspace.database(mode) }
            #expect(failure?.code == .invalidInput)
            #expect(failure?.description.contains("newer version") == true)
        }
    }

    @Test func otherFilesAreRefusedAndLeftAlone() throws {
        let workspace = try Workspace()
        let text = Data("this is not a database, but it is long enough to be looked at as one".utf8)
        try text.write(to: URL(fileURLWithPath: workspace.path))
        let failure = #expect(throws: Failure.self) { try workspace.database() }
        #expect(failure?.code == .invalidInput)
        #expect(workspace.bytes == text)

        let other = try Workspace()
        try DatabaseQueue(path: other.path).write { try $0.execute(sql: "CREATE TABLE recipes (name TEXT)") }
        let refusal = #expect(throws: Failure.self) { try other.database() }
        #expect(refusal?.description.contains("recipes") == true)
    }

    @Test func anUnwritableFolder() {
        let failure = #expect(throws: Failure.self) { try RunDatabase(path: "/proc/nowhere/pipeline.db", mode: .readWrite) }
        #expect(failure?.code == .inputOutput)
    }

    @Test func anInterruptedCreationIsTakenUp() throws {
        let workspace = try Workspace()
        try Data("half a database".utf8).write(to: URL(fileURLWithPath: workspace.path + ".new"))
        let database = try workspace.database()
        try database.beginRun(record("a"))
        #expect(try database.runs().map(\.id) == ["a"])
    }

    /// What a release has applied is never edited: a change to a migration changes these names or the columns below.
    @Test func migrationsAreNamedAndStable() throws {
        let workspace = try Workspace()
        _ = try workspace.database()
        let database = try DatabaseQueue(path: workspace.path)
        let names = try database.read { try String.fetchAll($0, sql: "SELECT name FROM migrations ORDER BY name") }
        #expect(
            names == [
                "1-runs", "2-sweeps", "3-metric-points", "4-trash", "5-listing", "6-records", "7-parameter-sets", "8-warnings",
                "9-sweep-identity",
            ])
        let tables = try database.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1")
        }
        #expect(
            tables == [
                "artifacts", "events", "final_metrics", "metric_points", "metric_series", "migrations", "notes", "own_parameters",
                "parameter_sets", "runs", "stages", "sweeps", "tags", "trial_runs", "trial_steps", "trials", "unrecorded", "warnings",
            ])
    }
}
