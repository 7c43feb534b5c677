import CZlib
import Diagnostics
import Glibc

/// The lines of a text file, plain or gzip (told apart by content; several gzip members are one file), one after another. Only the
/// current line and a chunk are in memory.
final class LineFile {
    /// Longer lines are an error: no review is.
    static let longestLine = 64 << 20

    let path: String
    /// Number of the current line, from 1.
    private(set) var number = 0
    /// The current line is `buffer[line]`, without its end (`\n` or `\r\n`).
    private(set) var buffer: [UInt8] = []
    private(set) var line = 0..<0
    private var file: gzFile
    private var chunk: [UInt8]
    private var next = 0
    private var isAtEnd = false

    init(path: String, chunkSize: Int = 1 << 18) throws {
        self.path = path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0, let file = gzdopen(descriptor, "rb") else {
            throw Failure(
                errno == ENOENT ? .missingInput : .inputOutput, "cannot open '\(path)': \(String(cString: strerror(errno)))",
                hint: errno == ENOENT ? "check the path; relative paths are relative to the spec's folder" : nil)
        }
        self.file = file
        // A small file needs no large buffer; a compressed one grows.
        var status = stat()
        let size = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : chunkSize
        let count = min(chunkSize, max(1 << 12, size < chunkSize ? 4 * size : size))
        chunk = [UInt8](repeating: 0, count: count)
        gzbuffer(file, UInt32(count))
    }

    deinit { gzclose(file) }

    /// The next line; false at the end of the file. Throws `Failure` for damaged or cut gzip data and for lines without end.
    func advance() throws -> Bool {
        var search = next
        while true {
            if let end = newline(from: search) {
                take(next..<end, following: end + 1)
                return true
            }
            search = buffer.count
            if isAtEnd {
                guard next < buffer.count else { return false }
                take(next..<buffer.count, following: buffer.count)
                return true
            }
            search -= next
            try fill()
        }
    }

    private func take(_ range: Range<Int>, following: Int) {
        number += 1
        next = following
        line = range
        if let last = range.last, buffer[last] == 0x0D { line = range.lowerBound..<last }
        if number == 1, buffer[line].starts(with: [0xEF, 0xBB, 0xBF]) { line = (line.lowerBound + 3)..<line.upperBound }  // byte order mark
    }

    private func newline(from start: Int) -> Int? { buffer[start...].firstIndex(of: 0x0A) }

    /// Moves what is left of the buffer to its front and appends a chunk.
    private func fill() throws {
        if next > 0 {
            buffer.removeSubrange(..<next)
            next = 0
        }
        guard buffer.count <= Self.longestLine else {
            throw Failure(
                .invalidInput, "a line of more than \(Self.longestLine >> 20) MB",
                at: SourceLocation(file: path, line: number + 1, column: 1), hint: "is this a file of one JSON object a line?")
        }
        let count = gzread(file, &chunk, UInt32(chunk.count))
        if count > 0 { buffer.append(contentsOf: chunk[..<Int(count)]) }
        if count < chunk.count {
            try checkEnd()
            isAtEnd = true
        }
    }

    /// What zlib says once there is no more: a stream that ends in the middle is no end.
    private func checkEnd() throws {
        var code: Int32 = 0
        let text = gzerror(file, &code).map { String(cString: $0) } ?? ""
        guard code == Z_OK || code == Z_STREAM_END else {
            let what = code == Z_BUF_ERROR ? "the compressed data ends too early" : "damaged compressed data (\(text))"
            throw Failure(
                code == Z_ERRNO ? .inputOutput : .invalidInput, "cannot read '\(path)' beyond line \(number): \(what)",
                hint: "was the download complete? try `gzip -t`")
        }
    }
}

extension LineFile {
    /// A place in the current line, `offset` bytes from its start.
    func location(_ offset: Int) -> SourceLocation {
        let end = min(line.lowerBound + offset, line.upperBound)
        let column = String(decoding: buffer[line.lowerBound..<end], as: UTF8.self).unicodeScalars.count + 1
        return SourceLocation(file: path, line: number, column: column)
    }

    /// The current line, cut to a length that a message can bear.
    var shownLine: String { String(decoding: buffer[line.prefix(200)], as: UTF8.self) }
}
