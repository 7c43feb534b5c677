import Charts
import Foundation
import Parameters
import Reports
import RunDatabase
import Testing

@Suite struct PageTests {
    private let hostile = "<script>alert('x')</script> \"quoted\" & שלום 🎬"

    private func run(_ id: String, variant: String) -> RunRecord {
        RunRecord(
            id: id, experiment: hostile, variant: variant, specPath: "a b/\(hostile).yaml",
            spec: "{\"seed\": 1, \"train\": {\"epochs\": 3}}", seed: 1,
            version: "1",
            parameters: .record([("train", .record([("epochs", .int(variant == "x" ? 3 : 4)), ("note", .string(hostile))]))]),
            tags: ["note": hostile])
    }

    /// A workspace with two runs whose every text is markup.
    private func workspace() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let database = try RunDatabase(path: folder.appending(path: "pipeline.db").path, mode: .readWrite)
        for (id, variant) in [("aaaa1111", "x"), ("bbbb2222", hostile)] {
            try database.beginRun(run(id, variant: variant))
            for step in 1...3 {
                try database.log(metrics: [
                    MetricPoint(run: id, name: "train/loss", step: step, value: 1 / Double(step)),
                    MetricPoint(run: id, name: "valid/ndcg@10", step: step, value: Double(step) / 10),
                ])
            }
            try database.log(metrics: [MetricPoint(run: id, name: "ndcg@10", value: variant == "x" ? 0.3 : 0.2)])
            try database.finishRun(id, status: .finished)
        }
        return folder
    }

    @Test func everythingIsEscaped() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(at: folder) }
        let report = try RunReport(["aaaa1111", "bbbb2222"], workspace: .init(option: folder.path), title: hostile)
        let html = report.html(library: nil)
        #expect(!html.contains("<script>alert"))
        #expect(!html.contains("\"quoted\" &"))
        #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;quoted&quot; &amp; שלום 🎬"))
        // Nothing is fetched from anywhere.
        #expect(!html.contains("src=") && !html.contains("url(") && !html.contains("<link"))
        #expect(html.contains("<h2>Learning curves</h2>"))
        // What differs is marked in the spec, what does not is not.
        #expect(html.contains("seed: 1\ntrain:\n<mark>  epochs: 3</mark>"))
        // A file name that a shell would take apart is quoted.
        #expect(html.contains("pipeline run &#39;a b/"))
    }

    @Test func runsStandInTheOrderOfTheirResults() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(at: folder) }
        let html = try RunReport(["bbbb2222", "aaaa1111"], workspace: .init(option: folder.path)).html(library: nil)
        let results = try #require(html.range(of: "<h2>Results</h2>"))
        let first = try #require(html.range(of: "0.3000", range: results.upperBound..<html.endIndex))
        let second = try #require(html.range(of: "0.2000", range: results.upperBound..<html.endIndex))
        #expect(first.lowerBound < second.lowerBound)
        #expect(html.contains("x is ahead of") && html.contains("cannot be said from one run each"))
    }

    /// The rule and the words of `pipeline compare`.
    @Test func whatIsNotComparableIsNotTested() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try RunDatabase(path: folder.appending(path: "pipeline.db").path, mode: .readWrite)
        for (id, digest) in [("aaaa1111", "one"), ("bbbb2222", "other")] {
            try database.recordStage(
                StageRecord(run: id, stage: "split", status: .ran, artifact: ArtifactRecord(digest: digest, files: 1, bytes: 10)))
        }
        let html = try RunReport(["bbbb2222", "aaaa1111"], workspace: .init(option: folder.path)).html(library: nil)
        #expect(html.contains("are not comparable: the splits differ: another seed or other code"))
        #expect(!html.contains("is ahead of"))
    }

    @Test func theLatestRunOfEachVariantIsTheExperiment() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try RunDatabase(path: folder.appending(path: "pipeline.db").path, mode: .readWrite)
        try database.beginRun(run("cccc3333", variant: "x"))
        #expect(Set(try database.selected([], experiment: hostile)) == ["aaaa1111", "bbbb2222"])
        try database.finishRun("cccc3333", status: .finished)
        #expect(Set(try database.selected([], experiment: hostile)) == ["cccc3333", "bbbb2222"])
        #expect(try database.selected(["bbbb", "bbbb2222"], experiment: nil) == ["bbbb2222"])
        #expect(throws: (any Error).self) { try database.selected([], experiment: "none") }
    }

    @Test func anUnknownMetricIsRefused() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: (any Error).self) { try RunReport(["aaaa1111"], workspace: .init(option: folder.path), metric: "ndgc@10") }
    }

    @Test func curvesChooseMetricsByTheirEnds() throws {
        let folder = try workspace()
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try RunDatabase(path: folder.appending(path: "pipeline.db").path, mode: .readOnly)
        let runs = try database.runs()
        let curves = try LearningCurves(runs, in: database, options: .init(metrics: ["ndcg@10", "loss", "train/loss"]))
        #expect(curves.metrics == ["valid/ndcg@10", "train/loss"])
        #expect(curves.charts.map { $0.series.count } == [2, 2])
        #expect(curves.charts[0].series[0].points.map(\.y) == [0.1, 0.2, 0.3])
        #expect(try LearningCurves(runs, in: database).metrics == ["train/loss", "valid/ndcg@10"])
        #expect(throws: (any Error).self) { try LearningCurves(runs, in: database, options: .init(metrics: ["los"])) }
    }
}
