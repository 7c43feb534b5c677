import Foundation
import Testing

/// What somebody does with one spec over an afternoon: run, run again, change something.
@Suite struct UserStoryTests {
    @Test func variantsShareWhatTheyHaveInCommon() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 0, "\(output.stderr)")
        #expect(output.stdout.hasPrefix("tiny: 8 ran, 0 cached in "))
        for node in Specs.nodes {
            #expect(output.stderr.split(separator: "\n").count { $0.hasPrefix("✓ \(node) ") } == 1, "\(node)\n\(output.stderr)")
        }
        for variant in ["ancf", "gmf", "popularity"] { #expect(output.stdout.contains(variant)) }
    }

    @Test func nothingRunsTwice() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let first = try bench.run()
        #expect(first.ran == Specs.nodes)
        let second = try bench.run()
        #expect(second.nodes("cached") == Specs.nodes)
        #expect(second.artifacts == first.artifacts)
        #expect(second.runs.map(\.metrics) == first.runs.map(\.metrics))
        let text = try bench.pipeline("run", "exp.yaml")
        #expect(text.stdout.hasPrefix("tiny: nothing to do, 8 stages up to date"))
    }

    @Test func aLearningRateTouchesOneVariant() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let first = try bench.run()
        try bench.edit("exp.yaml", "learning_rate: 0.02", "learning_rate: 0.03")
        let change = "parameter optimizer.learning_rate changed 0.02 → 0.03"

        for arguments in [["run", "exp.yaml", "--dry-run"], ["explain", "exp.yaml"]] {
            let plan = try PlanReport(try bench.start(arguments + ["--format", "json"]).wait().stdout)
            #expect(plan.nodes("will_run") == ["train/gmf"])
            #expect(plan.nodes("unknown_until_upstream_runs") == ["evaluate/gmf"])
            #expect(plan.nodes("cached") == Specs.nodes.subtracting(["train/gmf", "evaluate/gmf"]))
            #expect(plan.reason("train/gmf") == change)
            #expect(try bench.start(arguments).wait().stdout.contains(change))
        }

        let second = try bench.run()
        #expect(second.ran == ["train/gmf", "evaluate/gmf"])
        #expect(second.reason("train/gmf") == change)
        #expect(second.reason("evaluate/gmf").contains("train/gmf"))
        #expect(try bench.pipeline("explain", "tiny/gmf").stdout.contains(change))

        try bench.edit("exp.yaml", "learning_rate: 0.03", "learning_rate: 0.02")
        let reverted = try bench.run()
        #expect(reverted.nodes("cached") == Specs.nodes)
        #expect(reverted.artifacts == first.artifacts)
    }

    @Test func anOverrideIsTheSameAsAnEdit() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        let overridden = try bench.run("--set", "train.gmf.optimizer.learning_rate=0.03")
        #expect(overridden.ran == ["train/gmf", "evaluate/gmf"])
        try bench.edit("exp.yaml", "learning_rate: 0.02", "learning_rate: 0.03")
        let edited = try bench.run()
        #expect(edited.ran.isEmpty)
        #expect(edited.artifacts == overridden.artifacts)
    }

    @Test func planningRunsNothing() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let plan = try bench.pipeline("run", "exp.yaml", "--dry-run")
        #expect(plan.code == 0)
        #expect(plan.stdout.contains("has not run before"))
        #expect(try bench.pipeline("runs").code == 66)
        #expect(try bench.run().ran == Specs.nodes)
    }

    @Test func writingTheSpecDifferentlyRunsNothing() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let first = try bench.run()
        try bench.write("exp.yaml", Specs.threeVariantsRewritten)
        let second = try bench.run()
        #expect(second.ran.isEmpty)
        #expect(second.artifacts == first.artifacts)
        #expect(Set(second.runs.map(\.id)) == Set(first.runs.map(\.id)))
    }

    @Test func otherMetricsEvaluateOnly() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        try bench.edit("exp.yaml", "metrics: [ndcg, recall]", "metrics: [ndcg, mrr]")
        let second = try bench.run()
        #expect(second.ran == ["evaluate/ancf", "evaluate/gmf", "evaluate/popularity"])
        #expect(second.reason("evaluate/gmf").contains("metrics"))
        #expect(second.runs.allSatisfy { $0.metrics.keys.contains("mrr") && !$0.metrics.keys.contains("recall@5") })
    }

    @Test func aNewVariantRunsAlone() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        try bench.edit("exp.yaml", "  popularity: {model: popularity}", "  popularity: {model: popularity}\n  bias: {model: bias}")
        #expect(try bench.run().ran == ["train/bias", "evaluate/bias"])
    }

    @Test func forcingRunsAgainAndFindsTheSame() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        let first = try bench.run()
        let forced = try bench.run("--force", "train/gmf")
        #expect(forced.ran == ["train/gmf"])
        #expect(forced.reason("train/gmf") == "forced")
        #expect(forced.artifacts == first.artifacts)
        let unknown = try bench.pipeline("run", "exp.yaml", "--force", "train/gnf")
        #expect(unknown.code == 64)
        #expect(unknown.stderr.contains("train/gmf"))
    }
}
