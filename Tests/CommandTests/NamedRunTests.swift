import Foundation
import Testing

/// A name means the same in every command: all seeds of a variant, all variants of an experiment; where one run is needed it is said which.
@Suite struct NamedRunTests {
    private let bench: Bench

    init() throws {
        let spec = """
            experiment: named
            seed: [1, 2, 3]
            ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
            split: {strategy: leave-one-out, order: random}
            train:
              gmf: {model: gmf, embedding_dim: 4, epochs: 2}
              bpr: {model: bpr-mf, factors: 4, epochs: 2}
            evaluate: {protocol: full-ranking, metrics: [ndcg@10]}
            """
        bench = try Bench(["exp.yaml": spec])
        try bench.run()
    }

    @Test func commandsOfManyRunsTakeAllSeeds() throws {
        let archived = try bench.pipeline("archive", "named/gmf", "--output", "gmf.tar")
        #expect(archived.stdout.contains("3 runs"), "\(archived)")
        let all = try bench.pipeline("archive", "named", "--output", "all.tar")
        #expect(all.stdout.contains("6 runs"), "\(all)")
        let exported = try bench.pipeline("export", "named/gmf", "--to", "json", "--output", "out")
        #expect(exported.code == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.path("out")).count == 3)
        let report = try bench.pipeline("report", "named", "--static", "--output", "all.html")
        #expect(report.code == 0, "\(report)")
        let page = try bench.read("all.html")
        let ids = try bench.query("SELECT id FROM runs")
        #expect(ids.count == 6 && ids.allSatisfy { page.contains($0) })
        let plotted = try bench.pipeline("plot", "named/gmf", "--format", "csv")
        #expect(plotted.code == 0 && plotted.stdout.contains("seed=1") && plotted.stdout.contains("seed=3"), "\(plotted)")
    }

    @Test func commandsOfOneRunSayWhichTheyTook() throws {
        for command in [["show"], ["log"], ["recommend", "--user", "1"], ["similar", "--item", "1"]] {
            let output = try bench.start([command[0], "named/gmf"] + command.dropFirst()).wait()
            #expect(output.code == 0, "\(command): \(output)")
            #expect(output.stderr.contains("'named/gmf' names 3 runs; this is the latest"), "\(command): \(output.stderr)")
            let one = try bench.start([command[0], "named/gmf@seed=1"] + command.dropFirst()).wait()
            #expect(one.code == 0 && !one.stderr.contains("names"), "\(command): \(one.stderr)")
        }
    }
}
