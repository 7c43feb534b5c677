import Diagnostics
import Files
import Glibc

extension RecordJournal {
    /// The line at the end of the file, read without the rest of it; nothing where the file is missing or empty.
    func lastLine() throws(Failure) -> RecordedLines {
        let files = FileSystem.local
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw .system("open", path, errno) }
            return RecordedLines([])
        }
        defer { files.close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        var window = min(size, 1 << 16)
        while true {
            let bytes = try read(descriptor, from: size - window, count: window)
            let end = bytes.last == newline ? bytes.count - 1 : bytes.count
            if let before = bytes[..<max(0, end)].lastIndex(of: newline) { return RecordedLines(Array(bytes[(before + 1)..<end])) }
            if window == size { return RecordedLines(Array(bytes[..<max(0, end)])) }
            window = min(size, window * 4)
        }
    }

    private func read(_ descriptor: Int32, from offset: Int, count: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw .system("read", path, errno) }
            // Another process has made the file shorter.
            if got == 0 { return Array(bytes[..<filled]) }
            filled += got
        }
        return bytes
    }
}

private let newline: UInt8 = 10
