import Diagnostics
import Glibc

/// Writes one new file, hashing what passes. Not for several threads at once. A writer that is dropped before `close` leaves nothing.
package final class HashingFileWriter {
    private static let capacity = 1 << 18
    package let path: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var hasher = DigestHasher()
    private var size = 0

    package init(path: String) throws(Failure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system("create", path) }
    }

    package func write(_ bytes: [UInt8]) throws(Failure) {
        if bytes.count < Self.capacity {
            buffer.append(contentsOf: bytes)
            if buffer.count >= Self.capacity { try flush() }
        } else {
            try flush()
            try put(bytes)
        }
    }

    package func write(_ text: String) throws(Failure) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Makes the content durable.
    package func close() throws(Failure) -> (digest: Digest, size: Int) {
        try flush()
        guard descriptor >= 0 else { throw Failure(.internalError, "\(path): was closed twice") }
        guard fdatasync(descriptor) == 0 else { throw .system("make durable", path) }
        Glibc.close(descriptor)
        descriptor = -1
        return (hasher.digest(), size)
    }

    private func flush() throws(Failure) {
        guard !buffer.isEmpty else { return }
        try put(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func put(_ bytes: [UInt8]) throws(Failure) {
        try FileSystem.write(bytes, to: descriptor, path: path)
        hasher.update(bytes)
        size += bytes.count
    }

    deinit {
        if descriptor >= 0 {
            Glibc.close(descriptor)
            FileSystem.remove(path)
        }
    }
}
