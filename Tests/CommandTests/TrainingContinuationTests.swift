import Foundation
import Testing

/// Training is cached epoch by epoch.
@Suite struct TrainingContinuationTests {
    @Test func moreEpochsGoOnWhereTheLastRunStopped() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants])
        try bench.run()
        try bench.edit("exp.yaml", "epochs: 3", "epochs: 6")
        let output = try bench.pipeline("run", "exp.yaml")
        #expect(output.code == 0)
        for node in ["train/ancf", "train/gmf"] {
            #expect(output.stderr.contains("\(node): continues after epoch 3"))
            let line = output.stderr.split(separator: "\n").first { $0.hasPrefix("✓ \(node) ") } ?? ""
            #expect(line.contains("from epoch 3"))
            #expect(line.contains("parameter epochs changed 3 → 6"))
        }
        let continued = try bench.run()

        let fresh = try Bench(["exp.yaml": Specs.threeVariants.replacing("epochs: 3", with: "epochs: 6")])
        let scratch = try fresh.run()
        #expect(scratch.ran == Specs.nodes)
        #expect(continued.artifacts == scratch.artifacts)
        #expect(finalMetrics(continued) == finalMetrics(scratch))
    }

    @Test func fewerEpochsAreKnownAlready() throws {
        let bench = try Bench(["exp.yaml": Specs.threeVariants.replacing("epochs: 3", with: "epochs: 6")])
        try bench.run()
        try bench.edit("exp.yaml", "epochs: 6", "epochs: 3")
        let fewer = try bench.run()
        let fresh = try Bench(["exp.yaml": Specs.threeVariants])
        #expect(fewer.artifacts == (try fresh.run()).artifacts)
    }

    private func finalMetrics(_ report: RunReport) -> [String: [String: Double?]] {
        Dictionary(report.runs.map { ($0.variant, $0.metrics) }) { first, _ in first }
    }
}
