import Diagnostics
import Glibc

/// Reads a spec's bytes and makes sure that the YAML parser gets text it can read in bounded time and memory.
enum SourceReader {
    static let maximumBytes = 16 << 20
    /// Lines, commas and opening brackets: a bound on how many values a text can hold.
    static let maximumMarks = 500_000

    /// Who a file is, whatever path leads to it.
    struct Identity: Hashable {
        var device: UInt
        var inode: UInt
    }

    static func identity(of path: String) -> Identity? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return Identity(device: UInt(info.st_dev), inode: UInt(info.st_ino))
    }

    /// The bytes of a file, at most one more than `maximumBytes`. A pipe is read where somebody writes to it (`<(…)`), and never waited for.
    static func bytes(of path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw failure(path, errno) }
        // Some files in /proc say that they are regular, and wait.
        if info.st_mode & S_IFMT != S_IFREG, fcntl(descriptor, F_SETFL, O_RDONLY) != 0 { throw failure(path, errno) }
        let size = 1 << 16
        var chunk = [UInt8](repeating: 0, count: size)
        var result: [UInt8] = []
        while result.count <= maximumBytes {
            let count = read(descriptor, &chunk, size)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, errno) }
            if count == 0 { break }
            result += chunk[..<count]
        }
        if result.isEmpty, info.st_mode & S_IFMT == S_IFIFO {
            throw Failure(.missingInput, "\(path) is a pipe from which nothing comes", hint: "name the YAML file")
        }
        return result
    }

    private static func failure(_ path: String, _ error: Int32) -> Failure {
        switch error {
        case ENOENT, ENOTDIR: Failure(.missingInput, "no such spec: \(path)", hint: "check the path, relative to the current directory")
        case EISDIR: Failure(.missingInput, "\(path) is a folder, not a spec", hint: "name the YAML file in it")
        default: Failure(.inputOutput, "cannot read \(path): \(String(cString: strerror(error)))")
        }
    }

    /// Checks bytes and makes them a source, or reports why not.
    static func source(_ bytes: [UInt8], name: String, folder: String, problems: Problems) -> (source: SourceText, index: Int32)? {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        guard content.count <= maximumBytes else {
            return reject(name, "larger than \(maximumBytes >> 20) MiB", hint: "a spec names data, it does not hold it", problems)
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            let (line, column) = SourceText.position(of: validPrefix(content), in: content)
            return reject(
                name, "not UTF-8 text", line: line, column: column, hint: "save the file with the encoding UTF-8", problems)
        }
        if let offset = content.firstIndex(where: isForbidden) {
            let (line, column) = SourceText.position(of: offset, in: content)
            let what = content[offset] == 0 ? "a NUL byte" : "a control character (0x\(String(content[offset], radix: 16)))"
            return reject(name, "\(what) in the text", line: line, column: column, hint: "remove it; is this a text file?", problems)
        }
        guard content.lazy.filter(isMark).count <= maximumMarks else {
            return reject(
                name, "too many values: over \(maximumMarks) lines, commas and brackets",
                hint: "a spec names data, it does not hold it", problems)
        }
        let source = SourceText(name: name, folder: folder, text: text)
        return (source, problems.add(source))
    }

    private static func reject(
        _ name: String, _ message: String, line: Int = 1, column: Int = 1, hint: String, _ problems: Problems
    ) -> (source: SourceText, index: Int32)? {
        problems.report(
            .error(message, at: SourceLocation(file: name, line: line, column: column), hint: hint), code: .invalidInput)
        return nil
    }

    private static func isForbidden(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D || byte == 0x7F
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
    }

    /// How many bytes at the start are UTF-8.
    private static func validPrefix(_ bytes: [UInt8]) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var valid = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid += UTF8.width(scalar) }
        return min(valid, bytes.count)
    }
}
