import Datasets
import Diagnostics
import Parameters
import Testing

/// Encodings, line ends and spellings of tables, written by Python's codecs and csv: `Fixtures/make_files.py`.
@Suite struct EncodingTests {
    @Test(arguments: ["utf8-bom.csv", "utf16le.csv", "utf16be.csv", "utf16le-no-mark.csv", "latin1.csv", "old-mac.csv"])
    func readByThemselves(name: String) throws {
        let result = try FixtureFiles.read(name)
        #expect(rows(result.dataset) == FixtureFiles.rows)
        #expect(result.warnings.contains { $0.kind == "encoding_guessed" } == (name == "latin1.csv"))
    }

    @Test(arguments: [
        ("semicolons-commas.csv", [("delimiter", ";"), ("decimal", ",")]),
        ("backslashes.csv", [("delimiter", ";"), ("escape", "\\"), ("encoding", "latin-1")]),
        ("apostrophes.csv", [("quote", "'")]), ("latin1.csv", [("encoding", "latin-1")]), ("utf16be.csv", [("encoding", "utf-16")]),
    ])
    func readByOptions(name: String, options: [(String, String)]) throws {
        let result = try FixtureFiles.read(name, "csv", options.map { ($0.0, .string($0.1)) })
        #expect(rows(result.dataset) == FixtureFiles.rows)
        #expect(!result.warnings.contains { $0.kind == "encoding_guessed" })
    }

    @Test func windowsQuotesAndEuro() throws {
        let dataset = try FixtureFiles.read("1252.csv", "csv", [("encoding", .string("windows-1252"))]).dataset
        #expect(dataset.userIDs == ["“a”"])
        #expect(dataset.itemIDs == ["€"])
    }

    /// More ASCII than is read at once, and then what decides.
    @Test func latin1IsSeenHoweverLate() throws {
        var bytes = Array("user,item\n".utf8)
        let padding = [UInt8](repeating: 0x78, count: 1000)
        for row in 0..<5000 { bytes += Array("u,i\(row)-".utf8) + padding + [0x0A] }
        let result = try ingestCSV(bytes + [0x75, 0x2C, 0xE9, 0x0A])
        #expect(result.dataset.itemIDs.last == "é")
        #expect(result.warnings.contains { $0.kind == "encoding_guessed" })
        #expect(try ingestCSV(bytes + [0x75, 0x2C, 0xC3, 0xA9, 0x0A]).dataset.itemIDs.last == "é")
    }

    @Test func utf8AskedForIsHeldTo() throws {
        let options: [(name: String, value: ParameterValue)] = [("encoding", .string("utf-8"))]
        #expect(message { _ = try FixtureFiles.read("latin1.csv", "csv", options) }.contains("is not valid UTF-8"))
        #expect(message { _ = try FixtureFiles.read("utf16le.csv", "csv", options) }.contains("is UTF-16 text, not UTF-8"))
    }

    @Test func halfACharacterIsNoText() throws {
        #expect(
            message { _ = try ingestCSV([0xFF, 0xFE] + "u,i\n1,2\n".utf16.flatMap { [UInt8($0), 0] } + [0x41]) }.contains("in the middle"))
        #expect(message { _ = try ingestCSV([0xFF, 0xFE, 0x41, 0xD8, 0x41, 0x00, 0x0A, 0x00]) }.contains("surrogate"))
    }

    @Test func pairsOfUTF16() throws {
        let text = "user,item\n🎬,שלום\n"
        #expect(try rows(ingestCSV([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }).dataset) == ["🎬 שלום 1.0 ?"])
    }

    @Test func oldLineEndsOnlyWhereThereAreNoOthers() throws {
        #expect(try rows(ingestCSV("user,item\ra,b\rc,d").dataset) == ["a b 1.0 ?", "c d 1.0 ?"])
        #expect(try ingestCSV("user,item\n\"a\rb\",c\n").dataset.userIDs == ["a\rb"])
    }

    @Test func decimals() throws {
        let comma: [(name: String, value: ParameterValue)] = [("decimal", .string(",")), ("delimiter", .string(";"))]
        let text = "user;item;rating\na;b;1,25\na;c;-0,5\na;d;3\na;e;1,5e1\n"
        #expect(try ingestCSV(text, comma).dataset.interactions.ratings == [1.25, -0.5, 3, 15])
        #expect(message { _ = try ingestCSV("user;item;rating\na;b;1.25\n", comma) }.contains("'1.25' is not a finite number"))
        #expect(message { _ = try ingestCSV("user;item;rating\na;b;1.234,5\n", comma) }.contains("is not a finite number"))
        let without = message { _ = try ingestCSV(text, [("delimiter", .string(";"))]) }
        #expect(without.contains("add `decimal: ','`"))
        #expect(try ingestCSV("user,item,rating\na,b,\"1,25\"\n", [("decimal", .string(","))]).dataset.interactions.ratings == [1.25])
    }

    /// As Python's csv module reads them with the same settings.
    @Test func escapes() throws {
        let options: [(name: String, value: ParameterValue)] = [("escape", .string("\\"))]
        let text = "user,item\n\"a \\\"b\\\" \\\\\",x\\,y\n\"c\"\"d\",\"e\\\nf\"\n"
        let dataset = try ingestCSV(text, options).dataset
        #expect(dataset.userIDs == ["a \"b\" \\", "c\"d"])
        #expect(dataset.itemIDs == ["x,y", "e\nf"])
    }

    @Test(arguments: [
        ([("quote", "ab")], "must be one ASCII character"), ([("escape", "\"")], "`escape` is the quote itself"),
        ([("delimiter", "\"")], "must not contain the quote"), ([("quote", "'"), ("quoting", "false")], "no effect"),
        ([("decimal", ","), ("quoting", "false")], "cannot both"), ([("delimiter", "")], "must be ASCII"),
    ])
    func optionsThatContradict(options: [(String, String)], problem: String) throws {
        let values = options.map { ($0.0, $0.1 == "false" ? ParameterValue.bool(false) : .string($0.1)) }
        #expect(message { _ = try ingestCSV("user,item\na,b\n", values) }.contains(problem))
    }

    @Test(arguments: [
        ("user;item;rating\n1;2;3\n", "csv", "add `delimiter: ';'`"), ("user\titem\n1\t2\n", "csv", "use `format: tsv`"),
        ("user,item\n1,2\n", "tsv", "add `delimiter: ','`"), ("1::2::3::4\n", "csv", "add `delimiter: '::'`"),
        ("\"User-ID\";\"ISBN\"\r\n\"1\";\"2\"\r\n", "csv", "add `delimiter: ';'`"),
        ("{\"user\": 1, \"item\": 2}\n", "csv", "format: jsonl"),
        ("user\n1\n", "csv", "is it the right file"),
    ])
    func theOtherDelimiterIsFound(text: String, format: String, hint: String) throws {
        let scratch = try Scratch(), path = try scratch.file("d", text)
        #expect(message { _ = try ingest(format, [("interactions", .string(path))]) }.contains(hint))
    }

    @Test func usersHaveAttributesToo() throws {
        let scratch = try Scratch()
        let users = try scratch.file("u", [0xFF, 0xFE] + "user;age\nb;30\na;40\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        let path = try scratch.file("d", "user;item\na;x\nb;y\n")
        let dataset = try ingest(
            "csv", [("interactions", .string(path)), ("users", .string(users)), ("delimiter", .string(";"))]
        ).dataset
        #expect(dataset.userFields == ["age": ["40", "30"]])
    }
}
