import Crypto
import Diagnostics
import Files
import Foundation
import Glibc

/// What the database says of runs, sweeps and trials, once more, in a file beside the results: lines that are only ever added at its end, of
/// which the last one about something counts.
///
///     SHA-256 of what follows, in hexadecimal  TAB  ["run", ID, 0]  TAB  {"runs": {"columns": …, "rows": …}, …}
///
/// `null` in the place of the tables says that it was deleted. Who adds lines holds the database's own lock for writing, so one does at a
/// time. Lines survive the death of processes; the last ones may be lost with the power, as the database's last transactions may.
package struct RecordJournal: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    /// A line, without its end.
    static func line(_ content: [UInt8]) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(content.count + 66)
        var hasher = SHA256()
        hasher.update(data: content)
        for byte in hasher.finalize() {
            line.append(hexadecimal[Int(byte >> 4)])
            line.append(hexadecimal[Int(byte & 15)])
        }
        line.append(tab)
        line += content
        return line
    }

    /// All of it is there afterwards, or none.
    func append(_ lines: [UInt8]) throws(Failure) {
        let files = FileSystem.local
        if let folder = FileSystem.parent(of: path), !files.exists(folder) { try files.makeDirectories(folder) }
        let descriptor = try open()
        defer { files.close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        do throws(Failure) { try files.write(try start(descriptor, size) + lines, to: descriptor, path: path) } catch {
            _ = ftruncate(descriptor, size)
            throw error
        }
    }

    private func open() throws(Failure) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system("open", path, errno) }
        return descriptor
    }

    /// A line that a dying process left unfinished ends here, so that it damages no other.
    private func start(_ descriptor: Int32, _ size: Int) throws(Failure) -> [UInt8] {
        guard size > 0 else { return [] }
        var last: [UInt8] = [0]
        guard pread(descriptor, &last, 1, size - 1) == 1 else { throw .system("read", path, errno) }
        return last[0] == newline ? [] : [newline]
    }

    /// What the file says now.
    package func read() throws(Failure) -> RecordedLines {
        RecordedLines(try FileSystem.local.read(path) ?? [])
    }

    /// Leaves the lines that count.
    package func compact(to lines: RecordedLines) throws(Failure) {
        var bytes: [UInt8] = []
        for entry in lines.entries where !entry.isDeleted {
            bytes += Self.line(Array(lines.bytes[entry.content]))
            bytes.append(newline)
        }
        try FileSystem.local.replace(path, with: bytes, temporary: path + ".new")
    }
}

/// The lines of a journal that count, in the order in which their subjects were first named.
package struct RecordedLines: Sendable {
    package struct Entry: Sendable {
        package var kind: String
        package var name: String
        package var number: Int
        package var isDeleted: Bool
        /// Of subject and tables in the file.
        var content: Range<Int>
        var tables: Range<Int>
    }

    let bytes: [UInt8]
    package private(set) var entries: [Entry] = []
    /// Lines that are not what was written.
    package private(set) var damaged = 0
    /// Bytes of lines after which came others about the same.
    package private(set) var superseded = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var places: [ArraySlice<UInt8>: Int] = [:], start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: newline) ?? bytes.count
            if end > start { add(start..<end, &places) }
            start = end + 1
        }
    }

    private mutating func add(_ line: Range<Int>, _ places: inout [ArraySlice<UInt8>: Int]) {
        let content = min(line.lowerBound + 65, line.upperBound)..<line.upperBound
        guard RecordJournal.line(Array(bytes[content])).elementsEqual(bytes[line]),
            let end = bytes[content].firstIndex(of: tab), let entry = Entry(bytes, content, end)
        else {
            damaged += 1
            return
        }
        let subject = bytes[content.lowerBound..<end]
        if let place = places[subject] {
            superseded += entries[place].content.count + 66
            entries[place] = entry
        } else {
            places[subject] = entries.count
            entries.append(entry)
        }
        if entry.isDeleted { superseded += content.count + 66 }
    }

    /// Whether that is what is said of something.
    func matches(_ entry: Entry, _ content: [UInt8]) -> Bool { bytes[entry.content].elementsEqual(content) }
}

private let hexadecimal = Array("0123456789abcdef".utf8)
private let tab: UInt8 = 9
private let newline: UInt8 = 10
