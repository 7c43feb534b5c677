import Testing

/// Results on standard output, everything else on standard error, and nothing but text when nobody watches.
@Suite struct StreamTests {
    @Test func progressIsOnStandardErrorAndResultsOnStandardOutput() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let output = try bench.pipeline("run", "exp.yaml")
        for line in ["ingest: started", "✓ ingest", "train/ancf: epoch"] {
            #expect(output.stderr.contains(line))
            #expect(!output.stdout.contains(line))
        }
        #expect(output.stdout.contains("ndcg@10"))
        #expect(!output.stderr.contains("ndcg@5  "))
    }

    @Test func quietPrintsNothing() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        for _ in 0..<2 {
            let output = try bench.pipeline("run", "exp.yaml", "--quiet")
            #expect(output.code == 0)
            #expect(output.stdout.isEmpty && output.stderr.isEmpty)
        }
        #expect(try bench.pipeline("run", "exp.yaml", "--quiet", "--set", "seed=x").stderr.contains("seed"))
    }

    @Test func noEscapesInPipes() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let commands = [
            ["run", "exp.yaml"], ["run", "exp.yaml"], ["run", "exp.yaml", "--dry-run", "--force", "train"], ["runs"], ["show", "latest"],
            ["compare", "tiny/ancf", "tiny/gmf"], ["graph", "exp.yaml"], ["explain", "latest"], ["log", "latest"], ["stages"], ["models"],
            ["metrics"], ["query", "SELECT * FROM run_summary"], ["run", "--help"], ["validate", "nosuch.yaml"],
            ["validate", "exp.yaml", "--set", "train.gmf.epochs=x"],
        ]
        for arguments in commands {
            let output = try bench.start(arguments, environment: ["TERM": "xterm-256color", "COLORTERM": "truecolor"]).wait()
            #expect(!output.stdout.contains("\u{1B}") && !output.stderr.contains("\u{1B}"), "\(arguments)")
            #expect(!output.stdout.contains("\r\u{1B}"))
        }
    }
}
