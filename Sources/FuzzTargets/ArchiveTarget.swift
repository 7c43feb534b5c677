import Exports
import JSON
import RunDatabase

/// An archive of runs. Headers get the checksum that they should have, so that what is behind it is reached.
let archiveTarget = FuzzTarget("archive", "a tape archive, its headers' checksums set right", maximumBytes: 4096) {
    let folder = try ScratchFolder()
    return { bytes in
        let path = try folder.write("runs.tar", sealed(bytes))
        _ = try orderly {
            let tar = try TarReader(path: path)
            var total = 0
            while let entry = try tar.next() {
                try promise(entry.size >= 0, "an entry of a size below zero")
                total += entry.name.utf8.count % 2 == 0 ? try tar.content().count : try tar.read(upTo: 100).count
            }
            try promise(total <= bytes.count, "more bytes than the archive has")
        }
    }
}

/// Each block that says "ustar" is taken for a header.
private func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for start in stride(from: 0, to: bytes.count - 511, by: 512) where bytes[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
        let sum = bytes[start..<(start + 512)].enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        let digits = Array(String(sum, radix: 8).utf8)
        bytes.replaceSubrange((start + 148)..<(start + 154), with: [UInt8](repeating: 48, count: 6 - digits.count) + digits)
    }
    return bytes
}

/// An exported run: what is read of it and written again is the same.
let runDocumentTarget = FuzzTarget("run-document", "an exported run as JSON, read and written", maximumBytes: 2048) {
    { bytes in
        guard let document = try orderly({ try RunSharing.document(bytes, name: "run.json") }) else { return }
        let tables = JSONValue.object(document.tables.map { ($0.table, $0.json) })
        let whole = JSONValue.object([("format", .string("pipeline run")), ("version", .int(1)), ("tables", tables)])
        let again = try orderly { try RunSharing.document(Array(whole.compact.utf8), name: "again.json") }
        try promise(again.map { JSONValue.object($0.tables.map { ($0.table, $0.json) }) } == tables, "written and read again it is another")
    }
}
