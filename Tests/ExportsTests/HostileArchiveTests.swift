import Diagnostics
import Exports
import Foundation
import Orchestrator
import RunDatabase
import Testing

/// Archives made to write elsewhere, to lie about sizes, or to wait for ever.
@Suite struct HostileArchiveTests {
    /// A header of the format "ustar" with a right checksum. Source: IEEE Std 1003.1-2017, pax, "ustar Interchange Format".
    private func header(_ name: String, size: String = "00000000005", type: Character = "0") -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) { for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte } }
        put(name, at: 0)
        put("0000644\u{0}0000000\u{0}0000000\u{0}\(size)\u{0}00000000000\u{0}        \(type)../../target", at: 100)
        put("ustar\u{0}00", at: 257)
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", at: 148)
        return header
    }

    private let content = Array("hello".utf8) + [UInt8](repeating: 0, count: 507)
    private let end = [UInt8](repeating: 0, count: 1024)

    /// Names of everything below the folder that the archive could reach by `..`.
    private func everything(below folder: URL) throws -> Set<String> {
        Set(try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix("deep/er/other") })
    }

    @Test(.timeLimit(.minutes(1))) func nothingIsWrittenElsewhere() throws {
        let sample = try Sample(), other = Workspace(option: sample.path("deep/er/other"))
        try FileManager.default.createDirectory(atPath: sample.path("deep/er"), withIntermediateDirectories: true)
        let archives: [[UInt8]] = [
            header("../../outside") + content + end, header("/tmp/pipeline-outside") + content + end,
            header("objects/../../../outside") + content + end, header("objects/..") + content + end,
            header("run/logs/../../../outside.log") + content + end, header("../logs/0.log") + content + end,
            header("objects/link", size: "00000000000", type: "2") + end, header("objects/link", size: "00000000000", type: "1") + end,
            header("run/", size: "00000000000", type: "5") + end, header("fifo", size: "00000000000", type: "6") + end,
            header("objects/aa", size: "-0000000005") + content + end, header("objects/aa", size: "77777777777") + content,
            header("run/run.json", size: "77777777777") + content, header("actions/aa", size: "-7777777777") + content + end,
            Array(header("objects/aa").prefix(300)), [], end,
        ]
        let path = sample.path("hostile.tar")
        try Data().write(to: URL(fileURLWithPath: path))
        let before = try everything(below: sample.folder)
        for (number, bytes) in archives.enumerated() {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let failure = #expect(throws: Failure.self, "archive \(number)") { try RunSharing.read(path, into: other) }
            #expect(failure.map { $0.code == .invalidInput } == true, "archive \(number): \(failure?.description ?? "")")
        }
        #expect(try everything(below: sample.folder) == before)
        #expect(!FileManager.default.fileExists(atPath: "/tmp/pipeline-outside"))
    }

    @Test(.timeLimit(.minutes(1))) func specialFilesAreRefused() throws {
        let sample = try Sample(), other = Workspace(option: sample.path("other"))
        let pipe = sample.path("pipe"), folder = sample.path("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(mkfifo(pipe, 0o600) == 0 && mkfifo(folder + "/run.json", 0o600) == 0 && symlink("loop", sample.path("loop")) == 0)
        for path in [pipe, folder, sample.path("loop"), "/dev/zero", "/dev/null"] {
            let failure = #expect(throws: Failure.self, "\(path)") { try RunSharing.read(path, into: other) }
            #expect(failure?.code != .internalError)
        }
    }

    /// A record says where its logs are. One from elsewhere must not say which files of this machine the next archive takes along.
    @Test func noRecordNamesFilesToTakeAlong() throws {
        let sample = try Sample(), secret = sample.path("secret"), run = "aa11223344"
        let logs = sample.path("runs/logs/films")
        try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
        try "a secret".write(toFile: secret, atomically: true, encoding: .utf8)
        try "epoch 1/3".write(toFile: logs + "/train.log", atomically: true, encoding: .utf8)
        #expect(symlink(secret, logs + "/link.log") == 0 && mkfifo(logs + "/pipe.log", 0o600) == 0)
        // As an older version took them in, and (the last) as a run made it before its workspace was moved.
        let paths = [
            secret, logs + "/../../../secret", logs + "/link.log", logs + "/pipe.log", "/dev/zero", logs,
            "/elsewhere/runs/logs/films/train.log",
        ]
        try RunDatabase(path: sample.path("runs/pipeline.db"), mode: .readWrite).recordStages(
            paths.enumerated().map { number, path in
                StageRecord(
                    run: run, stage: "prepare", node: "prepare/\(number)", actionKey: "", status: .failed, reason: "", logPath: path)
            })
        let runs = try RunSharing.exports([run], experiment: nil, in: sample.workspace), archive = sample.path("runs.tar")
        _ = try RunArchive.write(runs, of: sample.workspace, to: archive)
        let tar = try TarReader(path: archive)
        var taken: [String] = []
        while let entry = try tar.next() {
            if entry.name.contains("/logs/") { taken.append(String(decoding: try tar.content(), as: UTF8.self)) }
        }
        #expect(taken == ["epoch 1/3"])
        _ = try RunSharing.write(runs, with: JSONExporter.self, to: sample.path("out"))
        let other = Workspace(option: sample.path("other")), third = Workspace(option: sample.path("third"))
        _ = try RunSharing.read(sample.path("out"), into: other)
        #expect(try other.readDatabase().stages(run).allSatisfy { $0.logPath == nil })
        _ = try RunSharing.read(archive, into: third)
        #expect(try third.readDatabase().stages(run).compactMap(\.logPath).compactMap(third.logFile).count == 1)
    }
}
