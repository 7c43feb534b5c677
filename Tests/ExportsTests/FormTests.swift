import Diagnostics
import Exports
import Foundation
import Testing

/// What is written, read by other means: by hand, and by the programs that it is for.
@Suite struct FormTests {
    private func export(_ sample: Sample, _ form: any RunExporter.Type) throws -> String {
        let runs = try RunSharing.exports([], experiment: "films", in: sample.workspace), folder = sample.path("out")
        _ = try RunSharing.write(runs, with: form, to: folder)
        return folder
    }

    @Test func formsAreKnownByName() throws {
        for form in RunExporters.all { #expect(try RunExporters.require(form.id).id == form.id && !form.documentation.isEmpty) }
        let failure = #expect(throws: Failure.self) { try RunExporters.require("mlfow") }
        #expect(failure?.diagnostics.first?.hint == "did you mean 'mlflow'?")
    }

    @Test func tables() throws {
        let sample = try Sample(), folder = try export(sample, CSVExporter.self)
        let metrics = try String(contentsOfFile: folder + "/metrics.csv", encoding: .utf8)
        #expect(metrics.contains("aa11223344,ndcg@10,0.25\n") && metrics.contains("bb11223344,rmse,inf\n"))
        let parameters = try String(contentsOfFile: folder + "/parameters.csv", encoding: .utf8)
        #expect(parameters.contains("train.learning_rate,0.001,0.001,double\n"))
        let history = try String(contentsOfFile: folder + "/history.csv", encoding: .utf8)
        #expect(history.contains("aa11223344,train/loss,2,0.25,2026-09-21T"))
        for name in ["runs", "stages"] { #expect(FileManager.default.fileExists(atPath: folder + "/\(name).csv")) }
    }

    /// The frames of the event file, taken apart by the format's description.
    @Test func eventFiles() throws {
        let sample = try Sample(), folder = try export(sample, TensorBoardExporter.self)
        let run = folder + "/films/ancf-aa11223344"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: run).first)
        #expect(name == "events.out.tfevents.1790000000.aa11223344")
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(run)/\(name)")))
        var events: [[UInt8]] = [], position = 0
        while position < bytes.count {
            let length = bytes[position..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            events.append(Array(bytes[position + 12..<position + 12 + length]))
            position += 16 + length
        }
        #expect(position == bytes.count)
        // version, hparams start, spec, 3 losses, 3 results, hparams end
        #expect(events.count == 10)
        #expect(events[0].suffix(15).elementsEqual([0x1A, 13] + Array("brain.Event:2".utf8)))
        let loss = Array("train/loss".utf8)
        #expect(events.count { event in event.indices.contains { event[$0...].starts(with: loss) } } == 3)
    }

    @Test func mlflowLayout() throws {
        let sample = try Sample(), folder = try export(sample, MLflowExporter.self)
        let experiments = try FileManager.default.contentsOfDirectory(atPath: folder + "/mlruns")
        #expect(experiments.count == 1 && experiments[0].count == 15 && Int(experiments[0]) != nil)
        let experiment = folder + "/mlruns/" + experiments[0]
        let runs = try FileManager.default.contentsOfDirectory(atPath: experiment).filter { $0 != "meta.yaml" }.sorted()
        #expect(runs.map { $0.prefix(10) } == ["aa11223344", "bb11223344", "cc11223344"] && runs.allSatisfy { $0.count == 32 })
        let losses = try String(contentsOfFile: "\(experiment)/\(runs[0])/metrics/train/loss", encoding: .utf8)
        #expect(losses.split(separator: "\n").map(String.init)[1] == "1790000002250 0.25 2")
        #expect(try String(contentsOfFile: "\(experiment)/\(runs[0])/metrics/ndcg_at_10", encoding: .utf8) == "1790000004250 0.25 0\n")
    }

    @Test(arguments: [("mlflow", "read_mlflow.py"), ("tensorboard", "read_tensorboard.py")])
    func openedByThePeer(peer: String, script: String) throws {
        let sample = try Sample()
        let folder = try export(sample, try RunExporters.require(peer))
        let runs = try RunSharing.exports([], experiment: "films", in: sample.workspace)
        _ = try RunSharing.write(runs, with: JSONExporter.self, to: sample.path("json"))
        guard let result = try Sample.python(peer, script, [folder, sample.path("json")]) else { return }
        #expect(result.code == 0, "\(result.output)")
        #expect(result.output.contains("all agree"), "\(result.output)")
    }

    @Test func archivesAreReadByTar() throws {
        let sample = try Sample()
        let runs = try RunSharing.exports(["aa", "bb"], experiment: nil, in: sample.workspace)
        let summary = try RunArchive.write(runs, of: sample.workspace, to: sample.path("two.tar"))
        #expect(summary.runs == 2 && summary.missing.count == 2, "the sample's store holds nothing")
        let tar = Process(), pipe = Pipe()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "tf", sample.path("two.tar")]
        tar.standardOutput = pipe
        try tar.run()
        let names = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        #expect(names == "aa11223344/spec.yaml\naa11223344/run.json\nbb11223344/spec.yaml\nbb11223344/run.json\n")
    }

    @Test func damagedArchivesAreRefused() throws {
        let sample = try Sample(), path = sample.path("one.tar")
        _ = try RunArchive.write(try RunSharing.exports(["aa"], experiment: nil, in: sample.workspace), of: sample.workspace, to: path)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for (number, change) in [(0, whole.prefix(700)), (1, Data("no archive".utf8)), (2, whole.prefix(600) + Data(count: 100))]
            .enumerated()
        {
            let bad = sample.path("bad\(number).tar")
            try change.1.write(to: URL(fileURLWithPath: bad))
            #expect(throws: Failure.self) { try RunSharing.read(bad, into: .init(option: sample.path("other\(number)"))) }
        }
    }
}
