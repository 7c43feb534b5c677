import Diagnostics

/// The directory of a zip archive, ZIP64 included.
/// Source: PKWARE, .ZIP File Format Specification 6.3.10 (APPNOTE), sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3.
struct ZipArchive {
    struct Entry {
        var name: String
        var method: Int
        var isEncrypted: Bool
        var checksum: UInt32
        var compressedSize: Int
        var size: Int
        var offset: Int
    }

    let path: String
    private(set) var entries: [Entry] = []
    private let file: ByteFile

    init(_ file: ByteFile) throws {
        self.file = file
        path = file.path
        let directory = try directoryPlace()
        // No archive of data files has a directory of this size.
        guard directory.size <= 1 << 28, let bytes = try file.bytes(at: directory.offset, count: directory.size) else {
            throw damaged("its directory is cut")
        }
        try readEntries(LittleEndian(bytes))
    }

    private func damaged(_ what: String) -> Failure {
        Failure(
            .invalidInput, "cannot read '\(path)': a damaged zip archive (\(what))",
            hint: "was the download complete? try `unzip -t '\(path)'`")
    }

    /// Where the directory lies, from the record at the end of the file, which a comment of up to 64 KiB may follow.
    private func directoryPlace() throws -> (offset: Int, size: Int) {
        let length = min(file.size, 22 + 0xFFFF)
        guard let tail = try file.bytes(at: file.size - length, count: length) else { throw damaged("it became shorter") }
        let record = LittleEndian(tail)
        var place = length - 22
        while place >= 0, record.integer32(place) != 0x0605_4B50 { place -= 1 }
        guard place >= 0, let size = record.integer32(place + 12), let offset = record.integer32(place + 16) else {
            throw Failure(
                .invalidInput, "cannot read '\(path)': the zip archive ends too early",
                hint: "was the download complete? try `unzip -t '\(path)'`")
        }
        guard size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF else { return (offset, size) }
        return try largeDirectoryPlace(before: file.size - length + place)
    }

    /// ZIP64: a locator lies right before the record at the end.
    private func largeDirectoryPlace(before end: Int) throws -> (offset: Int, size: Int) {
        guard end >= 20, let locator = try file.bytes(at: end - 20, count: 20).map(LittleEndian.init),
            locator.integer32(0) == 0x0706_4B50, let place = locator.integer64(8),
            let record = try file.bytes(at: place, count: 56).map(LittleEndian.init), record.integer32(0) == 0x0606_4B50,
            let size = record.integer64(40), let offset = record.integer64(48)
        else { throw damaged("its directory cannot be found") }
        return (offset, size)
    }

    private mutating func readEntries(_ bytes: LittleEndian) throws {
        var place = 0
        while place < bytes.count {
            guard bytes.integer32(place) == 0x0201_4B50, let flags = bytes.integer16(place + 8), let method = bytes.integer16(place + 10),
                let checksum = bytes.integer32(place + 16), let compressed = bytes.integer32(place + 20),
                let size = bytes.integer32(place + 24), let nameLength = bytes.integer16(place + 28),
                let extraLength = bytes.integer16(place + 30), let commentLength = bytes.integer16(place + 32),
                let offset = bytes.integer32(place + 42), let name = bytes.text(place + 46, nameLength)
            else { throw damaged("its directory makes no sense") }
            var entry = Entry(
                name: name, method: method, isEncrypted: flags & 1 == 1, checksum: UInt32(truncatingIfNeeded: checksum),
                compressedSize: compressed, size: size, offset: offset)
            let extra = place + 46 + nameLength
            widen(&entry, bytes, extra..<extra + extraLength)
            entries.append(entry)
            place = extra + extraLength + commentLength
        }
    }

    /// Sizes that do not fit 32 bits stand in an extra field, in a fixed order.
    private func widen(_ entry: inout Entry, _ bytes: LittleEndian, _ range: Range<Int>) {
        var place = range.lowerBound
        while place + 4 <= range.upperBound, let id = bytes.integer16(place), let length = bytes.integer16(place + 2) {
            var field = place + 4
            place = field + length
            guard id == 1 else { continue }
            for part in [\Entry.size, \.compressedSize, \.offset] where entry[keyPath: part] == 0xFFFF_FFFF {
                guard field + 8 <= place, let value = bytes.integer64(field) else { return }
                entry[keyPath: part] = value
                field += 8
            }
        }
    }
}

extension ZipArchive {
    /// The files, without folders and what macOS adds.
    private var files: [Entry] {
        entries.filter { !$0.name.hasSuffix("/") && !$0.name.hasPrefix("__MACOSX/") && !$0.name.hasSuffix(".DS_Store") }
    }

    /// A file of the archive by its name; nil: its only one.
    func member(_ name: String?) throws -> any ByteSource {
        let files = files
        let shown = files.prefix(8).map { "'\($0.name)'" }.joined(separator: ", ") + (files.count > 8 ? ", …" : "")
        if let name {
            guard let entry = files.first(where: { $0.name == name }) else {
                throw Failure(
                    .missingInput, "the zip archive '\(path)' has no file '\(name)'",
                    hint: suggestion(for: name, among: files.map(\.name)) ?? "it holds \(shown)")
            }
            return try open(entry)
        }
        guard let largest = files.max(by: { $0.size < $1.size }) else {
            throw Failure(.invalidInput, "the zip archive '\(path)' holds no file")
        }
        if files.contains(where: { $0.name == "xl/workbook.xml" }) {
            throw FileKind.refusal(path, "an Excel workbook", hint: "save the sheet as CSV")
        }
        guard files.count == 1 else {
            throw Failure(
                .invalidInput, "the zip archive '\(path)' holds \(files.count) files: \(shown)",
                hint: "name the one with the rows as if the archive were a folder: '\(path)/\(largest.name)'")
        }
        return try open(largest)
    }

    private func open(_ entry: Entry) throws -> any ByteSource {
        let name = "\(path)/\(entry.name)"
        guard !entry.isEncrypted else {
            throw Failure(.invalidInput, "'\(name)' is encrypted", hint: "unpack the archive, and name the file that comes out")
        }
        guard let header = try file.bytes(at: entry.offset, count: 30).map(LittleEndian.init), header.integer32(0) == 0x0403_4B50,
            let nameLength = header.integer16(26), let extraLength = header.integer16(28)
        else { throw damaged("'\(entry.name)' is not where the directory says") }
        let start = entry.offset + 30 + nameLength + extraLength
        guard entry.compressedSize <= file.size - start else { throw damaged("'\(entry.name)' is cut") }
        let raw = FilePart(file, from: start, count: entry.compressedSize)
        let source: any ByteSource
        switch entry.method {
        case 0: source = raw
        case 8: source = Decompressor(path: name, source: raw, codec: DeflateCodec(.bare))
        case 93: source = Decompressor(path: name, source: raw, codec: ZstdCodec())
        default:
            throw Failure(
                .invalidInput, "'\(name)' is compressed by a method (\(entry.method)) other than deflate and zstd",
                hint: "unpack the archive, and name the file that comes out")
        }
        return CheckedMember(source, path: name, size: entry.size, checksum: entry.checksum)
    }
}
