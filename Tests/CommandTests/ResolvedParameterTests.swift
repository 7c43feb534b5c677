import Testing

/// What is recorded, filtered by and explained is what was used: parameters are completed once.
@Suite struct ResolvedParameterTests {
    private static let spec = """
        experiment: resolved
        ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
        split: {strategy: leave-one-out, order: random}
        train:
          gmf: {model: gmf, embedding_dim: 4, early_stopping: {patience: 2}}
          popularity: {model: popularity}
        evaluate: {protocol: full-ranking, metrics: [ndcg@10]}
        """

    @Test func defaultsThatDependOnOthersAreRecorded() throws {
        let bench = try Bench(["exp.yaml": Self.spec])
        try bench.run()
        let sql = "SELECT value FROM parameters JOIN runs ON runs.id = run WHERE variant = 'gmf' AND name = "
        #expect(try bench.query(sql + "'train.epochs'") == ["20"])
        #expect(try bench.query(sql + "'train.negatives'") == ["4"])
        #expect(try bench.query(sql + "'train.select'") == ["best"])
        #expect(try bench.query(sql + "'train.early_stopping.metric'") == ["ndcg@10"])
        #expect(try bench.query(sql + "'train.validation.protocol'") == ["full-ranking"])

        // Written out, the same values are the same run.
        let again = try bench.pipeline("run", "exp.yaml", "--set", "train.gmf.epochs=20", "--set", "train.gmf.negatives=4")
        #expect(again.code == 0 && again.stdout.contains("nothing to do"), "\(again)")
        #expect(try bench.query("SELECT count(*) FROM runs") == ["2"])
        let filtered = try bench.pipeline("runs", "--filter", "train.epochs = 20 and negatives = 4", "--format", "csv")
        #expect(filtered.stdout.split(separator: "\n").count == 2, "\(filtered)")
        let explained = try bench.pipeline("explain", "exp.yaml", "--set", "train.gmf.negatives=3")
        #expect(explained.stdout.contains("negatives changed 4 → 3"), "\(explained)")
    }

    @Test func validationOfWhatIsFittedInOneStepIsOnDemand() throws {
        let bench = try Bench(["exp.yaml": Self.spec])
        try bench.run()
        #expect(try bench.query("SELECT count(*) FROM metrics WHERE name LIKE 'valid/%' AND step IS NULL") == ["0"])
        let asked = "train.popularity.validation={protocol: full-ranking, metrics: [ndcg@10]}"
        let run = try bench.pipeline("run", "exp.yaml", "--set", asked)
        #expect(run.code == 0, "\(run)")
        #expect(try bench.query("SELECT count(*) FROM final_metrics WHERE name = 'valid/ndcg@10'") == ["1"])
    }

    /// One run logs at each epoch what another measures once: a column and a filter mean both.
    @Test func aMetricThatRunsMeasureOnceOrEachEpoch() throws {
        let bench = try Bench(["exp.yaml": Self.spec])
        let asked = "train.popularity.validation={protocol: full-ranking, metrics: [ndcg@10]}"
        _ = try bench.pipeline("run", "exp.yaml", "--set", asked)
        let shown = try bench.pipeline("runs", "--columns", "valid/ndcg@10", "--sort", "-valid/ndcg@10", "--format", "csv")
        let values = shown.stdout.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
        #expect(values.count == 2 && values == values.sorted(by: >), "\(shown)")
        let filtered = try bench.pipeline("runs", "--filter", "valid/ndcg@10 > 0", "--format", "csv")
        #expect(filtered.stdout.split(separator: "\n").count == 3, "\(filtered)")
    }

    @Test func aSweepOverWhatIsFittedInOneStepMeasuresItsObjective() throws {
        let sweep = """

            sweep:
              sampler: grid
              objective: {metric: valid/recall@5}
              parameters: {train.neighbors: [5, 10]}
            """
        let spec = Self.spec.replacing("  gmf: {model: gmf, embedding_dim: 4, early_stopping: {patience: 2}}\n", with: "")
            .replacing("train:\n  popularity: {model: popularity}", with: "train: {model: item-knn}")
        let bench = try Bench(["exp.yaml": spec + sweep])
        let output = try bench.pipeline("sweep", "exp.yaml", "--quiet")
        #expect(output.code == 0, "\(output)")
        #expect(try bench.query("SELECT count(*) FROM trials WHERE status = 'finished' AND value > 0") == ["2"])
    }
}
