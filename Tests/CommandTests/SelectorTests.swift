import Foundation
import Testing

/// `RUN` is an id, a unique prefix of one, `latest`, `experiment` or `experiment/variant`.
@Suite struct SelectorTests {
    private func shown(_ bench: Bench, _ selector: String) throws -> String {
        struct Page: Decodable { var id: String }
        let output = try bench.pipeline("show", selector, "--format", "json")
        #expect(output.code == 0, "\(output.stderr)")
        return try JSONDecoder().decode(Page.self, from: Data(output.stdout.utf8)).id
    }

    @Test func everyWayToNameARun() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let runs = try bench.run().runs
        let gmf = try #require(runs.first { $0.variant == "gmf" }).id
        #expect(try shown(bench, gmf) == gmf)
        #expect(try shown(bench, String(gmf.prefix(8))) == gmf)
        #expect(try shown(bench, "tiny/gmf") == gmf)
        #expect(runs.map(\.id).contains(try shown(bench, "latest")))
        #expect(runs.map(\.id).contains(try shown(bench, "tiny")))

        let later = try bench.run("--set", "train.gmf.epochs=4").runs
        let newer = try #require(later.first { $0.variant == "gmf" }).id
        #expect(newer != gmf)
        #expect(try shown(bench, "tiny/gmf") == newer)
        #expect(try shown(bench, gmf) == gmf)
    }

    /// Among 17 ids two begin with the same of 16 digits.
    @Test func ambiguousPrefixesListTheCandidates() throws {
        let seeds = (1...17).map(String.init).joined(separator: ", ")
        let bench = try Bench(["exp.yaml": "seed: [\(seeds)]\n" + Specs.popularityOfFile, "ratings.csv": Specs.ratings])
        let ids = try bench.run().runs.map(\.id)
        #expect(Set(ids).count == 17)
        let groups = Dictionary(grouping: ids) { $0.prefix(1) }
        let (prefix, several) = try #require(groups.first { $0.value.count > 1 })
        let output = try bench.pipeline("show", String(prefix))
        #expect(output.code == 64)
        for id in several.prefix(10) { #expect(output.stderr.contains(id)) }
        #expect(output.stderr.contains("begins \(several.count) run ids"))
    }

    @Test func unknownOnesSuggest() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let output = try bench.pipeline("show", "tiny/gfm")
        #expect(output.code == 64)
        #expect(output.stderr.contains("did you mean 'tiny/gmf'?"))
    }
}
