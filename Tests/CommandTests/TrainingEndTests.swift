import Foundation
import Testing

/// How a training ends: early, at its budget continued later, or because its numbers are none.
@Suite struct TrainingEndTests {
    private func spec(_ train: String) -> String {
        """
        experiment: end
        seed: 5
        ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
        split: {strategy: leave-one-out, order: random}
        train: {model: gmf, embedding_dim: 8, batch_size: 64, \(train)}
        evaluate: {protocol: full-ranking, metrics: [ndcg@10]}

        """
    }

    private func values(_ bench: Bench, _ metric: String, workspace: String = "runs") throws -> [Double] {
        try bench.query("SELECT value FROM metrics WHERE name = '\(metric)' ORDER BY step", workspace: workspace).compactMap { Double($0) }
    }

    /// Stops at the first epoch that is `patience` after the best so far, and keeps the weights of the best.
    @Test func earlyStoppingStopsAndKeepsTheBest() throws {
        let bench = try Bench(["exp.yaml": spec("epochs: 60, optimizer: {learning_rate: 0.05}, early_stopping: {patience: 3}")])
        try bench.run()
        let history = try values(bench, "valid/ndcg@10")
        var best = 0
        let stop = history.indices.first { index in
            if history[index] > history[best] { best = index }
            return index - best >= 3
        }
        #expect(history.count < 60 && stop == history.count - 1, "\(history)")
        #expect(try values(bench, "train/epochs_trained") == [Double(history.count)])
        #expect(try values(bench, "train/best_epoch") == [Double(best + 1)])

        let other = try Bench(["exp.yaml": spec("epochs: \(best + 1), optimizer: {learning_rate: 0.05}, select: last")])
        try other.run()
        #expect(try values(other, "ndcg@10") == values(bench, "ndcg@10"), "what is evaluated is the best epoch")
    }

    /// Four epochs at once, and two with two more later, with everything that has a state: same bits, and the same rates.
    @Test(arguments: [
        "optimizer: {name: adam, learning_rate: 0.02, embeddings: exact}, schedule: {name: cosine, total_epochs: 5, warmup_steps: 20}",
        "optimizer: {name: adamw, learning_rate: 0.02, embeddings: exact}, weight_decay: 0.1, schedule: {name: linear, total_epochs: 6}",
        "optimizer: {name: sgd, learning_rate: 0.5, momentum: 0.9}, schedule: {name: step, every: 2}, clip_gradient: 1, dropout: 0.2",
    ])
    func schedulesContinueFromTheCache(train: String) throws {
        let bench = try Bench(["exp.yaml": spec("epochs: 2, \(train)"), "whole.yaml": spec("epochs: 4, \(train)")])
        try bench.run()
        let going = try bench.pipeline("run", "exp.yaml", "--set", "train.epochs=4")
        #expect(going.code == 0 && going.stderr.contains("from epoch 2"), "\(going.stderr)")
        let whole = try bench.pipeline("run", "whole.yaml", "--workspace", "other", "--format", "json")
        #expect(whole.code == 0, "\(whole.stderr)")
        #expect(try bench.run("--set", "train.epochs=4").artifacts["train"] == RunReport(whole.stdout).artifacts["train"])
        let rates = try values(bench, "train/learning_rate", workspace: "other")
        #expect(rates.count == 4 && Set(rates).count > 1, "\(rates)")
    }

    @Test func divergenceNamesEpochBatchAndTensor() throws {
        let bench = try Bench(["exp.yaml": spec("epochs: 3, optimizer: {name: adam, learning_rate: 1.0e30}")])
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 1)
        let pattern = /training of 'gmf' diverged in epoch 1, batch [0-9]+: (the output of|embedding|weight) .* is -?(inf|nan) at \[/
        #expect(output.stderr.contains(pattern), "\(output.stderr)")
        #expect(output.stderr.contains("hint: lower optimizer.learning_rate"))
        let error = try bench.query("SELECT error FROM runs").joined()
        #expect(error.contains("diverged in epoch 1"))
    }
}
