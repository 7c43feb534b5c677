import Diagnostics
import Files
import Glibc
import Store

/// Tape archives in the POSIX format "ustar": what `tar` reads. Source: IEEE Std 1003.1-2017, pax, "ustar Interchange Format".
final class TarWriter {
    static let block = 512
    private let file: OutputFile

    init(path: String) throws(Failure) { file = try OutputFile(path) }

    func add(_ name: String, _ bytes: [UInt8], modified: Int = 0) throws(Failure) {
        try put(try Self.header(name, size: bytes.count, modified: modified))
        try put(bytes)
        try pad(bytes.count)
    }

    /// A file's content, in pieces. Throws where it has another size in the end.
    func add(_ name: String, contentsOf path: String, size: Int, modified: Int = 0) throws(Failure) {
        try put(try Self.header(name, size: size, modified: modified))
        let source = open(path, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw Failure(.inputOutput, "cannot read '\(path)': \(String(cString: strerror(errno)))") }
        defer { close(source) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20), rest = size
        while rest > 0 {
            let count = read(source, &buffer, min(buffer.count, rest))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure(.inputOutput, "'\(path)' became shorter while it was read") }
            try file.write(buffer, count: count)
            rest -= count
        }
        try pad(size)
    }

    /// Two blocks of zeros end an archive; then it gets its name.
    func finish() throws(Failure) {
        try put([UInt8](repeating: 0, count: 2 * Self.block))
        try file.finish()
    }

    private func put(_ bytes: [UInt8]) throws(Failure) { try file.write(bytes) }

    private func pad(_ size: Int) throws(Failure) {
        try put([UInt8](repeating: 0, count: (Self.block - size % Self.block) % Self.block))
    }

    /// Eleven octal digits hold sizes below 8 GiB.
    static func header(_ name: String, size: Int, modified: Int) throws(Failure) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        func octal(_ value: Int, digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        guard name.utf8.count <= 100, size >= 0, size < 1 << 33 else {
            throw Failure(
                .invalidInput, "'\(name)' (\(size) bytes) does not fit into an archive: names have 100 bytes, files 8 GiB at most")
        }
        put(name, at: 0)
        put("0000644\u{0}0000000\u{0}0000000\u{0}", at: 100)
        put(octal(size, digits: 11) + "\u{0}" + octal(modified, digits: 11) + "\u{0}        0", at: 124)
        put("ustar\u{0}00", at: 257)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6) + "\u{0} ", at: 148)
        return header
    }
}

/// Reads what `TarWriter` wrote, from the front to the end. Anything else is a `Failure(.invalidInput)`.
package final class TarReader {
    package struct Entry {
        package var name: String
        package var size: Int
    }

    private let path: String
    private let descriptor: Int32
    /// Bytes of the current entry that have not been read, and the padding behind them.
    private var rest = 0
    private var padding = 0

    package init(path: String) throws(Failure) {
        self.path = path
        // Opening a pipe that nobody writes to would wait for ever; reading from it does not. Reading some files in /proc does.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        let isRegular = descriptor >= 0 && FileStatus(descriptor: descriptor)?.isRegular == true
        guard descriptor >= 0, isRegular || fcntl(descriptor, F_SETFL, O_RDONLY) == 0 else {
            throw Failure(errno == ENOENT ? .missingInput : .inputOutput, "cannot open '\(path)': \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(descriptor) }

    /// Nil at the end. What was not read of the entry before is passed over.
    package func next() throws(Failure) -> Entry? {
        while rest > 0 { _ = try read(upTo: 1 << 20) }
        _ = try exactly(padding)
        let header = try exactly(TarWriter.block)
        if header.allSatisfy({ $0 == 0 }) { return nil }
        func text(_ range: Range<Int>) -> String { String(decoding: header[range].prefix { $0 != 0 }, as: UTF8.self) }
        let blanked = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        guard text(257..<262) == "ustar", Int(text(148..<154), radix: 8) == blanked, header[156] == UInt8(ascii: "0"),
            let size = Int(text(124..<135), radix: 8), size >= 0
        else { throw damaged }
        rest = size
        padding = (TarWriter.block - size % TarWriter.block) % TarWriter.block
        return Entry(name: text(0..<100), size: size)
    }

    /// The whole of the current entry. Throws where it has more bytes than `limit`.
    package func content(limit: Int = 1 << 30) throws(Failure) -> [UInt8] {
        guard rest <= limit else { throw damaged }
        var bytes: [UInt8] = []
        while rest > 0 { bytes += try read(upTo: 1 << 20) }
        return bytes
    }

    /// The next piece of the current entry; empty at its end.
    package func read(upTo count: Int) throws(Failure) -> [UInt8] {
        let bytes = try exactly(min(count, rest))
        rest -= bytes.count
        return bytes
    }

    private func exactly(_ count: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count), used = 0
        while used < count {
            var piece = [UInt8](repeating: 0, count: count - used)
            let got = Glibc.read(descriptor, &piece, piece.count)
            if got < 0 && errno == EINTR { continue }
            guard got > 0 else { throw damaged }
            if used == 0, got == count { return piece }
            bytes.replaceSubrange(used..<used + got, with: piece[..<got])
            used += got
        }
        return bytes
    }

    private var damaged: Failure {
        Failure(.invalidInput, "'\(path)' is no whole archive of runs", hint: "'pipeline archive RUN --output FILE' makes one")
    }
}
