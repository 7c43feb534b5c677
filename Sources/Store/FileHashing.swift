import Diagnostics
import Glibc

extension Digest {
    /// The digest and size of a file's content, read once through a 1 MiB buffer.
    static func hashing(path: String) throws(Failure) -> (digest: Digest, size: Int) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        var hasher = DigestHasher(), size = 0
        let expected = FileStatus(descriptor: descriptor)?.size ?? 0
        var buffer = [UInt8](repeating: 0, count: min(1 << 20, max(4096, expected + 1)))
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system("read", path) }
            if count == 0 { return (hasher.digest(), size) }
            if count == buffer.count { hasher.update(buffer) } else { hasher.update(buffer[..<count]) }
            size += count
        }
    }
}

extension FileSystem {
    /// Hashes a file that somebody wrote and makes its content durable.
    package static func durableFile(_ path: String, name: String) throws(Failure) -> ArtifactFile {
        let (digest, size) = try Digest.hashing(path: path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        guard fdatasync(descriptor) == 0 else { throw .system("make durable", path) }
        return ArtifactFile(name: name, digest: digest, size: size)
    }
}
