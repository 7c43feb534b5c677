import Diagnostics
import Files
import Glibc
import Processes
import struct Synchronization.Atomic
import Threads

/// What this process needs in a store though no run on record may name it yet: actions that it looked up or carries out, objects that it
/// publishes, trainings whose epochs it reads. Other processes' `collect` leaves all of that alone as long as the process lives.
///
/// A digest is noted *before* the process looks whether it is there, in a file of the process, while it holds the collection lock shared;
/// `collect` holds that lock exclusively from before it reads the notes until it has removed what nobody needs. So either the note is
/// seen, or what is removed is gone before it is looked for. No note is taken back: the record of a run may come seconds after its stages.
final class UseNotes: Sendable {
    private let root: String
    private let files: FileSystem
    private let state = Mutex(State())
    private static let instance = Atomic<Int>(0)

    private struct State {
        var noted: Set<Digest> = []
        var paths: [String] = []
        var notes: Int32 = -1
        /// The collection lock's file.
        var gate: Int32 = -1
    }

    init(root: String, files: FileSystem) {
        self.root = root
        self.files = files
    }

    /// Blocks while the store is being collected.
    func note(_ digests: some Sequence<Digest>, gate path: () throws(Failure) -> String) throws(Failure) {
        try state.withLock { (state) throws(Failure) in
            let new = Set(digests).subtracting(state.noted)
            if new.isEmpty { return }
            if state.gate < 0 { state.gate = try FileLock.descriptor(path(), in: files) }
            while flock(state.gate, LOCK_SH) != 0 {
                guard errno == EINTR else { throw .system("lock", try path()) }
            }
            defer { flock(state.gate, LOCK_UN) }
            if state.notes < 0 { try open(&state) }
            do throws(Failure) { try files.write(new.flatMap(\.bytes), to: state.notes, path: state.paths.last ?? root) } catch {
                // Whatever came after half a digest would not be read.
                files.close(state.notes)
                state.notes = -1
                throw error
            }
            state.noted.formUnion(new)
        }
    }

    private func open(_ state: inout State) throws(Failure) {
        let number = Self.instance.wrappingAdd(1, ordering: .relaxed).newValue, directory = "\(root)/uses"
        try files.makeDirectories(directory)
        let path = "\(directory)/\(ProcessIdentity.current.text).\(number)"
        state.notes = try files.create(path)
        state.paths.append(path)
    }

    deinit {
        let state = state.withLock { $0 }
        for path in state.paths { files.remove(path) }
        for descriptor in [state.notes, state.gate] where descriptor >= 0 { files.close(descriptor) }
    }

    /// What others that live have noted. Those of other machines count as living as long as their lease does, or, without one, until they
    /// have noted nothing for a week.
    func others() throws(Failure) -> Set<Digest> {
        var digests: Set<Digest> = [], own = state.withLock { $0.paths }
        for name in try files.list("\(root)/uses") {
            let path = "\(root)/uses/\(name)"
            guard !own.contains(path), !Self.isAbandoned(path, name, root) else { continue }
            let bytes = try files.read(path) ?? []
            // Half a digest at the end is of a note that could not be written: whoever wanted it went no further.
            for start in stride(from: 0, to: bytes.count - 31, by: 32) {
                if let digest = Digest(bytes: bytes[start..<start + 32]) { digests.insert(digest) }
            }
        }
        return digests
    }

    /// Removes the notes of the dead.
    static func sweep(root: String, files: FileSystem) throws(Failure) {
        for name in try files.list("\(root)/uses") where isAbandoned("\(root)/uses/\(name)", name, root) {
            files.remove("\(root)/uses/\(name)")
        }
    }

    private static func isAbandoned(_ path: String, _ name: String, _ root: String) -> Bool {
        let identity = name.lastIndex(of: ".").flatMap { ProcessIdentity(text: String(name[..<$0])) }
        let leases = ProcessLeases("\(root)/processes")
        if let isAlive = identity?.isAlive ?? identity.flatMap({ leases.knows($0) ? leases.isAlive($0) : nil }) { return !isAlive }
        return FileSystem.now() - (FileStatus(path: path)?.modified ?? 0) > 7 * 24 * 3600 * 1_000_000_000
    }
}

extension Store {
    /// Keeps the named actions, objects and trainings from being collected as long as this store is open, also where they are not there yet.
    /// To be called before looking whether they are.
    package func use(_ digests: some Sequence<Digest>) throws(Failure) {
        try uses.note(digests) { () throws(Failure) in try collectionLockPath() }
    }

    package func use(_ digest: Digest) throws(Failure) { try use(CollectionOfOne(digest)) }
}
