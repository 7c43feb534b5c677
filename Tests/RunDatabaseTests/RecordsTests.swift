import Diagnostics
import Foundation
import GRDB
import RunDatabase
import Testing

/// The journal beside the database, and the database that is made of it.
@Suite struct RecordsTests {
    private let workspace: Workspace
    private var journal: String { workspace.folder.path + "/store/records/journal" }

    init() throws { workspace = try Workspace() }

    private func open() throws -> RunDatabase { try RunDatabase(path: workspace.path, mode: .readWrite, records: journal) }

    /// Every table but those that tell of the file itself, row by row.
    private func everything() throws -> [String: [Row]] {
        let queue = try DatabaseQueue(path: workspace.path)
        return try queue.read { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('migrations', 'unrecorded') ORDER BY 1")
            return try Dictionary(
                uniqueKeysWithValues: tables.map { table in
                    (table, try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2, 3"))
                })
        }
    }

    private func fill(_ database: RunDatabase) throws {
        try populate(database)
        try database.note(NoteRecord(run: "a1f0", text: "a \"note\"\nof two lines, ünïcode \u{1}\t\\ שלום 😀"))
        try database.trash(["b1c2"])
        try database.beginSweep(SweepRecord(name: "s/1", experiment: "movielens", settings: "{}", objectives: "[]"))
        for number in 1...3 {
            try database.grouped { () throws(Failure) in
                try database.record(
                    trials: [
                        TrialRecord(
                            number: number, status: .finished, parameters: "{\"rate\": 0.\(number)}",
                            values: [0.1 * Double(number), .infinity], runs: ["a\(number)f0"])
                    ], of: "s/1")
                try database.record(steps: [TrialStep(number: number, step: 1, value: 1.0 / 3)], of: "s/1")
            }
        }
        try database.tag("a2f0", "paper", "yes")
        _ = try database.removeTag("a2f0", "owner")
    }

    private func lose() throws {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: workspace.path + suffix) }
    }

    private func rebuild() throws -> RunDatabase.Rebuilt {
        try lose()
        return try #require(try RunDatabase.rebuild(at: workspace.path, from: journal))
    }

    @Test func aDatabaseMadeOfTheJournalSaysTheSame() throws {
        try fill(try open())
        let before = try everything()
        #expect(before["runs"]?.count == 6 && before["trials"]?.count == 3 && before["notes"]?.count == 1 && before["events"]?.count == 1)
        let rebuilt = try rebuild()
        #expect(rebuilt.runs == 6 && rebuilt.sweeps == 1 && rebuilt.trials == 3 && rebuilt.problems.isEmpty)
        #expect(try everything() == before)
        let database = try open()
        #expect(try database.problems().isEmpty && database.recordProblems().isEmpty)
        // It goes on as before.
        try database.tag("a1f0", "again", "1")
        #expect(try database.recordProblems().isEmpty)
    }

    @Test func whatIsDeletedStaysDeleted() throws {
        let database = try open()
        try fill(database)
        try database.deleteTrashed(["b1c2"])
        try database.removeTrials([3], of: "s/1")
        let before = try everything()
        #expect(try rebuild().runs == 5)
        #expect(try everything() == before)
    }

    @Test func whatRunsIsNotThereAndComesWithItsEnd() throws {
        let database = try open()
        try database.beginRun(record("r", started: .now))
        try database.log(metrics: [MetricPoint(run: "r", name: "train/loss", step: 1, value: 0.5)])
        #expect(!FileManager.default.fileExists(atPath: journal))
        try database.finishRun("r", status: .finished)
        #expect(try database.recordProblems().isEmpty)
        #expect(try rebuild().runs == 1)
        #expect(try open().history("r").map(\.name) == ["train/loss"])
    }

    /// Whatever the moment at which a process dies between the database and the journal, the next one adds what is missing.
    @Test func whatWasNotAddedIsAddedLater() throws {
        try fill(try RunDatabase(path: workspace.path, mode: .readWrite))
        #expect(!FileManager.default.fileExists(atPath: journal))
        let before = try everything()
        _ = try open()
        #expect(try rebuild().problems.isEmpty)
        #expect(try everything() == before)
    }

    @Test func changesOfOthersAreAddedToo() throws {
        try fill(try open())
        try DatabaseQueue(path: workspace.path).write { try $0.execute(sql: "UPDATE tags SET value = 'eve' WHERE run = 'a1f0'") }
        let before = try everything()
        _ = try open()
        _ = try rebuild()
        #expect(try everything() == before)
    }

    /// Each byte of the journal, one after another: what it belongs to is left out and told; all else comes back.
    @Test func aDamagedLineTouchesNoOther() throws {
        let database = try open()
        for number in 0..<4 {
            try database.beginRun(RunRecord(id: "r\(number)", experiment: "e", variant: "v"))
            try database.finishRun("r\(number)", status: .finished)
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: journal))
        #expect(bytes.split(separator: 10).count == 4)
        for place in stride(from: 0, to: bytes.count, by: 37) {
            var damaged = bytes
            damaged[place] ^= 0x04
            try damaged.write(to: URL(fileURLWithPath: journal))
            #expect(try !database.recordProblems().isEmpty, "byte \(place)")
        }
        var damaged = bytes
        damaged[100] ^= 1
        try damaged.write(to: URL(fileURLWithPath: journal))
        #expect(try database.recordProblems().count == 2)
        try database.recordAgain()
        #expect(try database.recordProblems().isEmpty)
        try damaged.write(to: URL(fileURLWithPath: journal))
        let rebuilt = try rebuild()
        #expect(rebuilt.runs == 3 && rebuilt.problems.count == 1)
    }

    @Test func anUnfinishedLineDamagesNoOther() throws {
        let database = try open()
        try database.beginRun(record("a"))
        try database.finishRun("a", status: .finished)
        let handle = try #require(FileHandle(forWritingAtPath: journal))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("0123 half a li".utf8))
        try handle.close()
        try database.beginRun(record("b"))
        try database.finishRun("b", status: .failed, error: "why")
        #expect(try rebuild().runs == 2)
        #expect(try open().run(id: "b").summary.error == "why")
    }

    /// A database that was begun anew beside older records: numbers that are taken make others, and nothing is lost.
    @Test func takenNumbersMakeOthers() throws {
        try fill(try open())
        try lose()
        let database = try open()
        try database.beginRun(record("new"))
        try database.recordStage(StageRecord(run: "new", stage: "split", status: .ran))
        try database.finishRun("new", status: .finished)
        let rebuilt = try rebuild()
        #expect(rebuilt.runs == 7 && rebuilt.problems.isEmpty)
        let again = try open()
        #expect(try again.stages("new").count == 1 && again.stages("a1f0").count == 2)
        #expect(try again.recordProblems().isEmpty)
    }

    @Test func theJournalIsTidied() throws {
        let database = try open()
        try fill(database)
        let text = String(repeating: "x", count: 20_000)
        try database.note(NoteRecord(run: "a1f0", text: text))
        for number in 0..<100 { try database.tag("a1f0", "n", "\(number)") }
        let size = try #require(try FileManager.default.attributesOfItem(atPath: journal)[.size] as? Int)
        #expect(size > 2_000_000)
        try database.tidyRecords()
        let after = try #require(try FileManager.default.attributesOfItem(atPath: journal)[.size] as? Int)
        #expect(after < 100_000)
        #expect(try database.recordProblems().isEmpty)
        let before = try everything()
        _ = try rebuild()
        #expect(try everything() == before)
    }
}
