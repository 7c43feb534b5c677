import Diagnostics
import Files
import struct Synchronization.Atomic
import Threads

/// A private directory in which one attempt at an action writes. What it leaves behind is removed with it, and by the next
/// process when this one dies.
package final class Attempt: Sendable {
    package let directory: String
    private let files: FileSystem
    private let counter = Atomic<Int>(0)

    /// Directories in which this attempt has published and whose entries may not be durable yet.
    private let unsynced = Mutex<Set<String>>([])

    init(directory: String, files: FileSystem) throws(Failure) {
        self.directory = directory
        self.files = files
        try files.makeDirectories(directory)
    }

    func published(in directory: String) { unsynced.withLock { _ = $0.insert(directory) } }

    /// Directories in which something was published since the last call; they are the caller's to make durable.
    func takePublished() -> [String] {
        unsynced.withLock { directories in
            defer { directories = [] }
            return directories.sorted()
        }
    }

    /// A path in the directory that nobody else uses.
    package func temporaryPath() -> String {
        "\(directory)/.\(counter.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    deinit { files.removeTree(directory, first: Store.recordName) }
}
