import Diagnostics
import Files
import Glibc

extension Digest {
    /// The digest and size of a file's content, read once through a 1 MiB buffer.
    static func hashing(path: String, in files: FileSystem) throws(Failure) -> (digest: Digest, size: Int) {
        let descriptor = try files.openForReading(path)
        defer { files.close(descriptor) }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        var hasher = DigestHasher(), size = 0
        let expected = FileStatus(descriptor: descriptor)?.size ?? 0
        var buffer = [UInt8](repeating: 0, count: min(1 << 20, max(4096, expected + 1)))
        while true {
            let count = try files.read(descriptor, into: &buffer, path: path)
            if count == 0 { return (hasher.digest(), size) }
            if count == buffer.count { hasher.update(buffer) } else { hasher.update(buffer[..<count]) }
            size += count
        }
    }
}

extension FileSystem {
    /// Hashes a file that somebody wrote and makes its content durable.
    package func durableFile(_ path: String, name: String) throws(Failure) -> ArtifactFile {
        let (digest, size) = try Digest.hashing(path: path, in: self)
        let descriptor = try openForReading(path)
        defer { close(descriptor) }
        try synchronize(descriptor, path: path)
        return ArtifactFile(name: name, digest: digest, size: size)
    }
}
