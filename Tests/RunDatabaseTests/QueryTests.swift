import Diagnostics
import RunDatabase
import Testing

@Suite struct QueryTests {
    private let workspace: Workspace
    private let database: RunDatabase

    init() throws {
        workspace = try Workspace()
        database = try workspace.database()
        try populate(database)
    }

    @Test func typedValues() throws {
        let result = try database.query("SELECT 1 AS a, 2.5 AS b, 'x' AS c, NULL AS d, x'0102' AS e, 1 AS a")
        #expect(result.columns == ["a", "b", "c", "d", "e", "a"])
        #expect(result.rows == [[.integer(1), .real(2.5), .text("x"), .null, .blob(bytes: 2), .integer(1)]])
        #expect(!result.isTruncated)
    }

    @Test func rowsAreLimited() throws {
        let result = try database.query("SELECT id FROM runs", limits: QueryLimits(rows: 2))
        #expect(result.rows.count == 2 && result.isTruncated)
        #expect(try !database.query("SELECT id FROM runs", limits: QueryLimits(rows: 6)).isTruncated)
    }

    @Test(arguments: [
        "DELETE FROM runs", "UPDATE runs SET status = 'finished'", "INSERT INTO tags VALUES ('a1f0', 'k', 'v')", "DROP TABLE runs",
        "CREATE TABLE t (a)", "CREATE TEMP TABLE t (a)", "ATTACH 'other.db' AS other", "VACUUM INTO 'copy.db'", "VACUUM", "REINDEX",
        "PRAGMA query_only = OFF", "PRAGMA query_only(0)", "PRAGMA user_version = 7", "PRAGMA user_version(7)", "PRAGMA journal_mode",
        "WITH doomed AS (SELECT id FROM runs) DELETE FROM runs WHERE id IN doomed", "BEGIN EXCLUSIVE", "/* SELECT */ DELETE FROM runs",
        "-- SELECT\nDELETE FROM runs", "SELECT 1; DELETE FROM runs", "SELECT load_extension('x')", "EXPLAIN SELECT 1; DROP TABLE runs",
        "DETACH main", "REPLACE INTO tags VALUES ('a1f0', 'k', 'v')", "", "  -- nothing",
    ])
    func whatDoesNotReadIsRefused(_ sql: String) throws {
        let content = "SELECT count(*), (SELECT count(*) FROM tags), (SELECT user_version FROM pragma_user_version) FROM runs"
        let before = try database.query(content)
        let bytes = workspace.bytes
        let failure = #expect(throws: Failure.self) { try database.query(sql) }
        #expect(failure?.code == .usage)
        #expect(try database.query(content) == before)
        #expect(workspace.bytes == bytes)
    }

    @Test(arguments: [
        "SELECT 1", " ( SELECT 1 )", "VALUES (1)", "WITH a AS (SELECT 1) SELECT * FROM a", "EXPLAIN QUERY PLAN SELECT * FROM runs",
        "PRAGMA table_info(runs)", "-- top\n/* of the list */ SELECT id FROM runs", "select id from runs;",
    ])
    func whatReadsIsAllowed(_ sql: String) throws {
        if sql.hasPrefix(" (") {
            // SQLite itself does not take a statement in parentheses.
            #expect(throws: Failure.self) { try database.query(sql) }
        } else {
            #expect(try !database.query(sql).rows.isEmpty)
        }
    }

    @Test func endlessQueriesAreStopped() throws {
        let clock = ContinuousClock()
        let elapsed = clock.measure {
            let failure = #expect(throws: Failure.self) {
                try database.query(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
                    limits: QueryLimits(seconds: 0.1))
            }
            #expect(failure?.code == .busy)
        }
        // The limit is a tenth of a second; a busy machine gets the rest.
        #expect(elapsed < .seconds(60))
        let huge = #expect(throws: Failure.self) { try database.query("SELECT zeroblob(1000000000)") }
        #expect(huge?.code == .usage)
    }

    @Test(arguments: [
        ("SELECT * FROM rnus", "no such table: rnus", nil, "did you mean 'runs'?"),
        ("SELECT id,\n  varaint FROM runs", "no such column: varaint", 2, "did you mean 'variant'?"),
        ("SELECT * FROM metrics WHERE name = \"ndcg@10\"", "no such column: ndcg@10", 1, "text goes into single quotes: 'ndcg@10'"),
        ("SELECT nbcg_10 FROM run_summary", "no such column: nbcg_10", 1, "did you mean 'ndcg_10'?"),
        ("SELECT started FROM tags", "no such column: started", 1, "'started' is a column of latest_runs, run_summary, runs, trials"),
    ])
    func errorsSayWhereAndWhat(_ sql: String, _ message: String, _ line: Int?, _ hint: String) throws {
        let failure = try #require(#expect(throws: Failure.self) { try database.query(sql) })
        let diagnostic = failure.diagnostics[0]
        #expect(failure.code == .usage && diagnostic.message == message && diagnostic.hint == hint)
        if let line { #expect(diagnostic.location?.line == line) }
    }

    @Test func theErrorIsUnderlined() throws {
        let failure = try #require(#expect(throws: Failure.self) { try database.query("SELECT id,\n  varaint FROM runs") })
        #expect(
            DiagnosticRenderer().render(failure.diagnostics) == """
                query:2:3: error: no such column: varaint
                    2 |   varaint FROM runs
                      |   ^~~~~~~
                   hint: did you mean 'variant'?

                """)
        let syntax = try #require(#expect(throws: Failure.self) { try database.query("SELECT ndcg@10 FROM run_summary") })
        #expect(syntax.diagnostics[0].hint?.contains("ndcg_10") == true)
    }

    @Test func variantSummary() throws {
        let result = try database.query(
            "SELECT n, mean, sd, minimum, maximum FROM variant_summary WHERE group_name = 'ancf' AND metric = 'ndcg@10'")
        guard case .integer(3) = result.rows[0][0], case .real(let mean) = result.rows[0][1], case .real(let sd) = result.rows[0][2] else {
            Issue.record("unexpected \(result.rows)")
            return
        }
        // 0.35, 0.36, 0.37: mean 0.36, sample standard deviation 0.01.
        #expect(abs(mean - 0.36) < 1e-12 && abs(sd - 0.01) < 1e-12)
        // One run alone has no spread.
        let alone = try database.query("SELECT n, sd FROM variant_summary WHERE group_name = 'gmf' AND metric = 'rmse'")
        #expect(alone.rows == [[.integer(1), .null]])
    }
}
