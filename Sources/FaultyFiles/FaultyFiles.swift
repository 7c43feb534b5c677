import Files
import Glibc
import Threads

/// The system's files, with a fault at one call: for tests of what is left when a disk fills up, a process dies or the power is cut.
/// Only below `root`: what happens elsewhere is none of its business.
package final class FaultyFiles: FileOperations {
    private let root: String
    private let fault: Fault?
    private let system = SystemCalls()
    private let state = Mutex(State())

    private struct State {
        var count = 0
        var operations: [Operation] = []
        var isDead = false
        var disk = DurableDisk()
    }

    /// Without a fault it only counts, and notes what is durable.
    package init(root: String, fault: Fault? = nil) {
        self.root = root
        self.fault = fault
    }

    /// The calls so far that change something.
    package var operations: [Operation] { state.withLock { $0.operations } }

    /// True once the process or the machine has died.
    package var isDead: Bool { state.withLock { $0.isDead } }

    /// After a power cut: leaves below `root` what has survived.
    package func restart() {
        guard case .powerCut(_, let survival) = fault, isDead else { return }
        state.withLock { $0.disk.restore(root, survival) }
    }

    // MARK: Calls

    package func open(_ path: String, flags: Int32, mode: mode_t) throws(SystemError) -> Int32 {
        try beforeOpening(path)
        guard flags & O_ACCMODE != O_RDONLY else { return try system.open(path, flags: flags, mode: mode) }
        let isNew = flags & (O_CREAT | O_TRUNC) != 0
        if isNew { try before(.create, path) } else { try living() }
        let existed = FileStatus(path: path) != nil
        let descriptor = try system.open(path, flags: flags, mode: mode)
        if !existed, let status = FileStatus(descriptor: descriptor) { state.withLock { $0.disk.made(status.inode) } }
        return descriptor
    }

    /// Always: a dead process has no file open.
    package func close(_ descriptor: Int32) { system.close(descriptor) }

    package func read(_ descriptor: Int32, into buffer: inout [UInt8]) throws(SystemError) -> Int {
        try living()
        return try system.read(descriptor, into: &buffer)
    }

    package func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(SystemError) -> Int {
        do { try before(.write, root) } catch  where error.number == ENOSPC {
            _ = try system.write(bytes.prefix(bytes.count / 2), to: descriptor)
            throw error
        }
        return try system.write(bytes, to: descriptor)
    }

    package func synchronize(_ descriptor: Int32) throws(SystemError) {
        try before(.synchronize, root)
        try system.synchronize(descriptor)
        guard let status = FileStatus(descriptor: descriptor),
            let content = try? FileSystem.local.read("/proc/self/fd/\(descriptor)")
        else { return }
        state.withLock { $0.disk.synchronized(status.inode, content) }
    }

    package func synchronizeDirectory(_ path: String) throws(SystemError) {
        try before(.synchronizeDirectory, path)
        try system.synchronizeDirectory(path)
        state.withLock { $0.disk.synchronized(directory: path) }
    }

    package func rename(_ path: String, to target: String) throws(SystemError) {
        try before(.rename, path)
        let replaced = FileStatus(path: target)
        try system.rename(path, to: target)
        if let replaced { state.withLock { $0.disk.removed(replaced.inode) } }
    }

    package func unlink(_ path: String) throws(SystemError) {
        try before(.unlink, path)
        let status = FileSystem.local.isSymbolicLink(path) ? nil : FileStatus(path: path)
        try system.unlink(path)
        if let status { state.withLock { $0.disk.removed(status.inode) } }
    }

    package func makeDirectory(_ path: String) throws(SystemError) {
        try before(.makeDirectory, path)
        try system.makeDirectory(path)
        if let status = FileStatus(path: path) { state.withLock { $0.disk.made(status.inode) } }
    }

    package func removeDirectory(_ path: String) throws(SystemError) {
        try before(.removeDirectory, path)
        let status = FileStatus(path: path)
        try system.removeDirectory(path)
        if let status { state.withLock { $0.disk.removed(status.inode) } }
    }

    package func makeSymbolicLink(to target: String, at path: String) throws(SystemError) {
        try before(.link, path)
        try system.makeSymbolicLink(to: target, at: path)
    }

    package func changeMode(_ path: String, to mode: mode_t) throws(SystemError) {
        try before(.changeMode, path)
        try system.changeMode(path, to: mode)
    }

    package func names(in directory: String) throws(SystemError) -> [String] {
        try beforeOpening(directory)
        return try system.names(in: directory)
    }

    // MARK: Faults

    private func living() throws(SystemError) {
        if isDead { throw SystemError(EIO) }
    }

    private func beforeOpening(_ path: String) throws(SystemError) {
        try living()
        if case .noDescriptors(let at) = fault, path.hasPrefix(root), state.withLock({ $0.count }) >= at - 1 { throw SystemError(EMFILE) }
    }

    private func before(_ operation: Operation, _ path: String) throws(SystemError) {
        try living()
        guard path.hasPrefix(root) else { return }
        let number = state.withLock { state in
            state.count += 1
            state.operations.append(operation)
            return state.count
        }
        switch fault {
        case .crash(number), .powerCut(number, _):
            state.withLock { $0.isDead = true }
            throw SystemError(EIO)
        case .error(let error, at: number): throw SystemError(error)
        case .full(let at) where number >= at && operation.needsRoom: throw SystemError(ENOSPC)
        case .readOnly(let at) where number >= at: throw SystemError(EROFS)
        default: return
        }
    }
}
