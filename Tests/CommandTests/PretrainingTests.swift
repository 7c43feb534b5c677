import Foundation
import Testing

/// A variant that starts from the trained weights of others: their training is part of the graph, and of the cache.
@Suite struct PretrainingTests {
    private static let spec = """
        experiment: joined
        seed: 5
        ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
        split: {strategy: leave-one-out, order: random}
        train:
          gmf: {model: gmf, embedding_dim: 8, epochs: 3, batch_size: 64, optimizer: {name: adam, learning_rate: 0.02}}
          mlp: {model: mlp, layers: [16, 8], epochs: 3, batch_size: 64, optimizer: {name: adam, learning_rate: 0.01}}
          neumf:
            model: neumf
            embedding_dim: 8
            layers: [16, 8]
            pretrain: {gmf: gmf, mlp: mlp}
            epochs: 3
            batch_size: 64
            optimizer: {name: sgd, learning_rate: 0.05}
        evaluate: {protocol: full-ranking, metrics: [ndcg], cutoffs: [10]}

        """

    private func validate(_ text: String) throws -> Output {
        try Bench(["exp.yaml": text]).pipeline("validate", "exp.yaml")
    }

    @Test func changingOneTrainsItAndWhatStartsFromIt() throws {
        let bench = try Bench(["exp.yaml": Self.spec])
        let first = try bench.run()
        #expect(first.ran.isSuperset(of: ["train/gmf", "train/mlp", "train/neumf", "evaluate/neumf"]))
        #expect(try bench.run().ran.isEmpty)

        try bench.edit("exp.yaml", "learning_rate: 0.02", "learning_rate: 0.03")
        let plan = try PlanReport(try bench.pipeline("explain", "exp.yaml", "--format", "json").stdout)
        #expect(plan.reason("train/gmf") == "parameter optimizer.learning_rate changed 0.02 → 0.03")
        #expect(plan.reason("train/neumf") == "depends on the result of train/gmf")
        #expect(plan.nodes("cached") == ["ingest", "split", "train/mlp", "evaluate/mlp"])
        let second = try bench.run()
        #expect(second.ran == ["train/gmf", "train/neumf", "evaluate/gmf", "evaluate/neumf"])
        #expect(second.reason("train/neumf") == "output of train/gmf changed (pretrain.gmf)")
        #expect(try bench.run().ran.isEmpty)
    }

    @Test func alphaAndTheWordsThemselves() throws {
        let bench = try Bench(["exp.yaml": Self.spec])
        let first = try bench.run()
        try bench.edit("exp.yaml", "mlp: mlp}", "mlp: mlp, alpha: 0.25}")
        let second = try bench.run()
        #expect(second.ran == ["train/neumf", "evaluate/neumf"])
        #expect(second.reason("train/neumf") == "parameter pretrain.alpha changed 0.5 → 0.25")
        // Another name is the same weights: nothing is trained again.
        try bench.edit("exp.yaml", "mlp: mlp, alpha: 0.25}", "mlp: tower, alpha: 0.5}")
        try bench.edit("exp.yaml", "  mlp: {model", "  tower: {model")
        let third = try bench.run()
        #expect(third.ran.isEmpty)
        #expect(third.stages["train/neumf"]?.artifact == first.stages["train/neumf"]?.artifact)
    }

    /// The run of one variant alone trains what it starts from, without evaluating it, and measures only its own.
    @Test func onlyOneVariantIsARun() throws {
        let whole = try Bench(["exp.yaml": Self.spec]).run()
        let bench = try Bench(["exp.yaml": Self.spec + "only: [neumf]\n"])
        let report = try bench.run()
        #expect(report.runs.map(\.variant) == ["neumf"])
        #expect(report.ran == ["ingest", "split", "train/gmf", "train/mlp", "train/neumf", "evaluate/neumf"])
        #expect(report.stages["train/neumf"]?.artifact == whole.stages["train/neumf"]?.artifact)
        #expect(try bench.run().ran.isEmpty)
        #expect(try bench.query("SELECT count(*) FROM metric_history WHERE name = 'train/loss'") == ["3"])
        #expect(try bench.pipeline("gc", "--workspace", "runs").code == 0)
        #expect(try bench.run().ran.isEmpty, "what a run on record started from is kept")
        // The recorded spec gives exactly this run.
        let shown = try bench.query("SELECT spec FROM runs LIMIT 1")
        #expect(shown.joined().contains("only"))
        let unknown = try validate(Self.spec + "only: [neumv]\n")
        #expect(unknown.code == 65)
        #expect(unknown.stderr.contains("exp.yaml:17:8: error: 'only' names 'neumv', which is no variant"))
        #expect(unknown.stderr.contains("did you mean 'neumf'?"))
    }

    @Test func theGraphShowsIt() throws {
        let bench = try Bench(["exp.yaml": Self.spec])
        let text = try bench.pipeline("graph", "exp.yaml", "--format", "dot").stdout
        func id(_ node: String) throws -> String {
            let line = try #require(text.split(separator: "\n").first { $0.contains("[label=\"\(node)\"]") })
            return String(line.split(separator: " ")[0])
        }
        for source in ["train/gmf", "train/mlp", "split"] {
            let edge = "\(try id(source)) -> \(try id("train/neumf"));"
            #expect(text.contains(edge), "\(edge) in\n\(text)")
        }
    }

    /// Each seed starts from the models of its own seed.
    @Test func seedsGoTogether() throws {
        let bench = try Bench(["exp.yaml": Self.spec.replacing("seed: 5", with: "seed: [5, 6]") + "only: [neumf]\n"])
        let text = try bench.pipeline("graph", "exp.yaml").stdout
        let lines = text.split(separator: "\n")
        #expect(lines.count { $0.hasSuffix("─ train/gmf@seed=5") } == 1 && lines.count { $0.hasSuffix("─ train/gmf@seed=6") } == 1)
        #expect(try bench.run().runs.map(\.variant) == ["neumf@seed=5", "neumf@seed=6"])
    }

    @Test(arguments: [
        ("gmf: gmf, mlp", "gmf: gmv, mlp", "'pretrain.gmf' names 'gmv', which is no variant of 'train'", "did you mean 'gmf'?", "12:21"),
        (
            "gmf: gmf, mlp: mlp", "gmf: mlp, mlp: mlp", "'pretrain.gmf' must name a variant with model 'gmf'; 'mlp' has 'mlp'", "gmf",
            "12:21"
        ),
        ("mlp: mlp}", "mlp: neumf}", "'pretrain.mlp' names its own variant", "variants with model mlp: mlp", "12:31"),
        (
            "gmf, embedding_dim: 8", "gmf, embedding_dim: 9", "'embedding_dim' is 8, but the variant that 'pretrain.gmf' names has 9",
            "make them equal",
            "10:5"
        ),
        (
            "mlp, layers: [16, 8]", "mlp, layers: [8]", "'layers' is [16, 8], but the variant that 'pretrain.mlp' names has [8]",
            "make them equal", "11:5"
        ),
    ]) func mistakes(_ case: (old: String, new: String, message: String, hint: String, place: String)) throws {
        let text = Self.spec.replacing(`case`.old, with: `case`.new)
        #expect(text != Self.spec)
        let output = try validate(text)
        #expect(output.code == 65)
        #expect(output.stderr.contains("exp.yaml:\(`case`.place): error: \(`case`.message)"), "\(output.stderr)")
        #expect(output.stderr.contains(`case`.hint), "\(output.stderr)")
    }

    @Test func everyMistakeAtOnce() throws {
        let output = try validate(Self.spec.replacing("gmf: gmf, mlp: mlp", with: "gmf: gmv, mlp: mpl"))
        #expect(output.stderr.contains("names 'gmv'") && output.stderr.contains("names 'mpl'"))
    }

    @Test func aBlockWithoutNamesHasNoVariants() throws {
        let output = try validate(
            """
            experiment: joined
            ingest: {format: synthetic, users: 60, items: 40, interactions: 900}
            split: {strategy: leave-one-out, order: random}
            train: {model: neumf, pretrain: {gmf: gmf, mlp: mlp}}

            """)
        #expect(output.code == 65)
        #expect(output.stderr.contains("exp.yaml:4:39: error: 'pretrain.gmf' names 'gmf', which is no variant of 'train'"))
        #expect(output.stderr.contains("write the block as named variants"))
    }
}
