import Diagnostics
import Glibc
import Synchronization

/// The content-addressed store of a workspace:
///
///     store/objects/ab/abcd…      blobs, named by their SHA-256, read-only
///     store/actions/ab/abcd…      action key → record
///     store/checkpoints/ab/abcd…/00000012/   a training's state after epoch 12: its files and `.record`
///     store/scopes/…              which key each node of an experiment had last
///     store/file-digests          digests of external files
///     store/tmp/<process>/<n>/    what attempts are writing
///     store/locks/…               locks that end with their process
///     store/quarantine/…          what was found damaged
///
/// All of it may be used by several threads and processes at once.
public final class Store: Sendable {
    public let workspace: String
    public let root: String
    let state = Mutex(State())

    struct State {
        var knownDirectories: Set<String> = []
        var attempts = 0
        var hasSwept = false
        /// Objects whose bytes this process has written or checked.
        var verified: Set<String> = []
        var fileDigests: FileDigests?
    }

    /// Makes nothing but the workspace directory; the rest comes with the first write.
    public init(workspace: String) throws(Failure) {
        self.workspace = workspace
        root = workspace + "/store"
        try FileSystem.makeDirectories(workspace)
    }

    package func objectPath(_ digest: Digest) -> String {
        let hex = digest.hex
        return "\(root)/objects/\(hex.prefix(2))/\(hex)"
    }

    /// Makes a directory under the root once per process.
    func directory(_ name: String) throws(Failure) -> String {
        let path = "\(root)/\(name)"
        if state.withLock({ $0.knownDirectories.contains(path) }) { return path }
        try FileSystem.makeDirectories(path)
        state.withLock { _ = $0.knownDirectories.insert(path) }
        return path
    }

    package func lockPath(_ key: Digest) throws(Failure) -> String { try directory("locks") + "/\(key.hex)" }

    // MARK: Attempts

    /// A new private directory; the first call also removes what dead processes left.
    package func attempt() throws(Failure) -> Attempt {
        let own = ProcessIdentity.current.text
        let (number, isFirst) = state.withLock { state in
            state.attempts += 1
            defer { state.hasSwept = true }
            return (state.attempts, !state.hasSwept)
        }
        if isFirst { try sweepAttempts() }
        var inProgress = try FileLock.tryAcquireShared(try collectionLockPath())
        while inProgress == nil {
            usleep(20_000)
            inProgress = try FileLock.tryAcquireShared(try collectionLockPath())
        }
        guard let inProgress else { throw Failure(.busy, "\(root): is being collected", hint: "try again") }
        let instance = Self.instance.wrappingAdd(1, ordering: .relaxed).newValue
        return try Attempt(directory: "\(root)/tmp/\(own)/\(instance)-\(number)", inProgress: inProgress)
    }

    private static let instance = Atomic<Int>(0)

    /// Removes directories of processes of this machine that are dead, and of other machines' after a week without a change.
    private func sweepAttempts() throws(Failure) {
        let temporary = try directory("tmp")
        let week = 7 * 24 * 3600 * 1_000_000_000
        for name in directoryListing(temporary) {
            let path = "\(temporary)/\(name)"
            let isOld = FileSystem.now() - (FileStatus(path: path)?.modified ?? 0) > week
            let isAlive = ProcessIdentity(text: name)?.isAlive
            if isAlive == false || (isAlive == nil && isOld) { FileSystem.removeTree(path) }
        }
    }

    // MARK: Objects

    /// A writer whose file, once closed, `publish` takes.
    package func writer(in attempt: Attempt) throws(Failure) -> HashingFileWriter {
        try HashingFileWriter(path: attempt.temporaryPath())
    }

    /// Takes a file that an attempt wrote into the store: read once to be hashed, made durable, renamed. The file must not be
    /// written to any more.
    package func adopt(_ path: String, in attempt: Attempt) throws(Failure) -> (digest: Digest, size: Int) {
        guard let status = FileStatus(path: path), status.isRegular else {
            throw Failure(.stageFailed, "\(path): is not a regular file", hint: "a stage's output is a file; pack a directory into one")
        }
        let file = try FileSystem.durableFile(path, name: "")
        try publish(path, as: file.digest, size: file.size, in: attempt)
        return (file.digest, file.size)
    }

    /// Renames a durable file to its name. When the object is there already the file is dropped, unless the object is damaged.
    package func publish(_ temporary: String, as digest: Digest, size: Int, in attempt: Attempt) throws(Failure) {
        let hex = digest.hex
        let directory = try directory("objects/\(hex.prefix(2))")
        let path = "\(directory)/\(hex)"
        let isKnown = state.withLock { $0.verified.contains(path) }
        if FileStatus(path: path)?.size == size, isKnown || (try? Digest.hashing(path: path))?.digest == digest {
            FileSystem.remove(temporary)
        } else {
            chmod(temporary, 0o444)
            try FileSystem.rename(temporary, to: path)
        }
        state.withLock { _ = $0.verified.insert(path) }
        attempt.published(in: directory)
    }

    /// The output that a manifest describes. Whether its files are there is seen when they are read.
    public func artifact(_ manifest: ArtifactManifest) -> Artifact {
        Artifact(manifest: manifest, store: self, directory: nil)
    }

    // MARK: Damage

    /// Hashes the file once per process. A mismatch moves it to quarantine and throws.
    func verify(_ file: ArtifactFile, at path: String) throws(Failure) {
        if state.withLock({ $0.verified.contains(path) }) { return }
        guard FileSystem.exists(path) else {
            throw Failure(
                .inputOutput, "the stored file '\(file.name)' is missing (\(path))", hint: "run again: it will be made again")
        }
        guard try Digest.hashing(path: path).digest == file.digest else {
            let place = try quarantine(path)
            throw Failure(
                .inputOutput, "the stored file '\(file.name)' is damaged: its bytes are not those that were written (now \(place))",
                hint: "run again: it will be made again; then check the disk")
        }
        state.withLock { _ = $0.verified.insert(path) }
    }

    /// Moves a file out of the way and tells where to.
    func quarantine(_ path: String) throws(Failure) -> String {
        let name = path.split(separator: "/").suffix(2).joined(separator: "-")
        let place = try directory("quarantine") + "/\(name)-\(FileSystem.now())"
        state.withLock { _ = $0.verified.remove(path) }
        // Another process may have moved it first.
        guard Glibc.rename(path, place) == 0 || errno == ENOENT else { throw .system("quarantine", path) }
        return place
    }
}
