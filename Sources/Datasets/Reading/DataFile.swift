import Diagnostics

/// The text of a data file as UTF-8 with line feeds, whatever it is packed in and however it is encoded: plain, gzip, zstd, a file of a zip
/// archive, or a Parquet file's rows; told apart by content, never by name. Files that hold no text are refused by what they are.
final class DataFile {
    let path: String
    /// A Parquet file: comma-separated text with a header, whatever the options say about delimiters.
    private(set) var isParquet = false
    /// The bytes were not UTF-8 and no option says what they are, so that Latin-1 was taken for granted.
    private(set) var isGuessedLatin1 = false
    private let source: any ByteSource
    private var decoder: TextDecoder?
    /// Whether bytes beyond ASCII still have to be looked at.
    private var guesses = false
    /// Lines end with a carriage return alone, as on a Mac before 2001.
    private var hasOldLineEnds = false
    private var isFirst = true
    private var piece: [UInt8] = []

    /// Archives in archives in archives are nobody's data.
    private static let deepest = 3

    /// `guesses`: whether `auto` without a byte order mark looks if all is UTF-8; else it is taken for UTF-8.
    init(path: String, encoding: TextEncoding = .auto, guesses: Bool = true, chunkSize: Int = 4 << 20) throws {
        self.path = path
        let place = DataPath(path)
        let file = try ByteFile(path: place.file, chunkSize: chunkSize)
        var source: any ByteSource = file, head: [UInt8] = [], kind = FileKind.text, member = place.member
        for depth in 0... {
            head = []
            _ = try source.read(onto: &head)
            kind = FileKind(head)
            guard let inner = try Self.contents(path, kind, PrefixedSource(head, then: source), depth == 0 ? file : nil, member) else {
                break
            }
            if kind == .zip { member = nil }
            guard depth < Self.deepest else { throw FileKind.refusal(path, "an archive of archives", hint: "unpack it") }
            source = inner
            isParquet = kind == .parquet
            if isParquet { break }
        }
        guard !isParquet else {
            self.source = source
            return
        }
        if let member { throw Failure(.missingInput, "'\(place.file)' is no zip archive, so there is no '\(member)' in it") }
        self.source = PrefixedSource(head, then: source)
        try choose(encoding, head)
        self.guesses = self.guesses && guesses
    }

    /// What lies in a container; nil for what is none. `file` is the one to seek in.
    private static func contents(
        _ path: String, _ kind: FileKind, _ source: PrefixedSource, _ file: ByteFile?, _ member: String?
    ) throws -> (any ByteSource)? {
        switch kind {
        case .gzip: return Decompressor(path: path, source: source, codec: DeflateCodec(.gzip))
        case .zstd: return Decompressor(path: path, source: source, codec: ZstdCodec())
        case .zip:
            guard let file else { throw FileKind.refusal(path, "a zip archive inside another file", hint: "unpack it") }
            return try ZipArchive(file).member(member)
        case .parquet:
            guard let file else { throw FileKind.refusal(path, "a Parquet file inside another file", hint: "unpack it") }
            return try ParquetRows(path: file.path)
        case .foreign(let name, let hint): throw FileKind.refusal(path, name, hint: hint)
        case .text: return nil
        }
    }

    private func choose(_ encoding: TextEncoding, _ head: [UInt8]) throws {
        let marked = TextEncoding.marked(head)
        switch encoding {
        case .auto:
            guard let marked else { return guesses = true }
            if marked != .utf8 { decoder = TextDecoder(marked) }
        case .utf8:
            if let marked, marked != .utf8 {
                throw Failure(.invalidInput, "'\(path)' is UTF-16 text, not UTF-8", hint: "write `encoding: utf-16`, or `auto`")
            }
        case .utf16: decoder = TextDecoder(marked == .utf16BigEndian ? .utf16BigEndian : .utf16)
        case .utf16BigEndian, .latin1, .windows1252: decoder = TextDecoder(encoding)
        }
    }

    /// Appends the next piece of text; false at the end.
    func read(onto buffer: inout [UInt8]) throws -> Bool {
        repeat {
            let start = buffer.count
            guard try readBytes(onto: &buffer) else {
                try decoding { (decoder) throws(TextDecoder.Problem) in try decoder.finish() }
                return false
            }
            if guesses, Self.isBeyondASCII(buffer, from: start) { try guess(&buffer, from: start) }
            if isFirst { begin(&buffer, from: start) }
            if hasOldLineEnds { for index in start..<buffer.count where buffer[index] == 0x0D { buffer[index] = 0x0A } }
            if buffer.count > start { return true }
        } while true
    }

    private func readBytes(onto buffer: inout [UInt8]) throws -> Bool {
        guard decoder != nil else { return try source.read(onto: &buffer) }
        piece.removeAll(keepingCapacity: true)
        guard try source.read(onto: &piece) else { return false }
        try decoding { (decoder) throws(TextDecoder.Problem) in try decoder.decode(piece, onto: &buffer) }
        return true
    }

    private func decoding(_ body: (inout TextDecoder) throws(TextDecoder.Problem) -> Void) throws {
        guard var decoder else { return }
        do throws(TextDecoder.Problem) { try body(&decoder) } catch {
            throw Failure(.invalidInput, "cannot read '\(path)': \(error.message)")
        }
        self.decoder = decoder
    }

    /// Drops the byte order mark, and sees how lines end.
    private func begin(_ buffer: inout [UInt8], from start: Int) {
        isFirst = false
        if buffer[start...].starts(with: [0xEF, 0xBB, 0xBF]) { buffer.removeSubrange(start..<start + 3) }
        hasOldLineEnds = buffer[start...].firstIndex(of: 0x0A) == nil && buffer[start...].contains(0x0D)
    }

    /// Decides what the bytes beyond ASCII are, of which `buffer[start...]` holds the first: all before them reads the same either way.
    private func guess(_ buffer: inout [UInt8], from start: Int) throws {
        guesses = false
        var check = UTF8Check()
        check.add(buffer[start...])
        if check.holds(isEnd: false) {
            let whole = try DataFile(path: path, encoding: .utf8)
            var text: [UInt8] = []
            check = UTF8Check()
            while check.holds(isEnd: false), try whole.read(onto: &text) {
                check.add(text[...])
                text.removeAll(keepingCapacity: true)
            }
            if check.holds(isEnd: true) { return }
        }
        isGuessedLatin1 = true
        let bytes = Array(buffer[start...])
        buffer.removeSubrange(start...)
        decoder = TextDecoder(.latin1)
        try decoding { (decoder) throws(TextDecoder.Problem) in try decoder.decode(bytes, onto: &buffer) }
    }

    private static func isBeyondASCII(_ bytes: [UInt8], from start: Int) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var index = start, word: UInt64 = 0
            while index + 64 <= bytes.count {
                for step in 0..<8 { word |= bytes.loadUnaligned(fromByteOffset: index + 8 * step, as: UInt64.self) }
                if word & 0x8080_8080_8080_8080 != 0 { return true }
                index += 64
            }
            return bytes[index...].contains { $0 >= 0x80 }
        }
    }

    /// The first piece of the text, for telling layouts apart.
    static func prefix(path: String, encoding: TextEncoding = .auto) throws -> [UInt8] {
        let file = try DataFile(path: path, encoding: encoding, chunkSize: 1 << 16)
        var bytes: [UInt8] = []
        _ = try file.read(onto: &bytes)
        return bytes
    }
}
