import Diagnostics
import RunDatabase
import Testing

@Suite struct CuratingTests {
    private let workspace: Workspace
    private let database: RunDatabase

    init() throws {
        workspace = try Workspace()
        database = try workspace.database()
        try populate(database)
    }

    @Test func trashedRunsAreOutOfSightAndComeBackWhole() throws {
        let before = try database.run(id: "a3f0"), count = try database.runs().count
        #expect(try database.resolve("movielens/ancf") == "a3f0")
        try database.trash(["a3f0"], at: instant("2026-05-01T00:00:00.000Z"))
        #expect(try database.runs().count == count - 1)
        #expect(try database.resolve("movielens/ancf") == "a2f0", "names mean what is not in the trash")
        #expect(try database.resolve("a3") == "a3f0", "ids reach what is")
        #expect(try database.query("SELECT id FROM latest_runs WHERE id = 'a3f0'").rows.isEmpty)
        var filter = RunFilter()
        filter.trashed = true
        #expect(try database.runs(filter).map(\.id) == ["a3f0"])
        #expect(try database.trashedRuns().map(\.trashed) == [instant("2026-05-01T00:00:00.000Z")])
        try database.restore(["a3f0"])
        #expect(try database.run(id: "a3f0") == before)
        #expect(try database.runs().count == count)
    }

    /// Views tell of what is not in the trash; `runs` tells of everything.
    @Test func viewsLeaveOutWhatIsInTheTrash() throws {
        let views = ["run_summary": "id", "latest_runs": "id", "metric_history": "run"]
        for (view, column) in views {
            #expect(try database.query("SELECT 1 FROM \(view) WHERE \(column) = 'a3f0'").rows.isEmpty == false, "\(view)")
        }
        let stages = try database.query("SELECT sum(n) FROM stage_summary WHERE experiment = 'movielens'").rows
        try database.trash(["a3f0"])
        for (view, column) in views {
            #expect(try database.query("SELECT 1 FROM \(view) WHERE \(column) = 'a3f0'").rows.isEmpty, "\(view)")
        }
        let left = try database.query("SELECT sum(n) FROM stage_summary WHERE experiment = 'movielens'").rows
        #expect(stages == [[.integer(9)]] && left == [[.integer(7)]])
        for query in NamedQuery.all {
            let rows = try database.query(query.sql).rows
            #expect(!rows.contains { $0.contains(.text("a3f0")) }, "@\(query.name)")
        }
        #expect(try database.query("SELECT id FROM runs WHERE trashed IS NOT NULL").rows == [[.text("a3f0")]])
        try database.trash(["b1c2", "c3d4"])
        let failure = #expect(throws: Failure.self) { try database.resolve("movielens/gmf") }
        #expect(failure?.diagnostics.first?.message == "run 'movielens/gmf' is in the trash")
        #expect(failure?.diagnostics.first?.hint?.hasPrefix("pipeline restore ") == true)
        try database.restore(["a3f0"])
        #expect(try database.query("SELECT 1 FROM run_summary WHERE id = 'a3f0'").rows.count == 1)
    }

    @Test func emptyingDeletesEverythingOfTrashedRunsOnly() throws {
        try database.trash(["a1f0"])
        try database.deleteTrashed(["a1f0", "a2f0"])
        #expect(throws: Failure.self) { try database.run(id: "a1f0") }
        for table in ["metrics", "parameters", "stages", "tags"] {
            #expect(try database.query("SELECT count(*) FROM \(table) WHERE run = 'a1f0'").rows == [[.integer(0)]], "\(table)")
            #expect(try database.query("SELECT count(*) > 0 FROM \(table) WHERE run = 'a2f0'").rows == [[.integer(1)]] || table == "stages")
        }
        #expect(try database.run(id: "a2f0").summary.trashed == nil)
        #expect(
            try database.query("SELECT count(*) FROM artifacts WHERE digest NOT IN (SELECT artifact FROM stages)").rows == [[.integer(0)]])
    }

    @Test func runsAtWorkDoNotGoIntoTheTrash() throws {
        try database.beginRun(record("e7e7"))
        let failure = #expect(throws: Failure.self) { try database.trash(["a1f0", "e7e7"]) }
        #expect(failure?.code == .busy)
        #expect(try database.trashedRuns().isEmpty, "all or none")
    }

    @Test func aRunThatBeginsAgainLeavesTheTrash() throws {
        try database.trash(["a1f0"])
        try database.beginRun(record("a1f0"))
        #expect(try database.run(id: "a1f0").summary.trashed == nil)
    }

    @Test func notesAndTags() throws {
        try database.note(NoteRecord(run: "a1f0", time: instant("2026-05-01T00:00:00.000Z"), text: "dropout too high\nsee 12"))
        try database.note(NoteRecord(run: "a1f0", text: "second"))
        #expect(try database.notes("a1f0").map(\.text) == ["dropout too high\nsee 12", "second"])
        #expect(try database.notes("a2f0").isEmpty)
        #expect(try database.removeTag("a1f0", "owner"))
        #expect(try !database.removeTag("a1f0", "owner"))
        #expect(try database.run(id: "a1f0").summary.tags.isEmpty)
        #expect(throws: Failure.self) { try database.note(NoteRecord(run: "nobody", text: "x")) }
    }
}
