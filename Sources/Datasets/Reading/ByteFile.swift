import Diagnostics

import Glibc

/// A file that is read forward in chunks. The descriptor is closed with the object.
final class ByteFile {
    let path: String
    private let descriptor: Int32
    private var chunk: [UInt8]

    init(path: String, chunkSize: Int = 4 << 20) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Failure(
                errno == ENOENT ? .missingInput : .inputOutput, "cannot open '\(path)': \(String(cString: strerror(errno)))",
                hint: errno == ENOENT ? "check the path; relative paths are relative to the spec's folder" : nil)
        }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : chunkSize
        // Small files need no large chunk; pipes and the like have no size.
        chunk = [UInt8](repeating: 0, count: min(chunkSize, max(size + 1, 1 << 16)))
    }

    deinit { close(descriptor) }

    /// Appends the next chunk; false at the end of the file.
    func read(onto buffer: inout [UInt8]) throws -> Bool {
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, &chunk, chunk.count)
            #else
                let count = Darwin.read(descriptor, &chunk, chunk.count)
            #endif
            if count > 0 {
                buffer.append(contentsOf: chunk[..<count])
                return true
            }
            if count == 0 { return false }
            guard errno == EINTR else {
                throw Failure(.inputOutput, "cannot read '\(path)': \(String(cString: strerror(errno)))")
            }
        }
    }

    static func contents(path: String) throws -> [UInt8] {
        let file = try ByteFile(path: path)
        var bytes: [UInt8] = []
        while try file.read(onto: &bytes) {}
        return bytes
    }

    /// The first bytes, for telling formats apart.
    static func prefix(path: String, count: Int = 1 << 16) throws -> [UInt8] {
        var bytes: [UInt8] = []
        _ = try ByteFile(path: path, chunkSize: count).read(onto: &bytes)
        return bytes
    }
}
