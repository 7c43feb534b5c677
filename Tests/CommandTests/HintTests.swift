import Testing

/// What a newcomer mistypes leads to what was meant.
@Suite struct HintTests {
    private func spec(train: String = "{model: gmf, epochs: 1}", split: String = "leave-one-out", top: String = "") -> String {
        """
        experiment: hints
        ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
        split: {strategy: \(split)}
        train: \(train)
        evaluate: {protocol: full-ranking, metrics: [ndcg@10]}
        \(top)
        """
    }

    @Test func wordsOfOtherTools() throws {
        let cases = [
            (spec(train: "{model: gmf, epochs: 2, learning_rate: 0.01}"), "write optimizer: {name: adam, learning_rate: 0.01}"),
            (spec(train: "{model: gmf, stopping_step: 10}"), "write early_stopping: {patience: 10}"),
            (spec(train: "{model: gmf, train_batch_size: 64}"), "'train_batch_size' is 'batch_size' here"),
            (spec(top: "sweep: {n_trials: 3, objective: {metric: valid/ndcg@10}}"), "'n_trials' is 'trials' here"),
            (spec(top: "random_state: 3"), "'random_state' is 'seed' here"),
            (spec(top: "prepare: [{name: a, cmd: ls, outs: [b]}]"), "'cmd' is 'command' here"),
        ]
        for (text, hint) in cases {
            let output = try Bench(["exp.yaml": text]).pipeline("validate", "exp.yaml")
            #expect(output.code == 65 && output.stderr.contains(hint), "\(hint): \(output.stderr)")
        }
    }

    @Test func unknownCommands() throws {
        let bench = try Bench()
        for (word, meant) in [("rnu", "run"), ("ls", "runs"), ("logs", "log"), ("comapre", "compare"), ("delete", "rm")] {
            let output = try bench.pipeline(word)
            #expect(output.code == 64 && output.stderr.contains("did you mean 'pipeline \(meant)'?"), "\(word): \(output)")
        }
        let output = try bench.pipeline("frobnicate")
        #expect(output.code == 64 && output.stderr.contains("unknown command 'frobnicate'") && !output.stderr.contains("did you mean"))
    }

    /// As weights, the same split has the same key as with shares.
    @Test func weightsAsRatios() throws {
        let bench = try Bench(["exp.yaml": spec(split: "random, ratios: [0.8, 0.1, 0.1]")])
        try bench.run()
        try bench.write("exp.yaml", spec(split: "random, ratios: [8, 1, 1]"))
        #expect(try bench.pipeline("run", "exp.yaml").stdout.contains("nothing to do"))
        try bench.write("exp.yaml", spec(split: "random, ratios: [0.8, 0.1, 0.2]"))
        let refused = try bench.pipeline("validate", "exp.yaml")
        #expect(refused.code == 65 && refused.stderr.contains("ratios: [8, 1, 1]"), "\(refused)")
    }
}
