import Diagnostics

/// The lines of a data file, one after another. Only the current line and a chunk are in memory.
final class LineFile {
    /// Longer lines are an error: no review is.
    static let longestLine = 64 << 20

    let path: String
    /// Number of the current line, from 1.
    private(set) var number = 0
    /// The current line is `buffer[line]`, without its end (`\n` or `\r\n`).
    private(set) var buffer: [UInt8] = []
    private(set) var line = 0..<0
    private let file: DataFile
    private var next = 0
    private var isAtEnd = false

    init(path: String, chunkSize: Int = 1 << 18) throws {
        self.path = path
        file = try DataFile(path: path, guesses: false, chunkSize: chunkSize)
    }

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
        if try !file.read(onto: &buffer) { isAtEnd = true }
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
