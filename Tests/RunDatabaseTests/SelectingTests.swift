import Diagnostics
import Foundation
import GRDB
import RunDatabase
import Testing

@Suite struct SelectingTests {
    @Test func selectors() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try populate(database)
        let expected = [
            "a1f0": "a1f0", "a2": "a2f0", "b": "b1c2", "latest": "c3d4", "movielens": "c3d4", "movielens/gmf": "c3d4",
            "movielens/ancf": "a3f0", "movielens/ancf@seed=1": "a1f0", "quickstart": "d5e6",
        ]
        for (selector, id) in expected { #expect(try database.resolve(selector) == id, "\(selector)") }
    }

    @Test func partsOfRuns() throws {
        let workspace = try Workspace(), database = try workspace.database()
        try populate(database)
        let whole = try database.runs(), bare = try database.runs(with: []), measured = try database.runs(with: [.metrics])
        #expect(bare.map(\.id) == whole.map(\.id) && bare.allSatisfy { $0.parameters.isEmpty && $0.metrics.isEmpty && $0.tags.isEmpty })
        #expect(measured.map(\.metrics) == whole.map(\.metrics) && measured.allSatisfy(\.parameters.isEmpty))
        #expect(whole.allSatisfy { !$0.parameters.isEmpty && !$0.tags.isEmpty })
    }

    @Test func rankings() throws {
        let workspace = try Workspace(), database = try workspace.database()
        try populate(database)
        let best = try database.ranking(by: "ndcg@10", higherIsBetter: true)
        #expect(best.map(\.id) == ["a3f0", "a2f0", "a1f0", "b1c2"] && best.map(\.value) == [0.37, 0.36, 0.35, 0.31])
        #expect(try database.ranking(by: "rmse", higherIsBetter: false).map(\.id) == ["a3f0", "a2f0", "a1f0", "b1c2"])
        let few = try database.ranking(
            by: "ndcg@10", higherIsBetter: true, experiment: "movielens", expression: try RunExpression(parsing: "seed = 1"))
        #expect(few.map(\.id) == ["a1f0", "b1c2"])
        try database.trash(["a3f0"])
        #expect(try database.ranking(by: "ndcg@10", higherIsBetter: true).first?.id == "a2f0")
        // a1f0 and a2f0 differ in seed and learning rate, in nothing else.
        let ids = ["a1f0", "a2f0"]
        let whole = try database.configurations(of: ids, but: []),
            alike = try database.configurations(of: ids, but: ["seed", "learning_rate"])
        #expect(whole["a1f0"] != whole["a2f0"] && alike["a1f0"] == alike["a2f0"] && alike["a1f0"]?.contains("train.epochs") == true)
        #expect(try database.parameter("train.optimizer.learning_rate", of: ids) == ["a1f0": "0.001", "a2f0": "0.002"])
        #expect(try database.parameter("train.dropout", of: ids).isEmpty, "null is no value")
    }

    @Test func anAmbiguousPrefixListsWhatFits() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try populate(database)
        let failure = try #require(#expect(throws: Failure.self) { try database.resolve("a") })
        #expect(failure.code == .usage)
        #expect(failure.diagnostics[0].message == "'a' begins 3 run ids")
        #expect(failure.diagnostics.dropFirst().map { String($0.message.prefix(4)) } == ["a3f0", "a2f0", "a1f0"])
    }

    @Test func anUnknownRunSuggestsOne() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        let empty = #expect(throws: Failure.self) { try database.resolve("latest") }
        #expect(empty?.diagnostics.first?.hint?.contains("pipeline run") == true)
        try populate(database)
        let failure = #expect(throws: Failure.self) { try database.resolve("movielens/gfm") }
        #expect(failure?.diagnostics.first?.hint == "did you mean 'movielens/gmf'?")
        #expect(throws: Failure.self) { try database.resolve("") }
        #expect(throws: Failure.self) { try database.resolve("%") }
        #expect(throws: Failure.self) { try database.resolve("' OR 1=1 --") }
    }

    @Test func filters() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try populate(database)
        try database.tag("a2f0", "kind", "paper")
        func ids(_ filter: RunFilter) throws -> [String] { try database.runs(filter).map(\.id) }
        #expect(try ids(RunFilter()) == ["c3d4", "b1c2", "a3f0", "a2f0", "a1f0", "d5e6"])
        #expect(try ids(RunFilter(limit: 2)) == ["c3d4", "b1c2"])
        #expect(try ids(RunFilter(experiment: "quickstart")) == ["d5e6"])
        #expect(try ids(RunFilter(variant: "ancf")) == ["a3f0", "a2f0", "a1f0"])
        #expect(try ids(RunFilter(status: .failed)) == ["c3d4"])
        #expect(try ids(RunFilter(since: instant("2026-03-04T00:00:00.000Z"))) == ["c3d4", "b1c2"])
        #expect(try ids(RunFilter(tags: ["kind": "paper", "owner": "ada"])) == ["a2f0"])
        #expect(try ids(RunFilter(order: .metric("ndcg@10", descending: true), limit: 2)) == ["a3f0", "a2f0"])
        #expect(try ids(RunFilter(experiment: "movielens", order: .metric("rmse", descending: false))) == ["a3f0", "a2f0", "a1f0", "b1c2"])
    }

    @Test func compare() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try populate(database)
        let comparison = try database.compare(["b1c2", "a2f0"])
        #expect(comparison.runs.map(\.id) == ["b1c2", "a2f0"])
        #expect(comparison.parameters.map(\.name) == ["seed", "train.optimizer.learning_rate"])
        #expect(comparison.parameters[1].values.map { $0?.number } == [0.01, 0.002])
        #expect(comparison.equalParameters == 5)
        #expect(comparison.metrics.map(\.name) == ["ndcg@10", "rmse", "train/best_epoch"])
        #expect(comparison.metrics[0].values == [0.31, 0.36])
        let withFailed = try database.compare(["c3d4", "b1c2"])
        #expect(withFailed.metrics[0].values == [nil, 0.31])
        #expect(throws: Failure.self) { try database.compare(["a1f0", "zzz"]) }
    }

    /// Found through the index, whatever the machine: the plan sorts nothing and reads ten entries.
    @Test func theTopTenOfTenThousandRuns() throws {
        let workspace = try Workspace()
        let database = try workspace.database()
        try DatabaseQueue(path: workspace.path).write { raw in
            try raw.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
                    INSERT INTO runs (id, experiment, variant, group_name, status, started, spec, configuration_digest, version, host,
                        boot_id, pid, process_start)
                    SELECT printf('r%05d', i), 'e', 'v', 'v', 'finished', printf('2026-01-01T00:00:00.%03dZ', i % 1000),
                        '', '', '', '', '', 1, 1
                    FROM n;
                    INSERT INTO final_metrics (run, name, value, time)
                    SELECT runs.id, m.value, abs(random() % 1000000) / 1e6, started FROM runs, json_each('["ndcg@10", "rmse", "mrr"]') AS m;
                    INSERT OR REPLACE INTO final_metrics (run, name, value, time) VALUES ('r07777', 'ndcg@10', 2, '');
                    """)
        }
        let filter = RunFilter(order: .metric("ndcg@10", descending: true), limit: 10)
        let best = try database.runs(filter)
        #expect(best.count == 10 && best[0].id == "r07777")
        #expect(best.map { $0.metric("ndcg@10") ?? 0 } == best.map { $0.metric("ndcg@10") ?? 0 }.sorted(by: >))
        let plan = try database.query(
            "EXPLAIN QUERY PLAN SELECT run FROM final_metrics WHERE name = 'ndcg@10' ORDER BY value DESC LIMIT 10")
        #expect(plan.rows.count == 1)
        #expect(plan.rows[0].contains(.text("SEARCH final_metrics USING COVERING INDEX final_metrics_ranking (name=?)")))
    }
}
