import Diagnostics
import Files
import Glibc
import Processes
import struct Synchronization.Atomic
import Threads

/// The content-addressed store of a workspace:
///
///     store/objects/ab/abcd…      blobs, named by their SHA-256, read-only
///     store/actions/ab/abcd…      action key → record
///     store/checkpoints/ab/abcd…/00000012/   a training's state after epoch 12: its files and `.record`
///     store/records/journal       what the run database says of each run, sweep and trial
///     store/scopes/…              which key each node of an experiment had last
///     store/file-digests          digests of external files
///     store/tmp/<process>/<n>/    what attempts are writing; <process>.<n>: what is being removed
///     store/processes/<process>   written every ten seconds by those that are at work
///     store/locks/…               locks that end with their process
///     store/uses/<process>        what a process needs, for `collect` to leave alone
///     store/quarantine/…          what was found damaged
///
/// All of it may be used by several threads and processes at once.
public final class Store: Sendable {
    public let workspace: String
    public let root: String
    package let files: FileSystem
    let state = Mutex(State())
    let uses: UseNotes

    struct State {
        var knownDirectories: Set<String> = []
        /// Directories whose own names are durable.
        var durableDirectories: Set<String> = []
        var attempts = 0
        /// Says to other machines that attempts go on here.
        var lease: ProcessLease?
        var hasSwept = false
        /// Others were at work when this process looked for what the dead had left.
        var hasCompany = false
        /// Objects whose bytes this process has written or checked.
        var verified: Set<String> = []
        var fileDigests: FileDigests?
    }

    /// Makes nothing but the workspace directory; the rest comes with the first write.
    public convenience init(workspace: String) throws(Failure) { try self.init(workspace: workspace, files: .local) }

    package init(workspace: String, files: FileSystem) throws(Failure) {
        self.workspace = workspace
        self.files = files
        root = workspace + "/store"
        uses = UseNotes(root: root, files: files)
        try files.makeDirectories(workspace)
    }

    package func objectPath(_ digest: Digest) -> String {
        let hex = digest.hex
        return "\(root)/objects/\(hex.prefix(2))/\(hex)"
    }

    /// Makes a directory under the root once per process.
    func directory(_ name: String) throws(Failure) -> String {
        let path = "\(root)/\(name)"
        if state.withLock({ $0.knownDirectories.contains(path) }) { return path }
        try files.makeDirectories(path)
        state.withLock { _ = $0.knownDirectories.insert(path) }
        return path
    }

    /// Makes the names in a directory of the store durable, and, once per process, the directory's own and those above it.
    func makeDurable(_ directory: String) throws(Failure) {
        try files.synchronizeDirectory(directory)
        if state.withLock({ $0.durableDirectories.contains(directory) }) { return }
        if directory != workspace {
            let parent = FileSystem.parent(of: directory) ?? "."
            try makeDurable(parent)
        } else if let parent = FileSystem.parent(of: directory) {
            try files.synchronizeDirectory(parent)
        }
        state.withLock { _ = $0.durableDirectories.insert(directory) }
    }

    package func lockPath(_ key: Digest) throws(Failure) -> String { try directory("locks") + "/\(key.hex)" }

    // MARK: Attempts

    /// A new private directory; the first call also removes what dead processes left.
    package func attempt() throws(Failure) -> Attempt {
        let own = ProcessIdentity.current.text
        let number = state.withLock { state in
            state.attempts += 1
            return state.attempts
        }
        sweep()
        try holdLease()
        let instance = Self.instance.wrappingAdd(1, ordering: .relaxed).newValue
        return try Attempt(directory: "\(root)/tmp/\(own)/\(instance)-\(number)", files: files)
    }

    private func holdLease() throws(Failure) {
        guard state.withLock({ $0.lease == nil }) else { return }
        let lease = try ProcessLease.hold(in: try directory("processes"))
        state.withLock { $0.lease = lease }
    }

    private static let instance = Atomic<Int>(0)

    /// Who was at work beside this process may have died since: a killed sweep's workers end a moment after it.
    deinit { if state.withLock({ $0.hasCompany }) { try? sweepAttempts() } }

    /// Removes what processes have left that died since this one began: to be called when one of its own has.
    package func sweepDead() {
        try? sweepAttempts()
        try? UseNotes.sweep(root: root, files: files)
        ProcessLeases("\(root)/processes").sweep()
    }

    /// For processes that end without returning: what their attempts have written goes at once. Each is renamed first, so that a thread
    /// that is just publishing finds all that it wrote, or nothing.
    package func abandonAttempts() {
        let own = "\(root)/tmp/\(ProcessIdentity.current.text)"
        for name in (try? files.list(own)) ?? [] {
            let away = "\(own)/abandoned-\(name)"
            guard (try? files.operations.rename("\(own)/\(name)", to: away)) != nil else { continue }
            files.removeTree(away, first: Self.recordName)
        }
        try? files.operations.removeDirectory(own)
    }

    /// Removes a directory that others may be reading, or renaming something out of: it goes to a private place first, as a whole. Where that
    /// cannot be, it is removed in its place, still so that nobody takes a half-removed checkpoint for a whole one.
    func discard(_ path: String) {
        let number = Self.instance.wrappingAdd(1, ordering: .relaxed).newValue
        var away = "\(root)/tmp/\(ProcessIdentity.current.text).\(number)"
        try? files.makeDirectories("\(root)/tmp")
        do { try files.operations.rename(path, to: away) } catch  where error.number == ENOENT { return } catch { away = path }
        files.removeTree(away, first: Self.recordName)
    }

    /// Removes what dead processes left, once per process: it costs a look into two directories. Trouble with it is none of those who only
    /// want to work here.
    package func sweep() {
        let isFirst = state.withLock { state in
            defer { state.hasSwept = true }
            return !state.hasSwept
        }
        guard isFirst else { return }
        try? sweepAttempts()
        try? UseNotes.sweep(root: root, files: files)
        try? sweepLocks()
    }

    /// Removes directories of processes that are dead, and of other machines' without a lease after a week without a change.
    private func sweepAttempts() throws(Failure) {
        let leases = ProcessLeases("\(root)/processes"), temporary = "\(root)/tmp", week = 7 * 24 * 3600 * 1_000_000_000
        for name in try files.list(temporary) {
            let path = "\(temporary)/\(name)"
            let isOld = FileSystem.now() - (FileStatus(path: path)?.modified ?? 0) > week
            let process = ProcessIdentity(text: name) ?? Self.owner(ofDiscarded: name)
            // Releases that held no leases left none.
            let isAlive = process?.isAlive ?? process.flatMap { leases.knows($0) ? leases.isAlive($0) : nil }
            if isAlive == false || (isAlive == nil && isOld) { discard(path) }
            if isAlive == true, !name.hasPrefix(ProcessIdentity.current.text) { state.withLock { $0.hasCompany = true } }
        }
    }

    /// `discard` names what it removes `<process>.<number>`.
    private static func owner(ofDiscarded name: String) -> ProcessIdentity? {
        name.lastIndex(of: ".").flatMap { ProcessIdentity(text: String(name[..<$0])) }
    }

    /// The locks of actions ended with the processes that held them; what is left are empty files.
    private func sweepLocks() throws(Failure) {
        for name in try files.list("\(root)/locks") where Digest(hex: name) != nil {
            // Whoever lets a lock go removes its file.
            _ = try FileLock.tryAcquire("\(root)/locks/\(name)", in: files)
        }
    }

    // MARK: Objects

    /// A writer whose file, once closed, `publish` takes.
    package func writer(in attempt: Attempt) throws(Failure) -> HashingFileWriter {
        try HashingFileWriter(path: attempt.temporaryPath(), in: files)
    }

    /// Takes a file that an attempt wrote into the store: read once to be hashed, made durable, renamed. The file must not be
    /// written to any more.
    package func adopt(_ path: String, in attempt: Attempt) throws(Failure) -> (digest: Digest, size: Int) {
        guard let status = FileStatus(path: path), status.isRegular else {
            throw Failure(.stageFailed, "\(path): is not a regular file", hint: "a stage's output is a file; pack a directory into one")
        }
        let file = try files.durableFile(path, name: "")
        try publish(path, as: file.digest, size: file.size, in: attempt)
        return (file.digest, file.size)
    }

    /// Renames a durable file to its name. When the object is there already the file is dropped, unless the object is damaged.
    package func publish(_ temporary: String, as digest: Digest, size: Int, in attempt: Attempt) throws(Failure) {
        // Before it is looked for: what is there may be about to be collected.
        try use(digest)
        let hex = digest.hex
        let directory = try directory("objects/\(hex.prefix(2))")
        let path = "\(directory)/\(hex)"
        let isKnown = state.withLock { $0.verified.contains(path) }
        if FileStatus(path: path)?.size == size, isKnown || (try? Digest.hashing(path: path, in: files))?.digest == digest {
            files.remove(temporary)
        } else {
            try? files.operations.changeMode(temporary, to: 0o444)
            try files.rename(temporary, to: path)
        }
        state.withLock { _ = $0.verified.insert(path) }
        attempt.published(in: directory)
    }

    /// The output that a manifest describes. Whether its files are there is seen when they are read.
    public func artifact(_ manifest: ArtifactManifest) -> Artifact {
        Artifact(manifest: manifest, store: self, directory: nil)
    }

    // MARK: Damage

    func isVerified(_ path: String) -> Bool { state.withLock { $0.verified.contains(path) } }

    /// Hashes the file once per process. A mismatch moves it to quarantine and throws.
    func verify(_ file: ArtifactFile, at path: String) throws(Failure) {
        if state.withLock({ $0.verified.contains(path) }) { return }
        guard files.exists(path) else {
            throw Failure(
                .inputOutput, "the stored file '\(file.name)' is missing (\(path))", hint: "run again: it will be made again")
        }
        guard try Digest.hashing(path: path, in: files).digest == file.digest else {
            let place = try quarantine(path)
            throw Failure(
                .inputOutput, "the stored file '\(file.name)' is damaged: its bytes are not those that were written (now \(place))",
                hint: "run again: it will be made again; then check the disk")
        }
        state.withLock { _ = $0.verified.insert(path) }
    }

    /// The next use of the file reads it again.
    func forget(verified path: String) { state.withLock { _ = $0.verified.remove(path) } }

    /// Moves a file out of the way and tells where to.
    func quarantine(_ path: String) throws(Failure) -> String {
        let name = path.split(separator: "/").suffix(2).joined(separator: "-")
        let place = try directory("quarantine") + "/\(name)-\(FileSystem.now())"
        state.withLock { _ = $0.verified.remove(path) }
        // Another process may have moved it first.
        do { try files.operations.rename(path, to: place) } catch  where error.number == ENOENT {} catch {
            throw .system("quarantine", path, error.number)
        }
        return place
    }
}
