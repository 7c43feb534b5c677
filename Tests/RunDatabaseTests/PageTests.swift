import Diagnostics
import Foundation
import GRDB
import Randomness
import RunDatabase
import Testing

/// Damage to the pages of a database.
@Suite struct PageTests {
    private let workspace: Workspace
    private let bytes: Data

    init() throws {
        workspace = try Workspace()
        try populate(try workspace.database())
        // What was logged is in the file itself, without a log beside it.
        bytes = workspace.bytes
        #expect(!FileManager.default.fileExists(atPath: workspace.path + "-wal"))
    }

    /// All that the database says, or the failure that it ends with.
    private func everything() -> Result<[[QueryValue]], Failure> {
        do throws(Failure) {
            let database = try RunDatabase(path: workspace.path, mode: .readOnly)
            var rows: [[QueryValue]] = []
            for table in ["runs", "parameters", "final_metrics", "metric_series", "metric_points", "stages", "artifacts", "tags", "events"]
            {
                rows += try database.query("SELECT * FROM \(table) ORDER BY 1, 2, 3").rows
            }
            // Through the indexes that decide what is best and what is found.
            rows += try database.query("SELECT run FROM final_metrics WHERE name = 'ndcg@10' ORDER BY value DESC").rows
            rows += try database.query("SELECT run FROM tags WHERE key = 'owner' ORDER BY value").rows
            rows += try database.query("SELECT id FROM runs ORDER BY started").rows
            // Of parameters in common, though these runs have none.
            rows += try database.query("SELECT * FROM parameter_sets").rows
            rows += try database.query("SELECT name FROM parameter_sets ORDER BY name").rows
            rows += try database.query("SELECT id FROM runs WHERE parameter_set IS NOT NULL ORDER BY parameter_set").rows
            return .success(rows)
        } catch { return .failure(error) }
    }

    private func write(_ data: Data) throws {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: workspace.path + suffix) }
        try data.write(to: URL(fileURLWithPath: workspace.path))
    }

    /// One bit of every 307th byte: what is read is what was written, or nothing is read.
    @Test func aFlippedBitIsNoticed() throws {
        let whole = try everything().get()
        #expect(whole.count > 80)
        var noticed = 0, random = RandomStream(seed: 5, purpose: "flips", position: 0)
        for place in stride(from: 0, to: bytes.count, by: 307) {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(random.next() & 7)
            try write(damaged)
            switch everything() {
            case .success(let rows): #expect(rows == whole, "byte \(place) of page \(place / 4096 + 1)")
            case .failure(let failure):
                noticed += 1
                #expect(failure.code == .invalidInput, "byte \(place): \(failure)")
            }
        }
        // The pages of indexes that no question above uses are not read.
        #expect(noticed > bytes.count / 307 / 2, "\(noticed)")
    }

    /// `problems` looks at every page that holds anything.
    @Test func verificationReadsEveryPage() throws {
        #expect(try workspace.database().problems().isEmpty)
        let pages = bytes.count / 4096
        for page in 0..<pages {
            var damaged = bytes
            damaged[page * 4096 + 2000] ^= 0x20
            try write(damaged)
            let problems = (try? workspace.database(.readOnly))?.problemsOrFailure() ?? ["it cannot be opened"]
            #expect(!problems.isEmpty, "page \(page + 1) of \(pages)")
        }
    }

    @Test func aPageInTheWrongPlaceIsNoticed() throws {
        let whole = try everything().get()
        var swapped = bytes
        let (a, b) = (4096..<8192, 8192..<12288)
        swapped.replaceSubrange(a, with: bytes.subdata(in: b))
        swapped.replaceSubrange(b, with: bytes.subdata(in: a))
        try write(swapped)
        if case .success(let rows) = everything() { #expect(rows == whole) }
        #expect(!((try? workspace.database(.readOnly))?.problemsOrFailure() ?? ["it cannot be opened"]).isEmpty)
    }

    /// A program without checksums reads the file and does not write it; a copy that it writes is read here.
    @Test func otherProgramsMayReadAndWriteCopies() throws {
        let script = """
            import sqlite3, sys
            connection = sqlite3.connect(sys.argv[1])
            assert connection.execute("SELECT count(*) FROM runs").fetchone() == (6,)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            try:
                connection.execute("UPDATE tags SET value = 'eve'")
                sys.exit("it was written")
            except sqlite3.OperationalError as error:
                assert "readonly" in str(error), error
            connection.rollback()
            connection.execute("VACUUM INTO ?", (sys.argv[1] + ".copy",))
            connection.close()
            copy = sqlite3.connect(sys.argv[1] + ".copy")
            copy.execute("UPDATE tags SET value = 'eve'")
            copy.execute("INSERT INTO notes (run, time, text) SELECT id, started, printf('%.8000c', 'x') FROM runs")
            copy.commit()
            copy.close()
            """
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", script, workspace.path]
        try python.run()
        python.waitUntilExit()
        #expect(python.terminationStatus == 0)
        #expect(try workspace.database().runs().allSatisfy { $0.tags.map(\.value) == ["ada"] })
        let database = try RunDatabase(path: workspace.path + ".copy", mode: .readWrite)
        #expect(try database.runs().allSatisfy { $0.tags.map(\.value) == ["eve"] })
        #expect(try database.problems().isEmpty)
        try database.tag("a1f0", "more", "yes")
        #expect(try database.notes("a1f0").map(\.text.count) == [8000])
    }

    /// A database of an older release has checksums from its first opening on.
    @Test func anOlderDatabaseIsWrittenAnew() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
        let sql = try String(contentsOf: folder.appendingPathComponent("before-metric-points.sql"), encoding: .utf8)
        let old = try Workspace()
        try DatabaseQueue(path: old.path).write { try $0.execute(sql: sql) }
        #expect(old.bytes[20] == 0)
        let runs = try old.database().runs().count
        #expect(runs > 0 && old.bytes[20] == 8)
        #expect(old.bytes.count % 4096 == 0)
        for page in stride(from: 0, to: old.bytes.count, by: 4096) {
            #expect(old.bytes[(page + 4088)..<(page + 4096)].contains { $0 != 0 }, "page \(page / 4096 + 1) has no checksum")
        }
        #expect(try old.database(.readOnly).runs().count == runs && old.database().problems().isEmpty)
    }
}

extension RunDatabase {
    fileprivate func problemsOrFailure() -> [String] {
        do throws(Failure) { return try problems() } catch { return error.diagnostics.map(\.message) }
    }
}
