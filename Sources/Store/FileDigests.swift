import Diagnostics
import Files

/// Digests of external files by what `stat` says of them. On disk: entries of 80 bytes (device, inode, size, modified, changed as
/// 8 bytes each, digest, first 8 bytes of the SHA-256 of the 72 before), each appended by one `write`; the last entry for a file
/// wins, damaged ones do not count.
struct FileDigests {
    private static let entrySize = 80
    private var entries: [FileStatus: Digest] = [:]

    init(path: String, in files: FileSystem) throws(Failure) {
        guard let bytes = try files.read(path) else { return }
        var next = 0
        while next + Self.entrySize <= bytes.count {
            let start = next, body = Array(bytes[start..<start + 72])
            guard Digest(hashing: body).bytes.prefix(8).elementsEqual(bytes[(start + 72)..<(start + 80)]) else {
                // An entry that was cut off when the disk was full or the power failed shifts all that were appended after it.
                next += 1
                continue
            }
            next += Self.entrySize
            let word = { (index: Int) in body[(index * 8)..<(index * 8 + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
            let status = FileStatus(
                device: word(0), inode: word(1), size: Int(truncatingIfNeeded: word(2)), modified: Int(truncatingIfNeeded: word(3)),
                changed: Int(truncatingIfNeeded: word(4)))
            entries[status] = Digest(bytes: body[40...])
        }
    }

    subscript(status: FileStatus) -> Digest? { entries[status] }

    mutating func remember(_ digest: Digest, for status: FileStatus, path: String, in files: FileSystem) throws(Failure) {
        entries[status] = digest
        var entry: [UInt8] = []
        for word in [
            status.device, status.inode, UInt64(truncatingIfNeeded: status.size), UInt64(truncatingIfNeeded: status.modified),
            UInt64(truncatingIfNeeded: status.changed),
        ] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) { entry.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        entry += digest.bytes
        entry += Digest(hashing: entry).bytes.prefix(8)
        let descriptor = try files.append(to: path)
        defer { files.close(descriptor) }
        try files.write(entry, to: descriptor, path: path)
    }
}

extension Store {
    /// The digest of a file outside the store. A file that has not changed since it was hashed costs one `stat`.
    /// Throws `Failure` 66 when it is missing, 65 when it is no regular file, 74 when it changes while it is read.
    public func fileDigest(_ path: String) throws(Failure) -> Digest {
        if let digest = try rememberedFileDigest(path) { return digest }
        try refuseSpecial(path)
        for _ in 0..<3 {
            let before = try externalStatus(path), began = FileSystem.now()
            let digest = try Digest.hashing(path: path, in: files).digest
            guard try externalStatus(path) == before else { continue }
            // A file changed within the clock's tick could change again and look the same.
            if began - max(before.changed, before.modified) > 20_000_000 {
                let index = try directory("") + "file-digests"
                try remember(digest, for: before, index)
            }
            return digest
        }
        throw Failure(.inputOutput, "\(path): changes while it is read", hint: "wait until whatever writes it has finished")
    }

    /// Nil when the file would have to be read.
    package func rememberedFileDigest(_ path: String) throws(Failure) -> Digest? {
        let status = try externalStatus(path)
        let index = "\(root)/file-digests"
        do {
            return try state.withLock { state in
                if state.fileDigests == nil { state.fileDigests = try FileDigests(path: index, in: files) }
                return state.fileDigests?[status]
            }
        } catch let failure as Failure { throw failure } catch { throw Failure(.internalError, "\(error)") }
    }

    private func remember(_ digest: Digest, for status: FileStatus, _ index: String) throws(Failure) {
        do {
            try state.withLock { try $0.fileDigests?.remember(digest, for: status, path: index, in: files) }
        } catch let failure as Failure { throw failure } catch { throw Failure(.internalError, "\(error)") }
    }

    private func externalStatus(_ path: String) throws(Failure) -> FileStatus {
        guard let status = FileStatus(path: path) else { throw .system("read", path) }
        if !status.isRegular { try refuseSpecial(path) }
        return status
    }

    /// Before anything is opened: reading might wait, or never end.
    private func refuseSpecial(_ path: String) throws(Failure) {
        guard let obstacle = FileStatus.obstacle(at: path) else { return }
        throw Failure(.invalidInput, "\(path): is \(obstacle)", hint: "inputs are files that stay as they are: copy it into one")
    }
}
