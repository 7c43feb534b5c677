import Foundation
import Testing

/// Ten `pipeline run` at once in one workspace, each a process of its own, while others ask.
@Suite struct ConcurrencyTests {
    private static let writers = 10

    private static func spec(_ name: String, seed: Int, epochs: Int) -> String {
        """
        experiment: \(name)
        seed: \(seed)
        ingest: {format: synthetic, users: 200, items: 100, interactions: 6000, seed: 5}
        split: {strategy: leave-one-out, order: random}
        train:
          gmf: {model: gmf, embedding_dim: 8, epochs: \(epochs), batch_size: 64, optimizer: {name: adam, learning_rate: 0.01}}
          ancf: {model: ancf, embedding_dim: 8, epochs: \(epochs), batch_size: 64}
        evaluate: {protocol: full-ranking, metrics: [ndcg, recall], cutoffs: [5]}

        """
    }

    @Test func questionsAreAnsweredWhileTenRunsAreWriting() throws {
        let bench = try Bench(["exp.yaml": Self.spec("before", seed: 1, epochs: 2)])
        try bench.run()
        for number in 0..<Self.writers { try bench.write("w\(number).yaml", Self.spec("w\(number)", seed: 10 + number, epochs: 40)) }
        let writers = try (0..<Self.writers).map { try bench.start(["run", "w\($0).yaml", "--jobs", "1"]) }
        let questions = [
            ["runs"], ["runs", "--filter", "ndcg@5 > 0 and model = gmf", "--sort", "-ndcg@5"], ["compare", "before/gmf", "before/ancf"],
            ["query", "@runs"], ["query", "SELECT count(*) FROM metrics"], ["best", "--metric", "ndcg@5"], ["show", "latest"],
        ]
        var asked = 0, atOnce = 0
        while writers.contains(where: \.isRunning) {
            for question in questions {
                let output = try bench.start(question).wait()
                #expect(output.code == 0, "\(question): \(output.stderr)")
                asked += 1
            }
            let running = try bench.query("SELECT count(DISTINCT experiment) FROM runs WHERE status = 'running'")
            atOnce = max(atOnce, Int(running.first ?? "") ?? 0)
        }
        for writer in writers {
            let output = try writer.wait()
            #expect(output.code == 0, "\(output.stderr)")
        }
        #expect(asked >= questions.count && atOnce > 1, "\(asked) questions, \(atOnce) experiments at work at once")
        // Nothing that anyone wrote is missing.
        #expect(try bench.query("SELECT status, count(*) FROM runs GROUP BY status") == ["finished,22"])
        let epochs = try bench.query(
            "SELECT DISTINCT count(*) FROM metric_history WHERE name = 'train/loss' AND experiment <> 'before' GROUP BY run")
        #expect(epochs == ["40"])
    }
}
