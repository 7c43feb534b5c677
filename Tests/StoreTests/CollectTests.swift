import Diagnostics
import Dispatch
import FaultyFiles
import Files
import Glibc
import Parameters
import Processes
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

    /// What another store on the workspace has published, looked up or recorded stays as long as it is open, though no run names it yet.
    @Test func leavesAloneWhatOthersUse() throws {
        let looked = try action("a", ["x": "looked up"]), nobodys = try action("b", ["y": "nobody's"])
        let chain = Digest(hashing: Array("chain".utf8))
        let collector = try workspace.store()
        do {
            let worker = try workspace.store()
            try worker.use([looked.key, chain])
            let published = try worker.addArtifact(["z": "published"])
            // The one that made the two is gone.
            let kept = try collector.collect(keeping: [nobodys.key], dryRun: true)
            #expect(kept.actions == 0 && kept.objects == 0)
            let removed = try withoutNotes(of: store) { try collector.collect(keeping: [], dryRun: false) }
            #expect(removed.actions == 1 && removed.objects == 1)
            #expect(try collector.actionKeys() == [looked.key])
            #expect(try workspace.store().artifact(looked.manifest).string("x") == "looked up")
            #expect(published.missingFiles.isEmpty)
        }
        let removed = try withoutNotes(of: store) { try collector.collect(keeping: [], dryRun: false) }
        #expect(removed.actions == 1 && removed.objects == 2)
    }

    /// The store that made a test's actions noted them all: its notes are put aside.
    private func withoutNotes<Result>(of store: Store, _ body: () throws -> Result) throws -> Result {
        let first = try #require(listing(store.root + "/uses").min { number($0) < number($1) })
        let path = store.root + "/uses/" + first, aside = workspace.path + "/aside"
        try FileSystem.local.rename(path, to: aside)
        defer { try? FileSystem.local.rename(aside, to: path) }
        return try body()
    }

    private func number(_ name: String) -> Int { name.split(separator: ".").last.flatMap { Int($0) } ?? 0 }

    @Test func notesOfTheDeadKeepNothing() throws {
        let record = try action("a", ["x": "hello"])
        let notes = try #require(listing(store.root + "/uses").first)
        var dead = ProcessIdentity.current
        dead.startTicks += 1
        try FileSystem.local.rename(store.root + "/uses/" + notes, to: store.root + "/uses/\(dead.text).1")
        #expect(try workspace.store().collect(keeping: [], dryRun: false).actions == 1)
        #expect(throws: Failure.self) { try self.store.artifact(record.manifest).string("x") }
        try workspace.store().sweep()
        #expect(listing(store.root + "/uses").isEmpty)
    }

    /// Whoever could not write a note goes no further, and the notes that come later count.
    @Test(arguments: 1...9) func aNoteThatIsHalfWrittenHidesNoOther(call: Int) throws {
        let faulty = FaultyFiles(root: workspace.path, fault: .error(ENOSPC, at: call))
        let worker = try? Store(workspace: "\(workspace.path)/runs", files: FileSystem(faulty))
        let keys = (0..<5).map { Digest(hashing: [$0]) }
        var failed = worker == nil ? 1 : 0
        for key in keys { do { try worker?.use(key) } catch { failed += 1 } }
        #expect(failed == 1)
        for key in keys { try worker?.use(key) }
        var noted: Set<Digest> = []
        for name in listing(store.root + "/uses") {
            let bytes = try FileSystem.local.read("\(store.root)/uses/\(name)") ?? []
            for start in stride(from: 0, to: bytes.count - 31, by: 32) {
                noted.formUnion(Digest(bytes: bytes[start..<start + 32]).map { [$0] } ?? [])
            }
        }
        #expect(noted == (worker == nil ? [] : Set(keys)))
    }

    /// Eight threads look up and carry out, while another collects without a pause: nobody loses what it uses.
    @Test func collectingBesideThoseAtWorkTakesNothingTheyUse() throws {
        let lost = Atomic<Int>(0), done = Atomic<Int>(0), workers = 8, rounds = 40
        DispatchQueue.concurrentPerform(iterations: workers + 1) { index in
            guard index > 0 else {
                while done.load(ordering: .relaxed) < workers {
                    do { _ = try workspace.store().collect(keeping: [], dryRun: false) } catch { lost.add(1, ordering: .relaxed) }
                    usleep(1000)
                }
                return
            }
            defer { done.add(1, ordering: .relaxed) }
            for round in 0..<rounds {
                do {
                    let worker = try workspace.store()
                    let components = ActionComponents(stage: "s", codeVersion: 1, parameters: .int(round % 5))
                    try worker.use(components.key)
                    if case .found(let record) = try worker.action(components.key) {
                        if !worker.artifact(record.manifest).missingFiles.isEmpty { lost.add(1, ordering: .relaxed) }
                        continue
                    }
                    let artifact = try worker.addArtifact(["x": "shared", "y": "\(round % 5)"])
                    try worker.save(
                        ActionRecord(key: components.key, components: components, manifest: artifact.manifest, seconds: 0, created: 0),
                        in: try worker.attempt())
                    if !artifact.missingFiles.isEmpty { lost.add(1, ordering: .relaxed) }
                } catch { lost.add(1, ordering: .relaxed) }
            }
        }
        #expect(lost.load(ordering: .relaxed) == 0)
        #expect(try workspace.store().verify().isWhole)
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
