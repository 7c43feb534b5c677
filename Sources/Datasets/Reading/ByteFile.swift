import Diagnostics
import Glibc

/// A file that is read forward in chunks. The descriptor is closed with the object.
final class ByteFile: ByteSource {
    let path: String
    /// Bytes, when it was opened; 0 for pipes and the like.
    let size: Int
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
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        size = isFile ? Int(status.st_size) : 0
        // Small files need no large chunk.
        chunk = [UInt8](repeating: 0, count: min(chunkSize, isFile ? max(size + 1, 1 << 16) : chunkSize))
    }

    deinit { close(descriptor) }

    /// Appends the next chunk; false at the end of the file.
    func read(onto buffer: inout [UInt8]) throws -> Bool {
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
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

    /// Bytes anywhere in the file, whatever was read before; nil where they are not all there.
    func bytes(at offset: Int, count: Int) throws -> [UInt8]? {
        guard offset >= 0, count >= 0, offset <= size - count else { return nil }
        var bytes = [UInt8](repeating: 0, count: count), done = 0
        while done < count {
            let read = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
            }
            if read == 0 { return nil }
            if read > 0 { done += read }
            guard read > 0 || errno == EINTR else {
                throw Failure(.inputOutput, "cannot read '\(path)': \(String(cString: strerror(errno)))")
            }
        }
        return bytes
    }
}
