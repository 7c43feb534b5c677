import Foundation
import Testing

/// `compare`, `best`, `runs --filter` and `query` on runs of a small made data set.
@Suite struct CompareTests {
    private static func spec(_ name: String, split: String = "leave-one-out, order: random", evaluate: String = "full-ranking") -> String {
        """
        experiment: \(name)
        seed: [1, 2, 3]
        ingest: {format: synthetic, users: 120, items: 60, interactions: 2400, seed: 3}
        split: {strategy: \(split)}
        train:
          popularity: {model: popularity}
          gmf: {model: gmf, embedding_dim: 8, epochs: 3, batch_size: 64, loss: bce, negatives: 2}
        evaluate: {protocol: \(evaluate), metrics: [ndcg, hit_rate, mrr], cutoffs: [5]}

        """
    }

    private func bench() throws -> Bench {
        let bench = try Bench(["exp.yaml": Self.spec("first")])
        try bench.run()
        return bench
    }

    private func json(_ output: Output) throws -> [String: Any] {
        #expect(output.code == 0, "\(output.stderr)")
        return try #require(try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any])
    }

    @Test func answersWhichIsBetter() throws {
        let bench = try bench()
        let report = try json(try bench.pipeline("compare", "first/gmf", "popularity", "--format", "json"))
        #expect(report["comparable"] as? Bool == true)
        let sides = try #require(report["sides"] as? [[String: Any]])
        #expect(sides.map { $0["name"] as? String } == ["gmf", "popularity"])
        #expect((sides[0]["runs"] as? [Any])?.count == 3)
        let metrics = try #require(report["metrics"] as? [[String: Any]])
        #expect(metrics.map { $0["name"] as? String } == ["ndcg@5", "hit_rate@5", "mrr"])
        for metric in metrics {
            let values = try #require(metric["values"] as? [[String: Any]])
            let test = try #require((metric["tests"] as? [Any])?[1] as? [String: Any])
            let a = try #require(values[0]["mean"] as? Double), b = try #require(values[1]["mean"] as? Double)
            let sd = try #require(values[0]["sd"] as? Double)
            #expect(sd >= 0 && values[1]["runs"] as? Int == 3)
            // What single users have adds up to what the runs have.
            #expect(abs(try #require(test["difference"] as? Double) - (a - b)) < 1e-6)
            let interval = try #require(test["interval"] as? [Double])
            #expect(interval[0] <= a - b && a - b <= interval[1])
            #expect((test["wins"] as? Int ?? 0) + (test["ties"] as? Int ?? 0) + (test["losses"] as? Int ?? 0) == 120)
            let permutation = try #require(test["permutation"] as? [String: Double])
            let p = try #require(permutation["p"]), adjusted = try #require(permutation["p_holm"])
            #expect(0 < p && p <= adjusted && adjusted <= 1)
        }
        #expect((report["verdicts"] as? [String])?.first?.contains("on ndcg@5") == true)
        let page = try bench.pipeline("compare", "gmf", "popularity").stdout
        #expect(page.contains("train.model") && page.contains("wins") && page.contains("adjusted by Holm for 3 tests"))
        #expect(try bench.pipeline("compare", "gmf", "popularity", "--format", "latex").stdout.contains("\\toprule"))
        #expect(try bench.pipeline("compare", "gmf", "popularity", "--format", "csv").stdout.contains("p_wilcoxon_holm"))
    }

    /// An interval at level 1 − .05 / k is wider than one at .95 by the ratio of the normal quantiles, where means of users are near normal:
    /// z(1 − .05 / 2k) is 1.9600, 2.2414 and 2.3940 for k = 1, 2 and 3 (SciPy's `norm.ppf`). k is 3 for the smallest p of three, then 2, 1.
    @Test func intervalsOfDifferencesWidenWithTheTests() throws {
        let bench = try bench()
        func tests(_ metrics: [String]) throws -> [(width: Double, p: Double)] {
            let words = ["compare", "first/gmf@seed=1", "first/popularity@seed=1", "--resamples", "100000", "--format", "json"]
            let report = try json(try bench.start(words + metrics.flatMap { ["--metric", $0] }).wait())
            return try #require(report["metrics"] as? [[String: Any]]).map { metric in
                let test = try #require((metric["tests"] as? [Any])?[1] as? [String: Any])
                let interval = try #require(test["interval"] as? [Double])
                return (interval[1] - interval[0], try #require((test["permutation"] as? [String: Double])?["p"]))
            }
        }
        let names = ["ndcg@5", "hit_rate@5", "mrr"], together = try tests(names)
        for (index, name) in names.enumerated() {
            let alone = try tests([name])[0], k = together.count { $0.p >= alone.p }
            #expect(abs(together[index].width / alone.width - [1.9600, 2.2414, 2.3940][k - 1] / 1.9600) < 0.04, "\(name), k = \(k)")
        }
    }

    /// The interval of a run is one figure, whoever is asked and whatever the run stands beside.
    @Test func oneQuestionHasOneFigure() throws {
        let bench = try bench()
        func interval(_ output: Output, ofLine isWanted: (Substring) -> Bool) throws -> String {
            #expect(output.code == 0, "\(output.stderr)")
            let line = try #require(output.stdout.split(whereSeparator: \.isNewline).first { isWanted($0) && $0.contains("[") })
            let start = try #require(line.firstIndex(of: "[")), end = try #require(line.firstIndex(of: "]"))
            return String(line[start...end])
        }
        let one = "first/gmf@seed=1"
        let beside = try ["first/gmf@seed=2", "first/popularity@seed=1"].map {
            try interval(try bench.pipeline("compare", one, $0, "--metric", "ndcg@5", "--anyway")) { $0.hasPrefix("ndcg@5") }
        }
        #expect(beside[0] == beside[1])
        let board = try bench.pipeline("best", "--metric", "ndcg@5", "--filter", "variant = \"gmf@seed=1\"")
        #expect(try interval(board) { $0.contains("gmf") } == beside[0])
        #expect(
            try bench.pipeline("report", one, "first/popularity@seed=1", "--static", "--metric", "ndcg@5", "--output", "two.html").code == 0
        )
        let page = try bench.read("two.html")
        #expect(page.contains(beside[0].dropFirst().dropLast().replacing(", ", with: "–")), "\(beside[0])")
        // The page says it in the sentence of the command, about the better of the two.
        let values = try bench.query(
            "SELECT value FROM final_metrics JOIN runs ON runs.id = run WHERE name = 'ndcg@5' AND variant IN ('gmf@seed=1', 'popularity@seed=1') ORDER BY variant"
        )
        let names = [one, "first/popularity@seed=1"], isFirst = (Double(values[0]) ?? 0) > (Double(values[1]) ?? 0)
        let order = isFirst ? names : names.reversed()
        let compared = try json(try bench.pipeline("compare", order[0], order[1], "--metric", "ndcg@5", "--format", "json"))
        let verdict = try #require((compared["verdicts"] as? [String])?.first)
        #expect(page.contains(verdict.replacing("<", with: "&lt;")), "\(verdict)")
    }

    @Test func refusesWhatIsNotComparable() throws {
        let bench = try bench()
        try bench.write("exp.yaml", Self.spec("second", split: "random, ratios: [0.8, 0.1, 0.1]"))
        try bench.run()
        let refused = try bench.pipeline("compare", "first/popularity", "second/popularity")
        #expect(refused.code == 65 && refused.stdout.isEmpty)
        #expect(refused.stderr.contains("the splits differ") && refused.stderr.contains("split.strategy is leave-one-out"))
        #expect(refused.stderr.contains("--anyway"))
        let anyway = try bench.pipeline("compare", "first/popularity", "second/popularity", "--anyway")
        #expect(anyway.code == 0 && anyway.stderr.contains("the splits differ") && anyway.stdout.contains("ndcg@5"))
        try bench.write("exp.yaml", Self.spec("third", evaluate: "sampled, negatives: 20"))
        try bench.run()
        let protocols = try bench.pipeline("compare", "first/popularity", "third/popularity")
        #expect(protocols.code == 65 && protocols.stderr.contains("the protocols differ: evaluate."))
        // A leaderboard marks them and tests none.
        let board = try bench.pipeline("best", "--metric", "ndcg@5")
        #expect(board.code == 0 && board.stdout.contains("‡"))
    }

    @Test func leaderboards() throws {
        let bench = try bench()
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(try bench.pipeline("best", "--metric", "ndcg@5", "--format", "json").stdout.utf8))
                as? [[String: Any]])
        #expect(rows.count == 2 && rows.compactMap { $0["runs"] as? Int } == [3, 3])
        let values = rows.compactMap { $0["ndcg@5"] as? Double }
        #expect(values == values.sorted(by: >))
        let latex = try bench.pipeline("best", "--metric", "ndcg@5", "--metric", "mrr", "--per", "model", "--format", "latex").stdout
        #expect(latex.hasPrefix("\\begin{tabular}") && latex.contains("\\textbf{") && latex.contains("\\bottomrule"))
        let unknown = try bench.pipeline("best", "--metric", "ndgc@5")
        #expect(unknown.code == 64 && unknown.stderr.contains("ndcg@5"))
    }

    @Test func filtersAndNamedQueries() throws {
        let bench = try bench()
        func ids(_ arguments: String...) throws -> Int {
            let output = try bench.start(["runs"] + arguments + ["--format", "csv"]).wait()
            #expect(output.code == 0, "\(output.stderr)")
            return output.stdout.split(whereSeparator: \.isNewline).count - 1
        }
        #expect(try ids("--filter", "model = gmf and seed in (1, 2) and ndcg@5 > 0") == 2)
        #expect(try ids("--filter", "group = popularity or seed = 3") == 4)
        #expect(try ids("--since", "1h") == 6)
        #expect(try ids("--filter", "started < 1h ago") == 0)
        let columns = try bench.pipeline(
            "runs", "--sort", "-embedding_dim,seed", "--columns", "embedding_dim,cpu,command", "--format", "csv")
        #expect(columns.stdout.hasPrefix("id,experiment,variant,status,started,seconds,train.embedding_dim,cpu,command"))
        #expect(columns.stdout.contains("run exp.yaml"))
        let wrong = try bench.pipeline("runs", "--filter", "modle = gmf")
        #expect(wrong.code == 64 && wrong.stderr.contains("^~~~~") && wrong.stderr.contains("did you mean 'model'?"))
        #expect(try bench.pipeline("query", "@slowest-stages").stdout.contains("train/gmf"))
        #expect(try bench.pipeline("query", "--schema", "runs", "--format", "csv").stdout.contains("runs,seed,"))
        #expect(try bench.pipeline("query", "--named").stdout.contains("@failures"))
        #expect(try bench.pipeline("query", "@slowest").code == 64)
        let measured = try bench.query(
            "SELECT count(*) FROM stages WHERE cpu_seconds > 0 AND peak_memory > 1e6 AND bytes_written > 0 AND status = 'ran'")
        #expect(Int(measured.first ?? "") ?? 0 >= 8)
        #expect(try bench.query("SELECT spec_source LIKE '%synthetic%' AND user <> '' AND threads = 1 FROM runs LIMIT 1") == ["1"])
    }
}
