import Glibc

/// The calls of the system this runs on.
package struct SystemCalls: FileOperations {
    package init() {}

    package func open(_ path: String, flags: Int32, mode: mode_t) throws(SystemError) -> Int32 {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw SystemError() }
        return descriptor
    }

    package func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    package func read(_ descriptor: Int32, into buffer: inout [UInt8]) throws(SystemError) -> Int {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw SystemError() }
        return count
    }

    package func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) throws(SystemError) -> Int {
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw SystemError() }
        return count
    }

    package func synchronize(_ descriptor: Int32) throws(SystemError) { try check(fdatasync(descriptor)) }

    package func synchronizeDirectory(_ path: String) throws(SystemError) {
        let descriptor = try open(path, flags: O_RDONLY | O_DIRECTORY, mode: 0)
        defer { close(descriptor) }
        // Some network file systems cannot sync a directory and say EINVAL; they have no lesser durability to offer.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw SystemError() }
    }

    package func rename(_ path: String, to target: String) throws(SystemError) { try check(Glibc.rename(path, target)) }

    package func unlink(_ path: String) throws(SystemError) { try check(Glibc.unlink(path)) }

    package func makeDirectory(_ path: String) throws(SystemError) { try check(mkdir(path, 0o777)) }

    package func removeDirectory(_ path: String) throws(SystemError) { try check(rmdir(path)) }

    package func makeSymbolicLink(to target: String, at path: String) throws(SystemError) { try check(symlink(target, path)) }

    package func changeMode(_ path: String, to mode: mode_t) throws(SystemError) { try check(chmod(path, mode)) }

    /// (The one place that reads raw memory: `dirent` has no other form.)
    package func names(in path: String) throws(SystemError) -> [String] {
        guard let directory = opendir(path) else { throw SystemError() }
        defer { closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw SystemError() }
        return names
    }

    private func check(_ result: Int32) throws(SystemError) {
        guard result == 0 else { throw SystemError() }
    }
}
