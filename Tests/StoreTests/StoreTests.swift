import Diagnostics
import Files
import Foundation
import Parameters
import Processes
import Store
import Testing

@Suite struct StoreTests {
    let workspace: Workspace
    let store: Store

    init() throws {
        workspace = try Workspace()
        store = try workspace.store()
    }

    private func sha256sum(_ path: String) throws -> String {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sha256sum", path]
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data.prefix(64), as: UTF8.self)
    }

    /// What a thread of a process that ends at once is still writing can no longer be published in part.
    @Test func abandonedAttemptsAreGone() throws {
        let attempt = try store.attempt(), staging = attempt.directory + "/staging"
        try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
        try Data([1]).write(to: URL(fileURLWithPath: staging + "/state"))
        store.abandonAttempts()
        #expect(rename(staging, attempt.directory + "-published") != 0)
        let own = try #require(attempt.directory.split(separator: "/").dropLast().last)
        #expect(!FileManager.default.fileExists(atPath: "\(store.root)/tmp/\(own)"))
    }

    @Test(arguments: [0, 1, 63, 64, 4096, 262_143, 262_144, 1_000_003]) func sha256sumPrintsAnObjectsName(count: Int) throws {
        var random = SplitMix(state: UInt64(count))
        let digest = try store.add((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        let path = store.objectPath(digest)
        #expect(try sha256sum(path) == digest.hex)
        #expect(path.hasSuffix("/objects/\(digest.hex.prefix(2))/\(digest.hex)"))
    }

    @Test func objectsAreReadOnlyAndStoredOnce() throws {
        let digest = try store.add([1, 2, 3])
        #expect(try store.add([1, 2, 3]) == digest)
        let attributes = try FileManager.default.attributesOfItem(atPath: store.objectPath(digest))
        #expect(attributes[.posixPermissions] as? Int == 0o444)
    }

    @Test func adoptingMovesTheFile() throws {
        let attempt = try store.attempt(), path = attempt.directory + "/big.bin"
        try workspace.write([UInt8](repeating: 7, count: 3_000_000), to: path)
        let inode = try #require(FileStatus(path: path)).inode
        let (digest, size) = try store.adopt(path, in: attempt)
        #expect(size == 3_000_000)
        #expect(FileStatus(path: store.objectPath(digest))?.inode == inode)
        #expect(!FileSystem.local.exists(path))
    }

    @Test func aDroppedWriterLeavesNothing() throws {
        let attempt = try store.attempt()
        do {
            let writer = try store.writer(in: attempt)
            try writer.write([UInt8](repeating: 1, count: 1_000_000))
        }
        #expect(listing(attempt.directory).isEmpty)
        #expect(!FileSystem.local.exists(store.root + "/objects"))
    }

    @Test func aFlippedByteIsNoticedAndQuarantined() throws {
        let artifact = try store.addArtifact(["a.txt": "hello"])
        let path = try artifact.path("a.txt")
        try workspace.write(Array("hellp".utf8), to: path)
        let other = try workspace.store().artifact(artifact.manifest)
        #expect(other.missingFiles.isEmpty)
        let failure = #expect(throws: Failure.self) { try other.path("a.txt") }
        #expect(failure?.code == .inputOutput)
        #expect(!FileSystem.local.exists(path))
        #expect(listing(store.root + "/quarantine").count == 1)
        // The same bytes written again are whole again.
        _ = try store.addArtifact(["a.txt": "hello"])
        #expect(try other.string("a.txt") == "hello")
    }

    @Test func aDamagedObjectIsReplacedWhenItsBytesComeAgain() throws {
        let artifact = try store.addArtifact(["a.txt": "hello"])
        try workspace.write(Array("hellp".utf8), to: try artifact.path("a.txt"))
        let fresh = try workspace.store()
        _ = try fresh.addArtifact(["a.txt": "hello"])
        #expect(try workspace.store().artifact(artifact.manifest).string("a.txt") == "hello")
    }

    @Test func unknownFilesHaveASuggestion() throws {
        let artifact = try store.addArtifact(["metrics.json": "{}"])
        let failure = #expect(throws: Failure.self) { try artifact.path("metrics.jsn") }
        #expect(failure?.diagnostics.first?.hint == "did you mean 'metrics.json'?")
    }

    // MARK: Records

    private func record() throws -> ActionRecord {
        let parameters = ParameterValue.record([
            ("x", .list([.double(.pi), .null])), ("y", .record([("z", .string("日本"))])), ("b", .bool(true)),
        ])
        let components = ActionComponents(
            stage: "train", codeVersion: 2, parameters: parameters, seed: .max, inputs: [.init("i", Digest(hashing: [1]))],
            files: [.init("f", Digest(hashing: [2]))])
        return ActionRecord(
            key: components.key, components: components, manifest: try store.addArtifact(["a": "1", "b": "2"]).manifest, seconds: 1.5,
            created: 1_700_000_000_000, facts: ["host": "h", "log": ""])
    }

    @Test func recordsComeBackAsTheyWere() throws {
        let record = try record()
        try store.save(record, in: try store.attempt())
        guard case .found(let read) = try workspace.store().action(record.key) else {
            Issue.record("the record was not found")
            return
        }
        #expect(read == record)
        #expect(read.components.key == record.key)
        #expect(try store.actionKeys() == [record.key])
    }

    @Test func everyDamageToARecordIsNoticed() throws {
        let record = try record()
        try store.save(record, in: try store.attempt())
        let path = "\(store.root)/actions/\(record.key.hex.prefix(2))/\(record.key.hex)"
        let whole = try #require(try FileSystem.local.read(path))
        for position in stride(from: 0, to: whole.count, by: 7) {
            var damaged = whole
            damaged[position] ^= 0x10
            for bytes in [damaged, Array(whole[..<position])] {
                try workspace.write(bytes, to: path)
                guard case .damaged = try store.action(record.key) else {
                    Issue.record("damage at \(position) was not noticed")
                    return
                }
                #expect(!FileSystem.local.exists(path))
            }
        }
    }

    // MARK: External files

    @Test func externalFilesAreRehashedOnlyWhenTheyChange() throws {
        let path = try workspace.file("data.csv", "1,2")
        usleep(60_000)
        let digest = try store.fileDigest(path)
        #expect(try digest.hex == sha256sum(path))
        #expect(try workspace.store().rememberedFileDigest(path) == digest)
        _ = try workspace.file("data.csv", "1,3")
        #expect(try workspace.store().rememberedFileDigest(path) == nil)
        #expect(try store.fileDigest(path) != digest)
    }

    /// A file changed within the clock's tick of being hashed could change again and look the same.
    @Test func aFileChangedJustNowIsNotRemembered() throws {
        let path = try workspace.file("data.csv", "1,2")
        _ = try store.fileDigest(path)
        #expect(try store.rememberedFileDigest(path) == nil)
    }

    @Test func missingFilesAndDirectoriesAreErrors() throws {
        #expect(throws: Failure.self) { try store.fileDigest("\(workspace.path)/none") }
        do { _ = try store.fileDigest("\(workspace.path)/none") } catch { #expect(error.code == .missingInput) }
        do { _ = try store.fileDigest(workspace.path) } catch { #expect(error.code == .invalidInput) }
    }

    // MARK: Attempts and locks

    @Test func attemptsOfDeadProcessesAreSwept() throws {
        let own = ProcessIdentity.current
        let dead = "\(store.root)/tmp/\(own.host)~\(own.bootID.prefix(8))~\(own.pid)~1"
        let rebooted = "\(store.root)/tmp/\(own.host)~00000000~\(own.pid)~\(own.startTicks)"
        let elsewhere = "\(store.root)/tmp/other-host~00000000~1~1"
        for directory in [dead, rebooted, elsewhere] { try FileSystem.local.makeDirectories(directory + "/1-1/work") }
        let mine = try store.attempt()
        let second = try workspace.store().attempt()
        #expect(!FileSystem.local.exists(dead) && !FileSystem.local.exists(rebooted))
        #expect(FileSystem.local.exists(elsewhere) && FileSystem.local.exists(mine.directory) && FileSystem.local.exists(second.directory))
        #expect(mine.directory != second.directory)
    }

    @Test func locksExcludeAndLeaveNothing() throws {
        let path = try store.lockPath(Digest(hashing: []))
        var lock = try FileLock.tryAcquire(path)
        #expect(lock != nil)
        #expect(try FileLock.tryAcquire(path) == nil)
        #expect(try FileLock.acquire(path, unless: { true }) == nil)
        lock = nil
        #expect(!FileSystem.local.exists(path))
        #expect(try FileLock.tryAcquire(path) != nil)
    }

    @Test func scopesRememberAndMerge() throws {
        let a = Digest(hashing: [1]), b = Digest(hashing: [2])
        try store.updateScopeIndex("x", with: ["n": a])
        try workspace.store().updateScopeIndex("x", with: ["m": b])
        let index = try store.scopeIndex("x")
        #expect(index["n"] == a && index["m"] == b)
        #expect(try store.scopeIndex("y")["n"] == nil)
    }

    @Test func digestsReadAndCompare() throws {
        let digest = Digest(hashing: [])
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == nil)
        #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
        #expect(Digest(hex: digest.hex + "0") == nil)
        let digests = (0..<50).map { Digest(hashing: [$0]) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    }

    /// Nothing of them is read: some wait, some never end.
    @Test(.timeLimit(.minutes(1)), arguments: ["/proc/kmsg", "/proc/self/pagemap", "/dev/zero", "/dev/null", "/proc"])
    func specialFilesHaveNoDigest(path: String) throws {
        let workspace = try Workspace()
        let failure = #expect(throws: Failure.self) { try workspace.store().fileDigest(path) }
        #expect(failure?.code == .invalidInput && failure?.diagnostics.first?.hint?.contains("copy it") == true, "\(failure as Any)")
    }
}
