import Foundation
import Testing

/// What others script against: names and shapes that stay. More may be added.
@Suite struct InterfaceTests {
    private func object(_ value: Any?) throws -> [String: Any] { try #require(value as? [String: Any]) }

    private func json(_ bench: Bench, _ arguments: String...) throws -> Any {
        let output = try bench.start(arguments + ["--format", "json"]).wait()
        #expect(output.code == 0, "\(output.stderr)")
        return try JSONSerialization.jsonObject(with: Data(output.stdout.utf8))
    }

    @Test func runPrintsOneObject() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        for expected in ["ran", "cached"] {
            let report = try object(try json(bench, "run", "exp.yaml"))
            #expect(report["experiment"] as? String == "tiny")
            let runs = try #require(report["runs"] as? [[String: Any]])
            #expect(runs.compactMap { $0["variant"] as? String } == ["ancf", "gmf", "popularity"])
            for run in runs {
                #expect(Set(run.keys).isSuperset(of: ["id", "variant", "status", "seconds", "metrics", "stages"]))
                #expect(run["status"] as? String == "finished")
                #expect(run["seconds"] is NSNumber)
                #expect(try object(run["metrics"])["ndcg@10"] is NSNumber)
                let stages = try #require(run["stages"] as? [[String: Any]])
                #expect(stages.compactMap { $0["stage"] as? String } == ["ingest", "split", "train", "evaluate"])
                for stage in stages {
                    #expect(Set(stage.keys).isSuperset(of: ["stage", "key", "status", "reason", "seconds", "artifact"]))
                    #expect(stage["status"] as? String == expected)
                    for name in ["key", "artifact"] {
                        let digest = stage[name] as? String ?? ""
                        #expect(digest.count == 64 && digest.allSatisfy { $0.isHexDigit && !$0.isUppercase })
                    }
                }
            }
        }
    }

    @Test func runsPrintsAnArray() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run("--tag", "who=ada")
        let runs = try #require(try json(bench, "runs") as? [[String: Any]])
        #expect(runs.count == 3)
        for run in runs {
            let names: Set = ["id", "experiment", "variant", "status", "started", "seconds", "tags", "parameters", "metrics"]
            #expect(Set(run.keys).isSuperset(of: names))
            #expect(try object(run["tags"])["who"] as? String == "ada")
            #expect(try object(run["metrics"])["ndcg@10"] is NSNumber)
            #expect((run["started"] as? String)?.hasSuffix("Z") == true)
        }
        let gmf = try object(try object(runs.first { $0["variant"] as? String == "gmf" })["parameters"])
        #expect(gmf["train.optimizer.learning_rate"] as? Double == 0.02)
        #expect(gmf["seed"] as? Int == 7)
        #expect(try #require(try json(bench, "runs", "--limit", "1") as? [Any]).count == 1)
        #expect(try #require(try json(bench, "runs", "--experiment", "other") as? [Any]).isEmpty)
    }

    @Test func runsAreSortedByAMetric() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        for (option, ascending) in [("ndcg@10", true), ("-ndcg@10", false)] {
            let runs = try #require(try json(bench, "runs", "--sort", option) as? [[String: Any]])
            let values = try runs.compactMap { try object($0["metrics"])["ndcg@10"] as? Double }
            #expect(values.count == 3)
            #expect(values == (ascending ? values.sorted() : values.sorted(by: >)))
        }
        let unknown = try bench.pipeline("runs", "--sort", "-ndgc@10")
        #expect(unknown.code == 64)
        #expect(unknown.stderr.contains("did you mean 'ndcg@10'?"), "\(unknown.stderr)")
        #expect(try bench.pipeline("runs", "--limit", "0").code == 64)
    }

    @Test func compareSaysWhatDiffers() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let comparison = try object(try json(bench, "compare", "tiny/ancf", "tiny/gmf"))
        #expect((comparison["sides"] as? [Any])?.count == 2)
        let parameters = try object(comparison["parameters"])
        #expect(parameters.keys.contains("train.optimizer.learning_rate"))
        #expect(!parameters.keys.contains("train.epochs"))
        let metrics = try #require(comparison["metrics"] as? [[String: Any]])
        #expect(metrics.contains { $0["name"] as? String == "ndcg@10" })
        let text = try bench.pipeline("compare", "tiny/ancf", "tiny/gmf").stdout
        #expect(text.contains("train.optimizer.learning_rate"))
        #expect(text.contains("ndcg@10"))
    }

    @Test func showHasTheProfileAndTheCurve() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let page = try object(try json(bench, "show", "tiny/gmf"))
        #expect(try object(page["metrics"])["data/users"] as? Double == 60)
        let loss = try #require(try object(page["history"])["train/loss"] as? [[String: Any]])
        #expect(loss.compactMap { $0["step"] as? Int } == [1, 2, 3])
        let text = try bench.pipeline("show", "tiny/gmf").stdout
        for part in ["tiny/gmf", "Parameters", "Stages", "Data", "Training"] { #expect(text.contains(part)) }
    }

    @Test func logHasTheStagesOneByOne() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let all = try bench.pipeline("log", "tiny/gmf").stdout
        #expect(all.contains("── ingest: ran") && all.contains("epoch 3/3"))
        let train = try bench.pipeline("log", "tiny/gmf", "--stage", "train").stdout
        #expect(train.contains("epoch 3/3") && !train.contains("── ingest"))
        #expect(try bench.pipeline("log", "tiny/gmf", "--stage", "trian").code == 64)
    }

    @Test func explainTellsOfARun() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let rows = try #require(try json(bench, "explain", "latest") as? [[String: Any]])
        #expect(rows.compactMap { $0["node"] as? String }.first == "ingest")
        #expect(rows.allSatisfy { $0["reason"] as? String == "has not run before" })
    }

    @Test func queriesOnlyRead() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let before = try Data(contentsOf: URL(fileURLWithPath: bench.path("runs/pipeline.db")))
        for sql in [
            "DELETE FROM runs", "UPDATE runs SET variant = 'x'", "DROP TABLE runs", "ATTACH 'x.db' AS x", "SELECT 1; DELETE FROM runs",
        ] {
            let output = try bench.pipeline("query", sql)
            #expect(output.code == 64, "\(sql): \(output.stderr)")
            #expect(output.stdout.isEmpty)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: bench.path("runs/pipeline.db"))) == before)
        #expect(!FileManager.default.fileExists(atPath: bench.path("x.db")))
        #expect(try bench.query("SELECT count(*) FROM runs") == ["3"])
    }

    @Test func queryFormats() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let sql = "SELECT variant, status FROM runs ORDER BY variant"
        let csv = try bench.pipeline("query", sql, "--format", "csv").stdout
        #expect(csv.split(whereSeparator: \.isNewline) == ["variant,status", "ancf,finished", "gmf,finished", "popularity,finished"])
        let rows = try #require(try json(bench, "query", sql) as? [[String: String]])
        #expect(rows.map { $0["variant"] } == ["ancf", "gmf", "popularity"])
        let table = try bench.pipeline("query", sql).stdout
        #expect(table.contains("variant") && table.contains("popularity  finished"))
        #expect(try bench.pipeline("query", sql, "--format", "markdown").stdout.contains("| variant"))
    }

    @Test func workspacesComeFromTheOptionOrTheEnvironment() throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": Specs.ratings])
        #expect(try bench.pipeline("run", "exp.yaml", environment: ["PIPELINE_WORKSPACE": "by-environment"]).code == 0)
        try bench.run("--workspace", "by-option")
        for name in ["by-environment", "by-option"] {
            #expect(FileManager.default.fileExists(atPath: bench.path("\(name)/pipeline.db")))
        }
        #expect(!FileManager.default.fileExists(atPath: bench.path("runs")))
    }

    /// `sha256sum` on an object prints its name.
    @Test func objectsAreNamedByTheirDigest() throws {
        let bench = try Bench(["exp.yaml": Specs.popularityOfFile, "ratings.csv": Specs.ratings])
        try bench.run()
        let objects = bench.folder.appending(path: "runs/store/objects")
        let names = try FileManager.default.subpathsOfDirectory(atPath: objects.path).filter { $0.count == 67 || $0.count == 65 }
        #expect(names.count > 4)
        for name in names {
            let check = Process(), output = Pipe()
            check.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            check.arguments = ["sha256sum", objects.appending(path: name).path]
            check.standardOutput = output
            try check.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            check.waitUntilExit()
            #expect(text.prefix(64) == name.filter { $0 != "/" }.suffix(64))
        }
    }
}
