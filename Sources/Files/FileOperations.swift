import Glibc

/// What the kernel answered instead of doing what it was asked for: an `errno`.
package struct SystemError: Error, Hashable, Sendable {
    package let number: Int32

    package init(_ number: Int32 = errno) { self.number = number }
}

/// The system calls by which results come to a disk and from it. Everything that writes a store, and what else people keep, goes through
/// one of these, so that tests can put one in its place that fails, dies or forgets at any call (`FaultyFiles`).
///
/// Each function does what the call of its name does, once: it may read or write less than asked for, and throws `EINTR` when interrupted.
/// May be called from several threads at once.
package protocol FileOperations: Sendable {
    func open(_ path: String, flags: Int32, mode: mode_t) throws(SystemError) -> Int32
    /// Descriptors that are closed can no longer fail to be written: what must be on the disk is synced before.
    func close(_ descriptor: Int32)
    /// At most a buffer's worth, from the descriptor's position; 0 at the end of the file.
    func read(_ descriptor: Int32, into buffer: inout [UInt8]) throws(SystemError) -> Int
    func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(SystemError) -> Int
    /// Returns when the file's content would survive a loss of power.
    func synchronize(_ descriptor: Int32) throws(SystemError)
    /// Returns when the names in a directory would.
    func synchronizeDirectory(_ path: String) throws(SystemError)
    func rename(_ path: String, to target: String) throws(SystemError)
    func unlink(_ path: String) throws(SystemError)
    func makeDirectory(_ path: String) throws(SystemError)
    func removeDirectory(_ path: String) throws(SystemError)
    func makeSymbolicLink(to target: String, at path: String) throws(SystemError)
    func changeMode(_ path: String, to mode: mode_t) throws(SystemError)
    /// The names in a directory, without `.` and `..`, in any order.
    func names(in directory: String) throws(SystemError) -> [String]
}
