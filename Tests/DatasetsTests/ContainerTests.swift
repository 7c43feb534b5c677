import Datasets
import Diagnostics
import Foundation
import Parameters
import Testing

/// Data files packed by Python's gzip and zipfile and by the command zstd: `Fixtures/make_files.py`.
@Suite struct ContainerTests {
    @Test(arguments: [
        "plain.csv", "gzip.csv", "gzip-two-members.gz", "zstd.bin", "zstd-two-frames.zst", "one.zip", "stored.zip", "large.zip",
        "one.zip/data/ratings.csv", "several.zip/data/ratings.csv",
    ])
    func readsByContent(name: String) throws {
        #expect(try rows(FixtureFiles.read(name).dataset) == FixtureFiles.rows)
    }

    @Test func readsItemsBesideInteractionsInOneArchive() throws {
        let items = ParameterValue.string(FixtureFiles.path("several.zip/data/items.csv"))
        let dataset = try FixtureFiles.read("several.zip/data/ratings.csv", "csv", [("items", items)]).dataset
        #expect(dataset.itemIDs == ["Café", "a,b", "say \"x\""])
        #expect(dataset.itemFields == ["title": ["Tea", "", ""]])
    }

    @Test func anArchiveOfSeveralFilesAsksForOne() throws {
        let text = message { _ = try FixtureFiles.read("several.zip") }
        #expect(text.contains("holds 3 files: 'readme.txt', 'data/ratings.csv', 'data/items.csv'"))
        #expect(text.contains("several.zip/data/ratings.csv'"))
        #expect(message { _ = try FixtureFiles.read("several.zip/data/rating.csv") }.contains("data/ratings.csv"))
        #expect(message { _ = try FixtureFiles.read("plain.csv/ratings.csv") }.contains("is no zip archive"))
    }

    @Test func aPathGoesOnIntoAnArchive() throws {
        let path = DataPath(FixtureFiles.path("one.zip/data/ratings.csv"))
        #expect(path.file == FixtureFiles.path("one.zip"))
        #expect(path.member == "data/ratings.csv")
        #expect(DataPath("/no/such/file").member == nil)
        #expect(DataPath(FixtureFiles.path("no-such-file")).file == FixtureFiles.path("no-such-file"))
    }

    /// Every cut of a packed file is refused with the file's name, and none is taken for a shorter table.
    @Test(arguments: ["gzip.csv", "zstd.bin", "one.zip", "large.zip"]) func cutFilesAreRefused(name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: FixtureFiles.path(name)))), scratch = try Scratch()
        for count in stride(from: 20, to: bytes.count, by: 7) {
            let path = try scratch.file("cut.csv", Array(bytes[..<count]))
            let text = message { _ = try ingest("csv", [("interactions", .string(path))]) }
            #expect(text.contains("cut.csv") && (text.contains("early") || text.contains("damaged")), "\(count): \(text)")
        }
    }

    /// A changed bit is noticed: gzip and zip have checksums.
    @Test(arguments: ["gzip.csv", "one.zip"]) func damagedFilesAreRefused(name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: FixtureFiles.path(name)))), scratch = try Scratch()
        var changed = bytes
        let place = name == "gzip.csv" ? 40 : 120
        changed[place] ^= 0x10
        let path = try scratch.file("changed", changed)
        #expect(message { _ = try ingest("csv", [("interactions", .string(path))]) }.contains("damaged"))
    }

    @Test func whatFollowsCompressedDataIsNotIgnored() throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: FixtureFiles.path("gzip.csv")))), scratch = try Scratch()
        let path = try scratch.file("more.gz", bytes + Array("bob,tea,1,5\n".utf8))
        #expect(message { _ = try ingest("csv", [("interactions", .string(path))]) }.contains("gzip data is damaged"))
    }

    /// 100 MiB in 200 bytes.
    @Test func bombsAreRefused() throws {
        let text = message { _ = try ingest("amazon-reviews", [("reviews", .string(FixtureFiles.path("bomb.gz")))]) }
        #expect(text.contains("bomb.gz' expands to more than 500 times its size"))
    }

    @Test(arguments: [
        ("database.sqlite", "a SQLite database"), ("pickle.csv", "a Python pickle"), ("image.csv", "a PNG image"),
        ("page.csv", "a web page"),
    ])
    func whatIsNoTableIsNamed(name: String, kind: String) throws {
        for format in ["csv", "tsv", "movielens", "recbole", "jsonl"] {
            let option = format == "movielens" ? "ratings" : "interactions"
            let text = message { _ = try ingest(format, [(option, .string(FixtureFiles.path(name)))]) }
            #expect(text.contains("\(name)' is \(kind); expected text"), "\(format): \(text)")
        }
    }

    /// Bytes as Latin-1.
    private static let binaries: [(String, String)] = [
        ("BZh91AY&SY\u{0}\u{1}\u{2}", "bzip2 data"), ("\u{FD}7zXZ\u{0}\u{0}\u{4}", "xz data"), ("%PDF-1.4\n", "a PDF document"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "a pointer of Git LFS"),
        ("\u{93}NUMPY\u{1}\u{0}", "a NumPy array"), (String(repeating: "a\u{1}\u{2}\u{0}", count: 20), "binary data"),
    ]

    @Test(arguments: binaries) func signatures(text: String, kind: String) throws {
        let bytes = text.unicodeScalars.map { UInt8($0.value) }
        #expect(message { _ = try ingestCSV(bytes) }.contains("' is \(kind)"))
    }

    /// Letters that begin a binary file may begin a header as well.
    @Test(arguments: ["BZh", "ORCID", "GIF8", "Rar!", "PAR1", "Obj"]) func headersAreNoSignatures(user: String) throws {
        #expect(try rows(ingestCSV("\(user),item\na,b\n", [("user", .string(user))]).dataset) == ["a b 1.0 ?"])
    }
}

/// Parquet, where Python has pyarrow; and what is said where it has not.
@Suite struct ParquetTests {
    static var hasLibrary: Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import pyarrow.parquet"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test(.enabled(if: hasLibrary, "python3 has no pyarrow"), arguments: ["snappy.parquet", "zstd.parquet"])
    func readsWhatArrowWrote(name: String) throws {
        // Written as times of a zone: the same moments.
        #expect(try rows(FixtureFiles.read(name).dataset) == FixtureFiles.rows)
        #expect(try rows(FixtureFiles.read(name, "csv", [("delimiter", .string(";"))]).dataset) == FixtureFiles.rows)
        let items = ParameterValue.string(FixtureFiles.path(name))
        let dataset = try FixtureFiles.read(name, "csv", [("items", items), ("item_fields", .list([.string("tags")]))]).dataset
        #expect(dataset.itemFields == ["tags": ["x|y", "", ""]])
    }

    @Test func aDamagedFileIsNamed() throws {
        let scratch = try Scratch(),
            path = try scratch.file("d.csv", Array("PAR1".utf8) + [UInt8](repeating: 0, count: 50) + Array("PAR1".utf8))
        let text = message { _ = try ingest("csv", [("interactions", .string(path))]) }
        #expect(text.contains("d.csv") && text.contains(Self.hasLibrary ? "cannot read the Parquet file" : "pip install pyarrow"))
    }
}
