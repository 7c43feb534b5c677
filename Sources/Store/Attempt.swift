import Diagnostics
import Synchronization

/// A private directory in which one attempt at an action writes. What it leaves behind is removed with it, and by the next
/// process when this one dies.
package final class Attempt: Sendable {
    package let directory: String
    private let counter = Atomic<Int>(0)

    /// Keeps `collect` away from objects that no record names yet.
    private let inProgress: FileLock
    /// Directories in which this attempt has published and whose entries may not be durable yet.
    private let unsynced = Mutex<Set<String>>([])

    init(directory: String, inProgress: FileLock) throws(Failure) {
        self.directory = directory
        self.inProgress = inProgress
        try FileSystem.makeDirectories(directory)
    }

    func published(in directory: String) { unsynced.withLock { _ = $0.insert(directory) } }

    /// Makes the names of the objects published so far durable.
    func sync() throws(Failure) {
        for directory in unsynced.withLock({ $0 }).sorted() {
            try FileSystem.syncDirectory(directory)
            unsynced.withLock { _ = $0.remove(directory) }
        }
    }

    /// A path in the directory that nobody else uses.
    package func temporaryPath() -> String {
        "\(directory)/.\(counter.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    deinit { FileSystem.removeTree(directory) }
}
