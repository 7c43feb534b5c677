import Diagnostics
import Glibc

/// Small files that tokenizers read whole.
enum TokenizerFile {
    /// Throws where the file cannot be read or has more bytes than `maximum`.
    static func read(_ path: String, maximum: Int) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= maximum else {
                throw Failure(.invalidInput, "'\(path)' is too large for a tokenizer's file: more than \(maximum >> 20) MB")
            }
        }
    }

    private static func unreadable(_ path: String) -> Failure {
        let reason = String(cString: strerror(errno))
        return Failure(errno == ENOENT ? .missingInput : .inputOutput, "'\(path)' cannot be read: \(reason)")
    }
}
