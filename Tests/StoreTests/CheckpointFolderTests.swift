import Diagnostics
import FaultyFiles
import Files
import Glibc
import Parameters
import Store
import Testing

/// A folder is a checkpoint if its record is in it, however it came there and whoever died meanwhile.
@Suite struct CheckpointFolderTests {
    let workspace: Workspace
    let store: Store
    let chain = Digest(hashing: Array("chain".utf8))

    init() throws {
        workspace = try Workspace()
        store = try workspace.store()
    }

    private var folder: String { store.checkpointDirectory(chain) }

    private func save(_ epoch: Int, _ store: Store) throws {
        let attempt = try store.attempt(), staging = "\(attempt.directory)/staging"
        try store.files.makeDirectories(staging)
        let bytes = Array("state \(epoch)".utf8)
        try store.files.replace("\(staging)/state", with: bytes, temporary: attempt.temporaryPath())
        _ = try store.saveCheckpoint(
            chain, epoch: epoch, components: ActionComponents(stage: "train", codeVersion: 1, parameters: .null), staging: staging,
            files: [ArtifactFile(name: "state", digest: Digest(hashing: bytes), size: bytes.count)], seconds: 0, in: attempt)
    }

    private func text(_ epoch: Int, _ store: Store) throws -> String? {
        try store.checkpoint(chain, epoch: epoch) { Issue.record("quarantined: \($0)") }?.string("state")
    }

    /// What a rename carries away that the kernel finished for a process already counted as dead.
    @Test(arguments: [[], ["state"]]) func withoutItsRecordAFolderIsNothing(_ left: [String]) throws {
        try save(3, store)
        let unfinished = "\(folder)/00000004"
        try FileSystem.local.makeDirectories(unfinished)
        for name in left { try workspace.write([1], to: "\(unfinished)/\(name)") }
        #expect(try store.checkpointEpochs(chain) == [3])
        #expect(try text(4, store) == nil)
        #expect(try store.verify().isWhole)
        #expect(listing(store.root + "/quarantine").isEmpty)
        // It is in nobody's way, and goes with the next training.
        try store.dropUnfinishedCheckpoints(chain, in: try store.attempt())
        #expect(listing(folder) == ["00000003"])
        try FileSystem.local.makeDirectories(unfinished)
        for name in left { try workspace.write([1], to: "\(unfinished)/\(name)") }
        try save(4, store)
        #expect(try text(4, store) == "state 4")
    }

    @Test func aFileThatIsLostBesideItsRecordIsDamage() throws {
        try save(3, store)
        FileSystem.local.remove("\(folder)/00000003/state")
        #expect(try workspace.store().verify().quarantined.count == 1)
        #expect(listing(folder).isEmpty)
    }

    /// Whoever trains checks by itself, and may be replacing the epoch just now.
    @Test func verifyLeavesAChainAloneThatIsBeingTrained() throws {
        try save(3, store)
        try workspace.write(Array("flipped".utf8), to: "\(folder)/00000003/state")
        let other = try workspace.store()
        do {
            let lock = try #require(try FileLock.tryAcquire(try store.lockPath(chain)))
            defer { withExtendedLifetime(lock) {} }
            #expect(try other.verify().isWhole)
        }
        #expect(try other.verify().quarantined.count == 1)
    }

    /// Publishing, replacing, dropping and collecting, with the process dying at each call: nothing that is left counts as damaged.
    @Test func dyingAnywhereLeavesNoHalf() throws {
        let place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : workspace.path
        let root = "\(place)/pipeline-folders-\(UInt64.random(in: 0...UInt64.max))"
        defer { FileSystem.local.removeTree(root) }
        func work(_ store: Store) throws {
            for epoch in [1, 2, 2, 3] { try save(epoch, store) }
            try store.dropCheckpoint(chain, epoch: 1, in: try store.attempt())
            _ = try store.collect(dryRun: false) { () throws(Failure) in
                Store.Roots(kept: [], released: [])
            }
            // As old as a chain has to be that nobody asked for.
            var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
            utimensat(AT_FDCWD, store.checkpointDirectory(chain), &times, 0)
            _ = try store.collect(keeping: [], dryRun: false)
        }
        let counting = FaultyFiles(root: "\(root)/0"), calm = try Store(workspace: "\(root)/0", files: FileSystem(counting))
        try work(calm)
        #expect(listing("\(root)/0/store/checkpoints").allSatisfy { listing("\(root)/0/store/checkpoints/\($0)").isEmpty })
        let calls = counting.operations.count
        var deaths = 0
        for number in 1...calls {
            let path = "\(root)/\(number)", files = FaultyFiles(root: path, fault: .crash(at: number))
            try? work(try Store(workspace: path, files: FileSystem(files)))
            // Directories may be removed in another order, with a call less.
            deaths += files.isDead ? 1 : 0
            let fresh = try Store(workspace: path)
            #expect(try fresh.verify().isWhole, "died at call \(number): \(counting.operations[number - 1])")
            for epoch in try fresh.checkpointEpochs(chain) { #expect(try text(epoch, fresh) == "state \(epoch)") }
            #expect(listing(path + "/store/quarantine").isEmpty)
            FileSystem.local.removeTree(path)
        }
        #expect(deaths > 60)
    }
}
