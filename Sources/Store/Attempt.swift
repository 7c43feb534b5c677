import Diagnostics
import Synchronization

/// A private directory in which one attempt at an action writes. What it leaves behind is removed with it, and by the next
/// process when this one dies.
package final class Attempt: Sendable {
    package let directory: String
    private let counter = Atomic<Int>(0)

    init(directory: String) throws(Failure) {
        self.directory = directory
        try FileSystem.makeDirectories(directory)
    }

    /// A path in the directory that nobody else uses.
    package func temporaryPath() -> String {
        "\(directory)/.\(counter.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    deinit { FileSystem.removeTree(directory) }
}
