import Diagnostics
import Glibc

/// The bytes of a file that ought to be small; nil where there is none.
func smallFile(_ path: String, limit: Int = 16 << 20) throws(Failure) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0, let file = fdopen(descriptor, "rb") else {
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw Failure(.inputOutput, "cannot open '\(path)': \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = [], piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&piece, 1, piece.count, file)
        if count == 0 { break }
        bytes += piece[..<count]
        guard bytes.count <= limit else { throw Failure(.invalidInput, "'\(path)' is larger than \(limit) bytes", hint: "fetch it again") }
    }
    guard ferror(file) == 0 else { throw Failure(.inputOutput, "cannot read '\(path)': \(String(cString: strerror(errno)))") }
    return bytes
}
