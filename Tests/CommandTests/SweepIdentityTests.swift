import Foundation
import Testing

/// A trial belongs to a sweep whose data, settings and code it was made with. Expected values: a sweep in a fresh workspace.
@Suite struct SweepIdentityTests {
    private static func spec(items: Int = 40, epochs: Int = 2, trials: Int = 3, split: String = "leave-one-out") -> String {
        """
        experiment: t
        seed: 1
        ingest: {format: synthetic, users: 60, items: \(items), interactions: 900}
        split: {strategy: \(split)}
        train:
          mf: {model: gmf, embedding_dim: 8, epochs: \(epochs)}
        evaluate: {protocol: full-ranking, metrics: [ndcg@10]}
        sweep:
          sampler: random
          trials: \(trials)
          objective: {metric: valid/ndcg@10}
          parameters:
            train.mf.embedding_dim: {integer: [4, 64]}
        """
    }

    private static let files = """
        experiment: files
        seed: 1
        ingest: {format: csv, interactions: data.csv}
        split: {strategy: random}
        train: {model: gmf, embedding_dim: 8, epochs: 2}
        evaluate: {protocol: full-ranking, metrics: [ndcg@10]}
        sweep:
          sampler: grid
          objective: {metric: valid/ndcg@10}
          parameters: {train.embedding_dim: [4, 8]}
        """

    private func data(_ shift: Int, broken: Bool = false) -> String {
        let rows = (0..<20).flatMap { user in (0..<12).map { "u\(user),i\((user * 7 + $0 * (3 + shift)) % 30),\(1 + ($0 + user) % 5)" } }
        return "user,item,rating\n" + rows.joined(separator: "\n") + "\n" + (broken ? "u1,i29,x\n" : "")
    }

    private func values(_ bench: Bench, _ options: String...) throws -> [Double] {
        let output = try bench.start(["sweep", "exp.yaml", "--format", "json", "--quiet"] + options).wait()
        #expect(output.code == 0, "\(output.stderr)")
        return try SweepTests.Report(output).trials.map { $0.values.first ?? .nan }
    }

    @Test func otherSettingsAreOtherTrials() throws {
        let bench = try Bench(["exp.yaml": Self.spec()])
        let first = try values(bench)
        for changed in [Self.spec(items: 30, trials: 4), Self.spec(epochs: 4), Self.spec(split: "random")] {
            try bench.write("exp.yaml", changed)
            let fresh = try values(try Bench(["exp.yaml": changed]))
            let preview = try bench.pipeline("sweep", "exp.yaml", "--dry-run")
            #expect(preview.stdout.contains("are planned again"), "\(preview)")
            let shown = try bench.pipeline("sweep", "show", "t")
            #expect(shown.stderr.contains("these trials are not of what the spec says now"), "\(shown)")
            #expect(try values(bench) == fresh)
            #expect(fresh != first)
        }
        try bench.write("exp.yaml", Self.spec())
        #expect(try values(bench) == first)
        let again = try bench.pipeline("sweep", "exp.yaml")
        #expect(again.stdout.contains("nothing to do"), "\(again)")
    }

    @Test func otherDataAreOtherTrials() throws {
        let bench = try Bench(["exp.yaml": Self.files, "data.csv": data(0)])
        let first = try values(bench)
        try bench.write("data.csv", data(1))
        let preview = try bench.pipeline("sweep", "exp.yaml", "--dry-run")
        #expect(preview.stdout.contains("interactions changed"), "\(preview)")
        let second = try values(bench)
        #expect(second != first)
        #expect(second == (try values(try Bench(["exp.yaml": Self.files, "data.csv": data(1)]))))
    }

    @Test func whatFailedIsTriedAgainOnceItsCauseIsGone() throws {
        let bench = try Bench(["exp.yaml": Self.files, "data.csv": data(0, broken: true)])
        let failed = try bench.pipeline("sweep", "exp.yaml")
        #expect(failed.code == 1, "\(failed)")
        #expect(failed.stderr.components(separatedBy: "rating").count <= 3, "one failure is told once: \(failed.stderr)")
        // Nothing has changed: nothing is tried, unless asked.
        let same = try bench.pipeline("sweep", "exp.yaml")
        #expect(same.stdout.contains("nothing to do"), "\(same)")
        let retried = try bench.pipeline("sweep", "exp.yaml", "--retry-failed")
        #expect(!retried.stdout.contains("nothing to do"), "\(retried)")
        try bench.write("data.csv", data(0))
        #expect(try values(bench) == (try values(try Bench(["exp.yaml": Self.files, "data.csv": data(0)]))))
    }

    @Test func aDeletedRunIsNoDeadEnd() throws {
        let bench = try Bench(["exp.yaml": Self.spec()])
        let known = try values(bench)
        let best = try bench.query("SELECT run FROM trial_runs JOIN trials USING (sweep, number) ORDER BY value DESC LIMIT 1")[0]
        for arguments in [["rm", best], ["rm", "--empty-trash"]] { #expect(try bench.start(arguments).wait().code == 0) }
        let second = try bench.pipeline("sweep", "best", "t")
        #expect(second.code == 0 && second.stderr.contains("has been deleted"), "\(second)")
        #expect(try values(bench) == known)
        let again = try bench.pipeline("sweep", "best", "t")
        #expect(again.code == 0 && again.stderr.isEmpty, "\(again)")
    }

    @Test func aSweepIsRemovedAndItsRunsStay() throws {
        let bench = try Bench(["exp.yaml": Self.spec()])
        let known = try values(bench)
        #expect(try bench.pipeline("sweep", "rm", "t", "--dry-run").stdout.contains("would be removed"))
        #expect(try bench.query("SELECT count(*) FROM sweeps") == ["1"])
        #expect(try bench.pipeline("sweep", "rm", "t").code == 0)
        #expect(try bench.query("SELECT (SELECT count(*) FROM sweeps) || ' ' || (SELECT count(*) FROM runs)") == ["0 3"])
        #expect(try values(bench) == known)
    }

    @Test func whatNothingMeasuresIsRefused() throws {
        let cases = [
            ("valid/recall@10", "add 'recall@10' to validation.metrics"), ("valid/ndgc@10", "did you mean 'valid/ndcg@10'?"),
            ("train/epoch_trained", "did you mean 'train/epochs_trained'?"), ("val_ndcg", "valid/ndcg@10"),
        ]
        for (metric, hint) in cases {
            for direction in ["", ", direction: maximize"] {
                let text = Self.spec().replacing("valid/ndcg@10}", with: "\(metric)\(direction)}")
                let bench = try Bench(["exp.yaml": text])
                for options in [[], ["--dry-run"]] {
                    let output = try bench.start(["sweep", "exp.yaml"] + options).wait()
                    #expect(output.code == 65, "\(metric): \(output)")
                    #expect(output.stderr.contains("exp.yaml:11:") && output.stderr.contains(hint), "\(metric): \(output.stderr)")
                }
                #expect(!FileManager.default.fileExists(atPath: bench.path("runs/pipeline.db")))
            }
        }
        let constrained = Self.spec() + "\n  constraints: ['train/secnds < 3']"
        let output = try Bench(["exp.yaml": constrained]).pipeline("sweep", "exp.yaml")
        #expect(output.code == 65 && output.stderr.contains("train/secnds"), "\(output)")
        let unvalidated = Self.spec(split: "random, ratios: [0.8, 0, 0.2]")
        let refused = try Bench(["exp.yaml": unvalidated]).pipeline("sweep", "exp.yaml")
        #expect(refused.code == 65 && refused.stderr.contains("nothing is measured on validation data"), "\(refused)")
    }
}
