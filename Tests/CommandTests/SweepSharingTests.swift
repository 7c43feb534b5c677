import Foundation
import Testing

/// What trials have in common is done once, also where texts are cut into tokens and encoded.
@Suite struct SweepSharingTests {
    private static let spec =
        LeakageTests.spec.replacing(
            "train: {model: dcn, embedding_dim: 4, hidden: 3, fusion_dim: 4, epochs: 2, batch_size: 16}",
            with: """
                train:
                  dcn: {model: dcn, embedding_dim: 4, hidden: 3, fusion_dim: 4, epochs: 2, batch_size: 16}
                  two-tower: {model: two-tower, embedding_dim: 4, epochs: 2, batch_size: 16}
                """) + """
            sweep:
              sampler: random
              trials: 8
              objective: {metric: mse}
              parameters:
                train: [dcn]
                train.dcn.optimizer.learning_rate: {log_uniform: [1.0e-3, 1.0e-1]}

            """

    /// By stage, how often it ran and how often it was found.
    private func counts(_ bench: Bench) throws -> [String: String] {
        let rows = try bench.query(
            "SELECT stage, sum(status = 'ran') || ' ran ' || sum(status = 'cached') || ' cached' FROM stages GROUP BY stage")
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let cells = row.split(separator: ",").map(String.init)
                return (cells[0], cells[1])
            })
    }

    @Test(arguments: ["1", "3"]) func textStagesRunOnce(jobs: String) throws {
        let bench = try Bench(["exp.yaml": Self.spec, "reviews.json": LeakageTests.reviews])
        let output = try bench.pipeline("sweep", "exp.yaml", "--jobs", jobs, "--format", "json", "--quiet")
        #expect(output.code == 0, "\(output.stderr)")
        let shared = "1 ran 7 cached", own = "8 ran 0 cached"
        #expect(
            try counts(bench) == [
                "ingest": shared, "tokenize": shared, "split": shared, "encode": shared, "train": own, "evaluate": own,
            ])
        // The time that this saved is what the cached stages took when they ran.
        struct Report: Decodable { var saved_seconds: Double }
        let saved = try JSONDecoder().decode(Report.self, from: Data(output.stdout.utf8)).saved_seconds
        let ran = try bench.query("SELECT 7 * sum(seconds) FROM stages WHERE status = 'ran' AND stage NOT IN ('train', 'evaluate')")
        let expected = try #require(Double(ran[0]))
        #expect(saved > 0 && abs(saved - expected) < 1e-6 * expected)
    }

    @Test func otherModelsShareThemToo() throws {
        let bench = try Bench(["exp.yaml": Self.spec, "reviews.json": LeakageTests.reviews])
        #expect(try bench.pipeline("sweep", "exp.yaml", "--quiet").code == 0)
        try bench.edit("exp.yaml", "train: [dcn]", "train: [dcn, two-tower]")
        try bench.edit("exp.yaml", "metric: mse", "metric: train/loss")
        try bench.edit("exp.yaml", "protocol: rating, metrics: [mse]", "protocol: full-ranking, metrics: [ndcg]")
        try bench.edit("exp.yaml", "trials: 8", "trials: 12")
        #expect(try bench.pipeline("sweep", "exp.yaml", "--quiet").code == 0)
        let all = try counts(bench)
        for stage in ["ingest", "tokenize", "split", "encode"] { #expect(all[stage]?.hasPrefix("1 ran ") == true, "\(all)") }
    }
}
