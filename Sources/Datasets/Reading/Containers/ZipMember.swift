import CZlib
import Diagnostics

/// A part of a file, piece by piece.
final class FilePart: ByteSource {
    private let file: ByteFile
    private var position: Int
    private let end: Int

    init(_ file: ByteFile, from start: Int, count: Int) {
        self.file = file
        position = start
        end = start + count
    }

    func read(onto buffer: inout [UInt8]) throws -> Bool {
        guard position < end else { return false }
        let count = min(1 << 20, end - position)
        guard let bytes = try file.bytes(at: position, count: count) else {
            throw Failure(.inputOutput, "'\(file.path)' became shorter while it was read")
        }
        buffer += bytes
        position += count
        return true
    }
}

/// The contents of a file of a zip archive, held to the size and the checksum that its directory states.
final class CheckedMember: ByteSource {
    private let source: any ByteSource
    private let path: String
    private let size: Int
    private let checksum: UInt32
    private var count = 0
    private var sum: UInt = 0

    init(_ source: any ByteSource, path: String, size: Int, checksum: UInt32) {
        self.source = source
        self.path = path
        self.size = size
        self.checksum = checksum
    }

    func read(onto buffer: inout [UInt8]) throws -> Bool {
        let start = buffer.count
        guard try source.read(onto: &buffer) else {
            guard count == size, sum == UInt(checksum) else { throw damaged() }
            return false
        }
        count += buffer.count - start
        guard count <= size else { throw damaged() }
        buffer[start...].withUnsafeBufferPointer { sum = crc32_z(sum, $0.baseAddress, $0.count) }
        return true
    }

    private func damaged() -> Failure {
        Failure(
            .invalidInput, "'\(path)' is not what the zip archive's directory says: damaged",
            hint: "was the download complete? try `unzip -t` on the archive")
    }
}

/// Unsigned integers of an archive; nil beyond its end.
struct LittleEndian {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }

    private func integer(_ place: Int, _ width: Int) -> UInt64? {
        guard place >= 0, place + width <= bytes.count else { return nil }
        return bytes[place..<place + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    func integer16(_ place: Int) -> Int? { integer(place, 2).map(Int.init) }
    func integer32(_ place: Int) -> Int? { integer(place, 4).map(Int.init) }
    /// Nil too for what no file is as large as.
    func integer64(_ place: Int) -> Int? { integer(place, 8).flatMap { $0 < 1 << 60 ? Int($0) : nil } }

    func text(_ place: Int, _ count: Int) -> String? {
        guard place + count <= bytes.count else { return nil }
        return String(decoding: bytes[place..<place + count], as: UTF8.self)
    }
}
