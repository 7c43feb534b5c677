import Datasets
import Diagnostics
import Parameters
import Testing

/// Objects of JSON and of Python, written by Python: `Fixtures/make_files.py`.
@Suite struct JSONLinesTests {
    private func read(_ text: String, _ options: [(name: String, value: ParameterValue)] = []) throws -> IngestResult {
        let scratch = try Scratch()
        return try ingest("jsonl", [("interactions", .string(scratch.file("d.jsonl", text)))] + options)
    }

    @Test(arguments: ["lines.jsonl", "lines-utf8.jsonl", "list.json", "literals.json"]) func layouts(name: String) throws {
        #expect(try rows(FixtureFiles.read(name, "jsonl").dataset) == FixtureFiles.rows)
    }

    @Test func membersOfMembers() throws {
        let options: [(name: String, value: ParameterValue)] = [
            ("user", .string("who.id")), ("item", .string("what.0.name")), ("rating", .string("stars")), ("timestamp", .string("t")),
        ]
        #expect(try rows(FixtureFiles.read("nested.jsonl.gz", "jsonl", options).dataset) == FixtureFiles.rows)
    }

    @Test func numbersKeepTheirDigits() throws {
        let text = #"{"user": 12345678901234567890, "item": 7, "rating": 4.1, "timestamp": 1500000000.25}"# + "\n"
        let dataset = try read(text).dataset
        #expect(dataset.userIDs == ["12345678901234567890"])
        #expect(dataset.itemIDs == ["7"])
        #expect(dataset.interactions.ratings == [4.1])
        #expect(dataset.interactions.timestamps == [1_500_000_000_250_000])
    }

    @Test func escapesInIds() throws {
        let text = #"{"user": "a\"\u00e9\ud83c\udfac\\", "item": "x\/y"}"# + "\n"
        let dataset = try read(text).dataset
        #expect(dataset.userIDs == ["a\"é🎬\\"])
        #expect(dataset.itemIDs == ["x/y"])
    }

    /// Steam's reviews as McAuley's group has them.
    @Test func literalsOfPython2() throws {
        let text =
            #"{u'username': u'Chaos "S"', u'hours': 0.1, u'product_id': u'725280', u'date': u'2017-12-17', u'early_access': False}"# + "\n"
        let dataset = try read(
            text, [("user", .string("username")), ("item", .string("product_id")), ("rating", .null), ("timestamp", .string("date"))]
        ).dataset
        // date -u -d 2017-12-17 +%s
        #expect(rows(dataset) == ["Chaos \"S\" 725280 1.0 1513468800"])
    }

    @Test func itemsWithListsAndReviews() throws {
        let scratch = try Scratch()
        let path = try scratch.file(
            "r.jsonl",
            """
            {"user": "a", "item": "x", "review": {"text": "I&#39;m <br /> happy", "title": null}}
            {"user": "a", "item": "x", "review": {"text": "later", "title": "T"}}
            {"user": "b", "item": "y"}

            """)
        let items = try scratch.file(
            "i.json", #"[{"item": "x", "genres": ["A", "B & C"], "n": 3, "shelves": [{"a": 1}], "flag": true, "none": null}]"#)
        let result = try ingest(
            "jsonl",
            [
                ("interactions", .string(path)), ("items", .string(items)), ("text", .string("review.text")),
                ("summary", .string("review.title")), ("html", .bool(true)),
            ])
        #expect(rows(result.dataset) == ["a x 1.0 ?", "b y 1.0 ?"])
        #expect(
            result.dataset.itemFields == [
                "genres": ["A|B & C", ""], "n": ["3", ""], "shelves": ["[{\"a\": 1}]", ""], "flag": ["true", ""], "none": ["", ""],
            ])
        let file = try #require(result.files.first)
        var bytes: [UInt8] = []
        try file.write { bytes += $0 }
        #expect(String(decoding: bytes, as: UTF8.self) == "summary,text\nT,later\n\"\",\"\"\n")
    }

    @Test func badObjectsAreListedWithTheirPlace() throws {
        let text = """
            {"user": "a", "item": "x"}
            {"user": "a", "item": }
            {"user": "a"}
            {"user": "a", "item": "y
            {"user": "b", "item": "z"}
            {"user": "b",
            """
        do {
            _ = try read(text)
            Issue.record("no error")
        } catch let failure as Failure {
            let places = failure.diagnostics.compactMap { one in one.location.map { "\($0.line):\($0.column) \(one.message)" } }
            #expect(
                places == [
                    "2:23 expected a value", "3:1 the item is missing", "4:23 a text without its closing quote",
                    "6:14 the file ends inside an object",
                ])
        }
        let result = try read(text, [("on_bad_row", .string("skip"))])
        #expect(rows(result.dataset) == ["a x 1.0 ?", "b z 1.0 ?"])
        #expect(result.report.badRows == 4)
    }

    /// A list that was cut is no shorter list.
    @Test func aCutListIsNoticed() throws {
        let text = #"[{"user": "a", "item": "x"}, {"user": "b", "item": "y"}]"#
        #expect(try rows(read(text).dataset) == ["a x 1.0 ?", "b y 1.0 ?"])
        #expect(message { _ = try read(String(text.dropLast())) }.contains("the file ends inside the list"))
        #expect(message { _ = try read(String(text.dropLast(3))) }.contains("the file ends inside an object"))
    }

    @Test func aFileOfOtherTextIsNamed() throws {
        #expect(message { _ = try read("user,item\na,b\n") }.contains("holds no JSON objects"))
        #expect(message { _ = try read(#"{"user": 1, "item": 2, "stars": 3}"#, [("rating", .string("star"))]) }.contains("'stars'"))
    }

    /// The same objects, whatever the pieces are that the file is read in: longer than a chunk.
    @Test func manyObjects() throws {
        let padding = String(repeating: "x", count: 900)
        let lines = (0..<5000).map { row in
            "{\"other\": [\(row), {\"user\": \"no\"}], \"user\": \"u\(row % 100)\", \"item\": \"i\(row)\", \"pad\": \"\(padding)\"}"
        }
        let dataset = try read(lines.joined(separator: "\n")).dataset
        #expect(dataset.interactions.count == 5000)
        #expect(dataset.itemIDs == (0..<5000).map { "i\($0)" })
        #expect(try read("[" + lines.joined(separator: ", ") + "]").dataset == dataset)
    }
}

/// https://recbole.io/docs/user_guide/data/atomic_files.html
@Suite struct RecBoleTests {
    @Test func atomicFiles() throws {
        let scratch = try Scratch()
        let interactions = try scratch.file(
            "a.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t\"x\"\t4\t1000000107\n2\ty\t2.5\t1000000108\n")
        let items = try scratch.file("a.item", "item_id:token\ttitle:token_seq\tclass:token_seq\ny\tThe End\tDrama Comedy\n")
        let users = try scratch.file("a.user", "user_id:token\tage:token\n2\t30\n1\t40\n")
        let dataset = try ingest(
            "recbole", [("interactions", .string(interactions)), ("items", .string(items)), ("users", .string(users))]
        ).dataset
        #expect(rows(dataset) == ["1 \"x\" 4.0 1000000107", "2 y 2.5 1000000108"])
        #expect(dataset.itemFields == ["title": ["", "The End"], "class": ["", "Drama Comedy"]])
        #expect(dataset.userFields == ["age": ["40", "30"]])
    }

    @Test func withoutRatings() throws {
        let scratch = try Scratch(), path = try scratch.file("b.inter", "session_id:token\titem_id:token\n1\tx\n")
        #expect(try rows(ingest("recbole", [("interactions", .string(path)), ("user", .string("session_id"))]).dataset) == ["1 x 1.0 ?"])
        #expect(message { _ = try ingest("recbole", [("interactions", .string(path))]) }.contains("no column 'user_id'"))
    }
}
