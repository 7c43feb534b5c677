import Foundation
import FuzzTargets
import Testing

/// What `Scripts/fuzz` does for hours, for a second: each seed and each finding of the past, and the same few changes of them every time.
@Suite("Fuzz targets") struct ReplayTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    private static func inputs(of target: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = corpus.appending(path: target)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try names.map { ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0)))) }
    }

    @Test("every folder of seeds belongs to a target") func folders() throws {
        let folders = Set(try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path))
        #expect(folders.subtracting(FuzzTargets.all.map(\.name)) == [])
    }

    /// PIPELINE_FUZZ=100000 makes so many changes instead of a few.
    @Test("takes its seeds, its findings of the past, and changes of them", arguments: FuzzTargets.all.map(\.name))
    func replay(name: String) throws {
        let target = try #require(FuzzTargets.named(name)), read = try target.make(), clock = ContinuousClock()
        let inputs = try Self.inputs(of: name)
        try #require(!inputs.isEmpty, "\(name) has no seeds")
        for input in inputs {
            let time = clock.measure {
                do { try read(input.bytes) } catch { Issue.record("\(name)/\(input.name): \(error)") }
            }
            #expect(time < .seconds(20), "\(name)/\(input.name) took \(time)")
        }
        try read([])
        let before = try residentMegabytes()
        let count = ProcessInfo.processInfo.environment["PIPELINE_FUZZ"].flatMap(Int.init) ?? 300
        var mutator = Mutator(seed: 20_261_121)
        let seeds = inputs.map(\.bytes)
        for _ in 0..<count {
            let bytes = mutator.mutated(seeds[mutator.below(seeds.count)], with: seeds, maximum: target.maximumBytes)
            do { try read(bytes) } catch {
                Issue.record("\(name): \(error): base64 \(Data(bytes).base64EncodedString())")
                return
            }
        }
        // Other targets run beside it; a reader that keeps what it reads, or believes a header, grows by more.
        let grown = try residentMegabytes() - before
        #expect(grown < 500, "\(name): memory grew by \(grown) MB")
    }

    /// Of this process.
    private func residentMegabytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096 / 1_000_000
    }
}
