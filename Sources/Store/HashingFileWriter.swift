import Diagnostics
import Files

/// Writes one new file, hashing what passes. Not for several threads at once. A writer that is dropped before `close` leaves nothing.
package final class HashingFileWriter {
    private static let capacity = 1 << 18
    package let path: String
    private let files: FileSystem
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private var hasher = DigestHasher()
    private var size = 0

    package init(path: String, in files: FileSystem) throws(Failure) {
        self.path = path
        self.files = files
        descriptor = try files.create(path, exclusive: true)
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
        try files.synchronize(descriptor, path: path)
        files.close(descriptor)
        descriptor = -1
        return (hasher.digest(), size)
    }

    private func flush() throws(Failure) {
        guard !buffer.isEmpty else { return }
        try put(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func put(_ bytes: [UInt8]) throws(Failure) {
        try files.write(bytes, to: descriptor, path: path)
        hasher.update(bytes)
        size += bytes.count
    }

    deinit {
        if descriptor >= 0 {
            files.close(descriptor)
            files.remove(path)
        }
    }
}
