import Foundation
import Testing

/// Sweeps as their user sees them: what is shared, what survives, what is said again.
@Suite struct SweepTests {
    /// What `pipeline sweep --format json` prints.
    struct Report: Decodable, Equatable {
        struct Trial: Decodable, Equatable {
            var number: Int
            var status: String
            var values: [Double]
            var parameters: [String: Value]
            var epochs: Int
            var duplicate_of: Int?
            var error: String?
            var runs: [String]
        }

        enum Value: Decodable, Equatable {
            case number(Double)
            case word(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Double.self) {
                    self = .number(number)
                } else {
                    self = .word(try container.decode(String.self))
                }
            }
        }

        var best: Int?
        var trials: [Trial]

        init(_ output: Output) throws { self = try JSONDecoder().decode(Report.self, from: Data(output.stdout.utf8)) }
    }

    static func spec(trials: Int, sampler: String = "random", pruner: String = "none", more: String = "") -> String {
        """
        experiment: searched
        seed: 3
        ingest: {format: synthetic, users: 200, items: 100, interactions: 6000}
        split: {strategy: leave-one-out, order: time}
        train:
          gmf: {model: gmf, embedding_dim: 8, epochs: 6}
          ancf: {model: ancf, embedding_dim: 8, epochs: 6}
          top: {model: popularity}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [10]}
        sweep:
          sampler: \(sampler)
          pruner: \(pruner)
          trials: \(trials)
          objective: {metric: valid/ndcg@10}
          parameters:
            train: [gmf, ancf]
            train.*.optimizer.learning_rate: {log_uniform: [1.0e-3, 1.0e-1]}
            train.ancf.head: [mlp, sum]
        \(more)
        """
    }

    private func sweep(_ bench: Bench, _ options: String...) throws -> Report {
        let output = try bench.start(["sweep", "exp.yaml", "--format", "json", "--quiet"] + options).wait()
        #expect(output.code == 0, "\(output.stderr)")
        return try Report(output)
    }

    @Test func trialsShareWhatTheyHaveInCommon() throws {
        let bench = try Bench(["exp.yaml": Self.spec(trials: 6)])
        let report = try sweep(bench)
        #expect(report.trials.map(\.status) == Array(repeating: "finished", count: 6))
        #expect(Set(report.trials.flatMap(\.runs)).count == 6)
        for stage in ["ingest", "split"] {
            #expect(try bench.query("SELECT count(*) FROM stages WHERE stage = '\(stage)' AND status = 'ran'") == ["1"])
            #expect(try bench.query("SELECT count(*) FROM stages WHERE stage = '\(stage)' AND status = 'cached'") == ["5"])
        }
        // A parameter of a variant is there exactly where the variant was chosen.
        for trial in report.trials { #expect((trial.parameters["train.ancf.head"] != nil) == (trial.parameters["train"] == .word("ancf"))) }
        let best = try #require(report.trials.max { $0.values[0] < $1.values[0] })
        #expect(report.best == best.number)
        // The database says the same of the best trial's run.
        let curve = try bench.query("SELECT max(value) FROM metrics WHERE run = '\(best.runs[0])' AND name = 'valid/ndcg@10'")
        #expect(Double(curve[0]) == best.values[0])
        // Again: nothing happens.
        #expect(try sweep(bench) == report)
        #expect(try bench.query("SELECT max(attempts) FROM trials") == ["1"])
    }

    @Test func moreTrialsContinueAsIfAskedAtOnce() throws {
        for sampler in ["random", "tpe"] {
            let atOnce = try sweep(try Bench(["exp.yaml": Self.spec(trials: 14, sampler: sampler)]))
            let bench = try Bench(["exp.yaml": Self.spec(trials: 5, sampler: sampler)])
            #expect(try sweep(bench).trials.count == 5)
            #expect(try sweep(bench, "--trials", "14") == atOnce)
        }
    }

    @Test func randomTrialsDoNotDependOnJobs() throws {
        let one = try sweep(try Bench(["exp.yaml": Self.spec(trials: 8)]), "--jobs", "1")
        let four = try sweep(try Bench(["exp.yaml": Self.spec(trials: 8)]), "--jobs", "4")
        #expect(one == four)
    }

    @Test func bestIsASpecThatGivesTheSame() throws {
        let bench = try Bench(["exp.yaml": Self.spec(trials: 4)])
        let report = try sweep(bench)
        let best = try #require(report.trials.first { $0.number == report.best })
        let text = try bench.pipeline("sweep", "best", "searched")
        #expect(text.code == 0, "\(text.stderr)")
        try bench.write("best.yaml", text.stdout)
        let again = try bench.pipeline("run", "best.yaml", "--format", "json", "--workspace", "fresh")
        #expect(again.code == 0, "\(again.stderr)")
        let weights = try RunReport(again.stdout).stages.values.first { $0.stage == "train" }?.artifact
        let known = try bench.query("SELECT artifact FROM stages WHERE run = '\(best.runs[0])' AND stage = 'train'")
        #expect([weights] == known)
    }

    /// Command stages are part of it and its paths are absolute: it runs from another folder, and nothing of it is new.
    @Test func bestRunsFromAnyFolder() throws {
        let spec = Specs.prepared.replacing("train: {model: popularity}", with: "train: {model: item-knn, neighbors: 1}")
        let sweep = "sweep: {sampler: grid, trials: 2, objective: {metric: ndcg@2}, parameters: {train.neighbors: [1, 2]}}\n"
        let bench = try Bench([
            "exp.yaml": spec + sweep, "raw.txt": "a;b;5\na;c;4\nb;b;1\nb;d;4\na;e;3\nb;c;2\n",
            "clean.sh": "(echo user,item,rating; tr ';' ',' < raw.txt) > ratings.csv # costs $5\n",
        ])
        let first = try bench.pipeline("sweep", "exp.yaml")
        try #require(first.code == 0, "\(first.stderr)")
        try bench.write("elsewhere/best.yaml", try bench.pipeline("sweep", "best", "prepared").stdout)
        let again = try bench.pipeline("run", "elsewhere/best.yaml", "--format", "json")
        #expect(again.code == 0, "\(again.stderr)")
        #expect(try RunReport(again.stdout).ran.isEmpty)
    }

    @Test func prunedTrialsArePromotedFromTheirEpoch() throws {
        let pruner = "{name: asha, reduction_factor: 2, min_epochs: 1}"
        let bench = try Bench(["exp.yaml": Self.spec(trials: 12, pruner: pruner)])
        let report = try sweep(bench)
        let statuses = Dictionary(report.trials.map { ($0.status, 1) }, uniquingKeysWith: +)
        #expect((statuses["pruned"] ?? 0) >= 6 && (statuses["finished"] ?? 0) >= 1, "\(statuses)")
        for trial in report.trials where trial.status == "pruned" { #expect([1, 2, 4].contains(trial.epochs), "\(trial)") }
        #expect(try bench.query("SELECT count(*) FROM runs WHERE status = 'running'") == ["0"])
        let pruned = try bench.query("SELECT count(*) FROM runs WHERE status = 'pruned'")
        #expect(pruned == ["\(statuses["pruned"] ?? 0)"])
        // No epoch was trained twice: what a finished trial has is what an undisturbed run gives.
        let finished = try #require(report.trials.first { $0.status == "finished" })
        let alone = try Bench(["exp.yaml": Self.spec(trials: finished.number + 1)])
        #expect(try sweep(alone).trials.last?.values == finished.values)
    }

    /// kill −9 of the coordinator: workers end too, and the same command ends as if nothing had happened.
    @Test(arguments: [0.05, 0.3, 0.8, 1.5]) func survivesKills(after seconds: Double) throws {
        let text = Self.spec(trials: 10, sampler: "tpe")
        let undisturbed = try sweep(try Bench(["exp.yaml": text]))
        let bench = try Bench(["exp.yaml": text])
        for _ in 0..<3 {
            let running = try bench.start(["sweep", "exp.yaml", "--quiet"])
            Thread.sleep(forTimeInterval: seconds)
            running.send(SIGKILL)
            _ = try running.wait()
        }
        #expect(try sweep(bench) == undisturbed)
        #expect(try bench.query("SELECT count(*) FROM runs WHERE status = 'running'") == ["0"])
        #expect(try bench.query("SELECT count(*), count(DISTINCT run) FROM trial_runs") == ["10,10"])
    }

    /// kill −9 of workers: their trials are tried again and nothing else notices. (`Scripts/soak-sweep` does this fifty times.)
    @Test func survivesKillsOfWorkers() throws {
        let text = Self.spec(trials: 10, more: "  retries: 10")
        let undisturbed = try sweep(try Bench(["exp.yaml": text]))
        let bench = try Bench(["exp.yaml": text])
        let running = try bench.start(["sweep", "exp.yaml", "--jobs", "2", "--quiet"])
        var kills = 0
        for round in 0..<200 where running.isRunning && kills < 8 {
            Thread.sleep(forTimeInterval: 0.05 + 0.01 * Double(round * 7 % 13))
            for worker in running.children.prefix(1) where kill(worker, SIGKILL) == 0 { kills += 1 }
        }
        #expect(try running.wait().code == 0 && kills >= 2)
        #expect(try sweep(bench) == undisturbed)
        #expect(try bench.query("SELECT count(*), count(DISTINCT run) FROM trial_runs") == ["10,10"])
    }

    /// A trial that another sweep has computed is recorded from the store: the same values, nothing runs.
    @Test func whatIsInTheStoreIsOnlyRecorded() throws {
        let bench = try Bench(["exp.yaml": Self.spec(trials: 6)])
        let first = try sweep(bench)
        try bench.edit("exp.yaml", "experiment: searched", "experiment: again")
        let again = try sweep(bench)
        #expect(again.trials.map(\.values) == first.trials.map(\.values) && again.trials.map(\.epochs) == first.trials.map(\.epochs))
        let ran = "SELECT count(*) FROM stages JOIN runs ON runs.id = run WHERE experiment = 'again' AND stages.status != 'cached'"
        #expect(try bench.query(ran) == ["0"])
        for table in ["parameters", "metrics", "tags"] {
            let counts = try bench.query(
                "SELECT count(*) FROM \(table) JOIN runs ON runs.id = run GROUP BY experiment ORDER BY experiment")
            #expect(counts.count == 2 && counts[0] == counts[1], "\(table): \(counts)")
        }
        #expect(try bench.query("SELECT DISTINCT status FROM runs") == ["finished"])
    }

    @Test func ctrlCStopsAndGoesOn() throws {
        let bench = try Bench(["exp.yaml": Self.spec(trials: 40)])
        let running = try bench.start(["sweep", "exp.yaml"])
        _ = try running.waitForProgress { $0.contains("✓ trial 2") }
        running.send(SIGINT)
        #expect(try running.wait().code == 130)
        let known = try bench.query("SELECT count(*) FROM trials WHERE status = 'finished'")
        #expect((3..<40).contains(Int(known[0]) ?? 0))
        #expect(try bench.pipeline("sweeps").stdout.contains("searched"))
        #expect(try sweep(bench, "--trials", "6").trials.filter { $0.status == "finished" }.count >= 6)
    }

    @Test func aSmallerSpaceKeepsWhatFits() throws {
        let bench = try Bench(["exp.yaml": Self.spec(trials: 8)])
        let all = try sweep(bench)
        try bench.edit("exp.yaml", "train: [gmf, ancf]", "train: [ancf, gmf]")
        try bench.edit("exp.yaml", "1.0e-3, 1.0e-1", "1.0e-3, 2.0e-2")
        let output = try bench.pipeline("sweep", "exp.yaml", "--format", "json", "--trials", "8")
        #expect(output.stderr.contains("outside the search space as it is now"), "\(output.stderr)")
        let kept = try Report(output).trials
        #expect(kept.count == 8, "new trials take the place of those that were left out")
        for trial in kept where trial.number < 8 && all.trials.contains(where: { $0.runs == trial.runs }) {
            guard case .number(let rate)? = trial.parameters["train.*.optimizer.learning_rate"] else { continue }
            #expect(rate <= 2.0e-2)
        }
    }

    @Test func repeatsAverageOverSeeds() throws {
        let bench = try Bench(["exp.yaml": Self.spec(trials: 2, more: "  repeats: 3")])
        let trial = try #require(try sweep(bench).trials.first)
        #expect(trial.runs.count == 3)
        let values = try trial.runs.map { run in
            try #require(Double(try bench.query("SELECT max(value) FROM metrics WHERE run = '\(run)' AND name = 'valid/ndcg@10'")[0]))
        }
        let mean = values.reduce(0, +) / 3
        #expect(abs(mean - trial.values[0]) < 1e-12)
        // The standard error of the mean of three, four digits of it.
        let error = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6).squareRoot()
        let shown = try bench.pipeline("sweep", "show", "searched").stdout.split(separator: "\n").first { $0.contains(trial.runs[0]) }
        let text = try #require(shown?.split(separator: "±").last?.split(separator: " ").first)
        #expect(abs((Double(text) ?? 0) - error) < 1e-3 * error, "\(shown ?? "")")
        #expect(try bench.query("SELECT group_concat(seed) FROM (SELECT seed FROM runs ORDER BY seed)")[0].contains("3"))
    }

    @Test func duplicatesCostNothing() throws {
        let text = Self.spec(trials: 6).replacing("{log_uniform: [1.0e-3, 1.0e-1]}", with: "[0.01]").replacing("[gmf, ancf]", with: "[gmf]")
            .replacing("    train.ancf.head: [mlp, sum]\n", with: "")
        let report = try sweep(try Bench(["exp.yaml": text]))
        #expect(report.trials.dropFirst().allSatisfy { $0.duplicate_of == 0 && $0.values == report.trials[0].values })
        let grid = try Bench(["exp.yaml": text.replacing("sampler: random", with: "sampler: grid")])
        #expect(try sweep(grid).trials.count == 1)
    }

    @Test func aFailingTrialTouchesNoOther() throws {
        let text = Self.spec(trials: 8).replacing("[1.0e-3, 1.0e-1]", with: "[1.0e-3, 1.0e+12]")
            .replacing("embedding_dim: 8, epochs: 6", with: "embedding_dim: 8, epochs: 6, optimizer: {name: sgd}, loss: mse")
        let bench = try Bench([
            "exp.yaml": text.replacing("valid/ndcg@10", with: "valid/rmse").replacing(
                "full-ranking, metrics: [ndcg], cutoffs: [10]", with: "rating")
        ])
        let output = try bench.pipeline("sweep", "exp.yaml", "--format", "json", "--quiet")
        let report = try Report(output)
        let failed = report.trials.filter { $0.status == "failed" }
        #expect(!failed.isEmpty && failed.count < 8, "\(report.trials.map(\.status))")
        #expect(failed.allSatisfy { $0.error?.contains("diverged") ?? false }, "\(failed)")
        #expect(output.code == 0)
    }

    @Test func whatIsWrongIsToldAtItsPlace() throws {
        let bench = try Bench([
            "exp.yaml": Self.spec(trials: 3).replacing("[mlp, sum]", with: "{log_unifrom: [1, 2]}").replacing(
                "sampler: random", with: "sampler: tpee"),
            "none.yaml": "experiment: e\ningest: {format: synthetic}\nsplit: {strategy: random}\ntrain: {model: gmf}\n",
        ])
        let sampler = try bench.pipeline("sweep", "exp.yaml")
        #expect(sampler.code == 65)
        #expect(sampler.stderr.contains("exp.yaml:11:12: error: unknown sampler 'tpee'"), "\(sampler.stderr)")
        #expect(sampler.stderr.contains("did you mean 'tpe'?"))
        try bench.edit("exp.yaml", "sampler: tpee", "sampler: tpe")
        try bench.write(
            "lost.yaml", try bench.read("exp.yaml").replacing("[gmf, ancf]", with: "[gmf]").replacing("log_unifrom", with: "log_uniform"))
        #expect(try bench.pipeline("sweep", "lost.yaml").stderr.contains("lost.yaml:18:5: error: no variant that the sweep chooses"))
        let distribution = try bench.pipeline("sweep", "exp.yaml")
        #expect(distribution.code == 65)
        #expect(distribution.stderr.contains("exp.yaml:18:5: error: unknown distribution 'log_unifrom'"), "\(distribution.stderr)")
        #expect(try bench.pipeline("sweep", "none.yaml").stderr.contains("the spec has no 'sweep'"))
        #expect(try bench.pipeline("sweep", "show", "nothing").code == 66)
    }

    @Test func choosingOnTestDataIsTold() throws {
        let bench = try Bench(["exp.yaml": Self.spec(trials: 1).replacing("valid/ndcg@10", with: "ndcg@10")])
        let output = try bench.pipeline("sweep", "exp.yaml")
        #expect(output.code == 0 && output.stderr.contains("test data"), "\(output.stderr)")
    }

    @Test func dryRunRunsNothing() throws {
        let bench = try Bench(["exp.yaml": Self.spec(trials: 5)])
        let output = try bench.pipeline("sweep", "exp.yaml", "--dry-run")
        #expect(output.code == 0 && output.stdout.contains("train is ancf") && output.stdout.contains("share one"), "\(output.stdout)")
        #expect(!FileManager.default.fileExists(atPath: bench.path("runs/pipeline.db")))
    }
}
