import Foundation
import Testing

/// What values in data files mean, through the command.
@Suite struct DataValueTests {
    private static func ratings(_ header: String) -> String {
        header + "\n"
            + (0..<120).map { "u\($0 % 12),i\($0 * 7 % 30),\(1 + $0 * 3 % 5),\(1000 + $0)\n" }.joined()
    }

    private func bench(_ ingest: String, train: String = "{model: popularity}", _ files: [String: String]) throws -> Bench {
        try Bench(
            files.merging([
                "exp.yaml": """
                experiment: values
                ingest: \(ingest)
                split: {strategy: random}
                train: \(train)
                evaluate: {metrics: [ndcg@3]}
                """
            ]) { first, _ in first })
    }

    @Test func ratingsUnderAnotherNameAreNoRatings() throws {
        let files = ["d.csv": Self.ratings("user,item,Rating,timestamp")]
        let bench = try bench("{format: csv, interactions: d.csv}", train: "{model: mf, epochs: 1}", files)
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 65)
        #expect(output.stderr.contains("column 'Rating' (ratings?) is not read, so every rating is 1"))
        #expect(output.stderr.contains("model 'mf' predicts ratings with these parameters, and the data has none"))
        try bench.edit("exp.yaml", "interactions: d.csv", "interactions: d.csv, rating: Rating")
        #expect(try bench.run().nodes("ran").contains("train"))
    }

    /// What the options say is refused before anything runs; what only the file says, by the stage that would use it.
    @Test func whatLooksAtRatingsNeedsSome() throws {
        let files = ["d.csv": Self.ratings("user,item,stars,timestamp")]
        let bench = try bench("{format: csv, interactions: d.csv, rating: null}", train: "{model: mf, epochs: 1}", files)
        let first = try bench.pipeline("validate", "exp.yaml")
        #expect(first.code == 65 && first.stderr.contains("model 'mf' predicts ratings with these parameters, and this data has none"))
        try bench.edit("exp.yaml", "{model: mf, epochs: 1}", "{model: popularity}")
        try bench.edit("exp.yaml", "metrics: [ndcg@3]", "metrics: [ndcg_exp@3]")
        #expect(try bench.pipeline("validate", "exp.yaml").stderr.contains("'ndcg_exp@3' looks at ratings, and this data has none"))
        try bench.edit("exp.yaml", ", rating: null", "")
        #expect(try bench.pipeline("run", "exp.yaml").stderr.contains("'ndcg_exp@3' looks at ratings, and the data has none"))
        try bench.edit("exp.yaml", "metrics: [ndcg_exp@3]", "metrics: [ndcg@3], relevance_threshold: 4")
        #expect(try bench.pipeline("run", "exp.yaml").stderr.contains("'relevance_threshold' looks at ratings, and the data has none"))
        try bench.edit("exp.yaml", "interactions: d.csv", "interactions: d.csv, rating: stars")
        try bench.run()
    }

    @Test func constantRatingsAreAWarning() throws {
        let rows = (0..<40).map { "u\($0 % 8),i\($0 % 5),1\n" }.joined()
        let bench = try bench("{format: csv, interactions: d.csv}", train: "{model: bias}", ["d.csv": "user,item,rating\n" + rows])
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.stderr.contains("there is nothing to learn about ratings"))
        #expect(try bench.query("SELECT kind FROM warnings").contains("constant_ratings"))
    }

    @Test func rowsThatAreLeftOutAreTold() throws {
        let train = "user,item\n" + (0..<20).map { "u\($0 % 4),i\($0 % 5)\n" }.joined()
        let bench = try bench(
            "{format: csv, interactions: train.csv, test_interactions: test.csv}",
            ["train.csv": train, "test.csv": "user,item\nu0,i0\nu1,i1\n"])
        try bench.edit("exp.yaml", "{strategy: random}", "{strategy: given, validation: none}")
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 65)
        #expect(output.stderr.contains("read 20 interactions and 2 of the given test; left out 2 of the given test"))
        #expect(output.stderr.contains("nothing of the given test is left: of 2 rows: 2 also in training"))
        #expect(try bench.query("SELECT DISTINCT kind FROM warnings").contains("test_in_training"))
    }

    @Test func anEmptyTestPartNamesTheCause() throws {
        let bench = try bench("{format: csv, interactions: d.csv}", ["d.csv": "user,item\na,x\na,y\nb,x\n"])
        try bench.edit("exp.yaml", "{strategy: random}", "{strategy: leave-one-out, order: random}")
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.stderr.contains("the test part of the split is empty: all 2 users have fewer than 3 interactions"))
    }

    @Test func timestampOptionsAreCheckedBeforeAnythingRuns() throws {
        let bench = try bench("{format: csv, interactions: d.csv, timestamp_format: '%Q'}", ["d.csv": "user,item\na,x\n"])
        let output = try bench.pipeline("validate", "exp.yaml")
        #expect(output.code != 0 && output.stderr.contains("unknown directive '%Q'"))
    }

    /// Metrics of the data keep fractions of seconds.
    @Test func timesInTheDatabase() throws {
        let rows = (0..<40).map { "u\($0 % 8),i\($0 % 5),1700000000.\($0 + 10)\n" }.joined()
        let bench = try bench("{format: csv, interactions: d.csv}", ["d.csv": "user,item,timestamp\n" + rows])
        try bench.run()
        #expect(try bench.query("SELECT value FROM metrics WHERE name = 'data/first_time'").first == "1700000000.1")
    }
}
