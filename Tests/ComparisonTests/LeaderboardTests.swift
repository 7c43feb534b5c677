import Comparison
import Foundation
import Orchestrator
import Parameters
import RunDatabase
import Testing

/// Leaderboards over runs that have values and no files: what is grouped, and what is first.
@Suite struct LeaderboardTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "leaderboard-\(UUID().uuidString)")

    private func begin(
        _ database: RunDatabase, _ variant: String, _ value: Double, model: String = "gmf", size: Int = 8, seed: Int = 1,
        file: String? = nil,
        at minute: Int = 0
    ) throws {
        let id = "\(variant)-\(model)-\(size)-\(seed)-\(minute)".replacing("@", with: "").replacing("=", with: "")
        let ingest: ParameterValue = .record([
            ("format", .string("csv")), ("interactions", file.map(ParameterValue.string) ?? .null), ("users", .int(60)),
        ])
        let train: ParameterValue = .record([("model", .string(model)), ("embedding_dim", .int(size))])
        try database.beginRun(
            RunRecord(
                id: id, experiment: "e", variant: variant, seed: seed,
                parameters: .record([("seed", .int(seed)), ("ingest", ingest), ("train", train)]),
                started: Timestamp(milliseconds: 1_760_000_000_000 + minute * 60_000)))
        try database.finishRun(id, status: .finished, metrics: [MetricPoint(run: id, name: "ndcg@10", value: value)])
    }

    private func board(
        limit: Int = 20, grouping: Leaderboard.Grouping? = nil, _ fill: (RunDatabase) throws -> Void
    ) throws -> [Leaderboard.Row] {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try RunDatabase(path: folder.appending(path: "pipeline.db").path, mode: .readWrite)
        try fill(database)
        return try Leaderboard(metrics: ["ndcg@10"], grouping: grouping, limit: limit, in: database, Workspace(option: folder.path)).rows
    }

    /// One lucky seed among five must not stand for its configuration, however many runs lie between it and the others.
    @Test func aConfigurationHasAllItsSeeds() throws {
        let rows = try board(limit: 1) { database in
            for seed in 1...5 { try begin(database, "lucky@seed=\(seed)", seed == 1 ? 0.9 : 0.1, seed: seed) }
            for size in 1...300 { try begin(database, "plain", 0.5 + Double(size) / 10_000, size: size, at: size) }
        }
        #expect(rows.count == 1 && rows[0].side.name == "plain")
        #expect(abs((rows[0].values[0]?.mean ?? 0) - 0.53) < 1e-12 && rows[0].side.runs.count == 1)
        let all = try board(limit: 1000) { database in
            for seed in 1...5 { try begin(database, "lucky@seed=\(seed)", seed == 1 ? 0.9 : 0.1, seed: seed) }
            for size in 1...300 { try begin(database, "plain", 0.5 + Double(size) / 10_000, size: size, at: size) }
        }
        #expect(all.count == 301 && all.last?.side.name == "lucky" && all.last?.side.runs.count == 5)
        let last = try #require(all.last?.values[0])
        #expect(abs(last.mean - 0.26) < 1e-12 && last.runs == 5)
        // By hand: deviations .64 and four times −.16; √((.4096 + 4 · .0256) / 4).
        #expect(abs((last.deviation ?? 0) - 0.128.squareRoot()) < 1e-12)
    }

    @Test func theSameAgainCountsOnce() throws {
        let rows = try board { database in
            try begin(database, "ancf@seed=1", 0.3, at: 1)
            try begin(database, "ancf@seed=1", 0.2, at: 2)
            try begin(database, "ancf@seed=2", 0.4, seed: 2, at: 3)
            // Another size is another configuration, whatever the label says.
            try begin(database, "ancf@seed=3", 0.1, size: 16, seed: 3, at: 4)
        }
        #expect(rows.map(\.side.runs.count) == [2, 1])
        #expect(abs((rows[0].values[0]?.mean ?? 0) - 0.3) < 1e-12 && rows[1].values[0]?.mean == 0.1)
    }

    @Test func theBestOfEach() throws {
        func fill(_ database: RunDatabase) throws {
            try begin(database, "a", 0.3, model: "gmf", file: "data/x/first.csv", at: 1)
            try begin(database, "b", 0.4, model: "gmf", file: "data/x/second.csv", at: 2)
            try begin(database, "c", 0.2, model: "ease", file: "data/x/first.csv", at: 3)
            try begin(database, "d", 0.1, model: "ease", at: 4)
        }
        let models = try board(grouping: .model, fill)
        #expect(models.map(\.group) == ["gmf", "ease"] && models.map(\.side.name) == ["b", "c"])
        let data = try board(grouping: .dataset, fill)
        #expect(data.map(\.group) == ["x/second.csv", "x/first.csv", "csv 60"] && data.map(\.side.name) == ["b", "a", "d"])
        #expect(try board(grouping: .experiment, fill).map(\.side.name) == ["b"])
    }

    /// A sentence about two rows names both.
    @Test func mismatchesNameTheirSides() throws {
        let rows = try board { database in
            for (variant, value, clips) in [("first", 0.5, true), ("second", 0.4, false)] {
                let evaluate: ParameterValue = .record([("clip_predictions", .bool(clips))])
                try database.beginRun(
                    RunRecord(id: variant, experiment: "e", variant: variant, parameters: .record([("evaluate", evaluate)])))
                try database.finishRun(variant, status: .finished, metrics: [MetricPoint(run: variant, name: "ndcg@10", value: value)])
            }
        }
        #expect(
            rows.last?.mismatches.map(\.message) == [
                "the protocols differ: evaluate.clip_predictions is true in first, false in second"
            ])
    }

    @Test func warningsStandAtTheRow() throws {
        let rows = try board { database in
            try begin(database, "good", 0.5)
            try begin(database, "bad", 0.4, model: "ancf")
            try database.recordStage(
                StageRecord(
                    run: "bad-ancf-8-1-0", stage: "train", status: .ran,
                    warnings: [.warning("predictions are constant", kind: "constant_predictions")]))
        }
        #expect(rows.map { $0.side.warnings.map(\.kind) } == [[], ["constant_predictions"]])
    }
}
