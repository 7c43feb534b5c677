import Diagnostics
import Parameters
import Store
import Synchronization
import Testing

@Suite struct CollectTests {
    let workspace: Workspace
    let store: Store

    init() throws {
        workspace = try Workspace()
        store = try workspace.store()
    }

    /// An action whose output is the given files.
    private func action(_ stage: String, _ files: [String: String]) throws -> ActionRecord {
        let components = ActionComponents(stage: stage, codeVersion: 1, parameters: .null)
        let record = ActionRecord(
            key: components.key, components: components, manifest: try store.addArtifact(files).manifest, seconds: 0, created: 0)
        try store.save(record, in: try store.attempt())
        return record
    }

    @Test func keepsWhatKeptActionsShare() throws {
        let kept = try action("a", ["x": "shared", "y": "own"])
        let dropped = try action("b", ["x": "shared", "z": "12345"])
        _ = try store.add(Array("nobody's".utf8))
        let dry = try store.collect(keeping: [kept.key], dryRun: true)
        #expect(dry.actions == 1 && dry.objects == 2 && dry.bytes == 5 + 8)
        #expect(try store.verify().objects == 4)
        #expect(try store.collect(keeping: [kept.key], dryRun: false) == dry)
        let fresh = try workspace.store()
        #expect(try fresh.artifact(kept.manifest).string("x") == "shared")
        #expect(fresh.artifact(dropped.manifest).missingFiles == ["z"])
        #expect(try fresh.verify().isWhole)
        #expect(try fresh.collect(keeping: [kept.key], dryRun: false) == Store.Collection())
    }

    @Test func isRefusedWhileActionsAreInProgress() throws {
        let attempt = try store.attempt()
        let other = try workspace.store()
        do {
            _ = try other.collect(keeping: [], dryRun: false)
            Issue.record("no error")
        } catch { #expect(error.code == .busy) }
        withExtendedLifetime(attempt) {}
    }

    @Test func verifyFindsEveryDamagedFile() throws {
        let record = try action("a", ["x": "hello", "y": "world"])
        #expect(try store.verify().isWhole)
        try workspace.write(Array("hellp".utf8), to: store.objectPath(Digest(hashing: Array("hello".utf8))))
        let result = try store.verify()
        #expect(result.objects == 2 && result.bytes == 10 && result.records == 1)
        #expect(result.quarantined.count == 1)
        #expect(result.incomplete == [record.key])
    }

    @Test(arguments: [1, 2, 8]) func verifyOnManyThreadsFindsTheSame(threads: Int) throws {
        let files = Dictionary(uniqueKeysWithValues: (0..<40).map { ("\($0)", "content \($0)") })
        let record = try action("a", files)
        for number in [3, 17, 39] {
            try workspace.write([0], to: store.objectPath(Digest(hashing: Array("content \(number)".utf8))))
        }
        let most = Atomic<Int>(0)
        let result = try store.verify(threads: threads, isCancelled: { false }) { bytes in _ = most.max(bytes, ordering: .relaxed) }
        #expect(result.objects == 40 && result.quarantined.count == 3 && result.incomplete == [record.key])
        #expect(result.bytes == most.load(ordering: .relaxed))
        #expect(listing(store.root + "/quarantine").count == 3)
        #expect(throws: Failure.self) { try self.store.verify(threads: threads, isCancelled: { true }) }
        // Only what is incomplete is forgotten.
        let whole = try action("b", ["x": "whole"])
        try store.forget([record.key, whole.key])
        #expect(try store.actionKeys() == [whole.key])
        #expect(try store.verify(threads: threads).isWhole)
    }
}
