import Diagnostics

/// What a file is by its first bytes, whatever its name says.
enum FileKind: Equatable {
    case gzip, zip, zstd, parquet
    /// Something that holds no rows of text, as people call it, and what to do about it.
    case foreign(String, hint: String)
    case text

    init(_ head: [UInt8]) {
        if head.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
            self = .zip
        } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.isSkippableFrame(head) {
            self = .zstd
        } else if head.starts(with: Array("PAR1".utf8)), Self.hasControls(head) {
            self = .parquet
        } else if let (name, hint) = Self.foreign(head) {
            self = .foreign(name, hint: hint)
        } else {
            self = .text
        }
    }

    /// zstd's frames of metadata, which `pzstd` and others write first.
    private static func isSkippableFrame(_ head: [UInt8]) -> Bool {
        head.count > 8 && head[0] & 0xF0 == 0x50 && head[1...].starts(with: [0x2A, 0x4D, 0x18])
    }

    private static func foreign(_ head: [UInt8]) -> (name: String, hint: String)? {
        for signature in signatures where head.count >= signature.offset && head[signature.offset...].starts(with: signature.bytes) {
            // A header may begin with letters such as these.
            if signature.isText || hasControls(head) { return (signature.name, signature.hint) }
        }
        if isPickle(head) { return ("a Python pickle", convert) }
        if isMarkup(head) { return ("a web page", "was the download answered by a page of the site? look at it in a browser") }
        return isBinary(head) ? ("binary data", convert) : nil
    }

    /// Whether there are bytes that no text holds.
    private static func hasControls(_ head: [UInt8]) -> Bool { head.prefix(1024).contains { $0 < 0x07 } }

    private static let convert = "convert it to CSV, JSON Lines or Parquet"

    private struct Signature {
        var bytes: [UInt8]
        var offset = 0
        var name: String
        var hint: String
        var isText = false

        init(_ text: String, at offset: Int = 0, _ name: String, _ hint: String = FileKind.convert, isText: Bool = false) {
            self.init(Array(text.utf8), at: offset, name, hint)
            self.isText = isText
        }

        init(_ bytes: [UInt8], at offset: Int = 0, _ name: String, _ hint: String = FileKind.convert) {
            self.bytes = bytes
            self.offset = offset
            self.name = name
            self.hint = hint
        }
    }

    private static let unpack = "unpack it, and name the file that holds the rows"

    private static let signatures: [Signature] = [
        Signature("BZh", "bzip2 data", "decompress it (`bunzip2`), or use gzip, zip or zstd"),
        Signature([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz data", "decompress it (`unxz`), or use gzip, zip or zstd"),
        Signature([0x04, 0x22, 0x4D, 0x18], "lz4 data", "decompress it (`unlz4`), or use gzip, zip or zstd"),
        Signature([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive", unpack),
        Signature("Rar!", "a RAR archive", unpack),
        Signature("ustar", at: 257, "a tar archive", "\(unpack) (`tar -xf`)"),
        Signature("SQLite format 3\0", "a SQLite database", "export the table: sqlite3 -csv -header FILE 'SELECT …' > ratings.csv"),
        Signature("ARROW1", "an Arrow file"), Signature("FEA1", "a Feather file"), Signature("ORC", "an ORC file"),
        Signature("Obj\u{1}", "an Avro file"),
        Signature([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file"),
        Signature([0x93] + Array("NUMPY".utf8), "a NumPy array"), Signature("MATLAB 5.0", "a MATLAB file"),
        Signature([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel or Word file", "save it as CSV"),
        Signature([0x89] + Array("PNG\r\n".utf8), "a PNG image"), Signature([0xFF, 0xD8, 0xFF], "a JPEG image"),
        Signature("GIF8", "a GIF image"), Signature("%PDF-", "a PDF document", isText: true),
        Signature([0x7F] + Array("ELF".utf8), "a program"),
        Signature("version https://git-lfs.", "a pointer of Git LFS, not the data", "fetch the data: git lfs pull", isText: true),
        Signature([0xFF, 0xFE, 0, 0], "UTF-32 text", "convert it: iconv -f UTF-32 -t UTF-8"),
        Signature([0, 0, 0xFE, 0xFF], "UTF-32 text", "convert it: iconv -f UTF-32 -t UTF-8"),
    ]

    /// Protocols 2 to 5.
    private static func isPickle(_ head: [UInt8]) -> Bool {
        head.count > 3 && head[0] == 0x80 && (2...5).contains(head[1]) && (head[2] == 0x95 || head.prefix(64).contains(0))
    }

    private static func isMarkup(_ head: [UInt8]) -> Bool {
        let text = String(decoding: head.prefix(64).drop { $0 <= 0x20 }, as: UTF8.self).lowercased()
        return text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
    }

    /// Over a tenth of the first bytes are control characters that no text holds. (UTF-16 is told apart before.)
    private static func isBinary(_ head: [UInt8]) -> Bool {
        let sample = head.prefix(1024)
        let controls = sample.count { $0 < 0x20 && !(0x07...0x0D).contains($0) && $0 != 0x1A && $0 != 0x1B }
        return sample.count >= 16 && controls * 10 > sample.count && TextEncoding.marked(head) == nil
    }
}

extension FileKind {
    /// That a file holds no rows that can be read.
    static func refusal(_ path: String, _ name: String, hint: String) -> Failure {
        Failure(.invalidInput, "'\(path)' is \(name); expected text, Parquet, or one of them in gzip, zip or zstd", hint: hint)
    }
}
