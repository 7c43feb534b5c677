import Datasets
import Diagnostics
import Testing

@Suite struct BadRowTests {
    /// One bad row between two good ones: where it is, and what the message says.
    @Test(arguments: [
        ("u,i", 3, 1, "2 fields where 4"), ("u,i,1,2,3", 3, 1, "5 fields where 4"), ("u,,1,2", 3, 3, "the item is missing"),
        ("u,i,,2", 3, 5, "the rating is missing"), ("u,i,NaN,2", 3, 5, "'NaN'"), ("u,i,1e400,2", 3, 5, "'1e400'"),
        ("u,i,1e39,2", 3, 5, "'1e39'"), ("u,i,inf,2", 3, 5, "'inf'"), ("u,i,0x10,2", 3, 5, "'0x10'"), ("u,i,1_0,2", 3, 5, "'1_0'"),
        ("u,i,4 x,2", 3, 5, "'4 x'"), ("u,i,1,x", 3, 7, "timestamp 'x'"), ("u,i,1,99999999999999999999", 3, 7, "timestamp"),
        ("ü,é,bad,2", 3, 5, "'bad'"), ("u\0,i,1,2", 3, 2, "NUL"), ("\"u\"x,i,1,2", 3, 4, "after a closing quote"),
        ("u\"u,i,1,2", 3, 2, "a quote inside"), ("u,i,.,2", 3, 5, "'.'"), ("u,i,-,2", 3, 5, "'-'"), ("u,i,1e,2", 3, 5, "'1e'"),
        ("\"a\nb\",i,x,2", 4, 6, "'x'"),
    ])
    func isLocated(row: String, line: Int, column: Int, reason: String) throws {
        let text = "user,item,rating,timestamp\na,b,1,1\n\(row)\nc,d,2,2\n"
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV(text) }
        let first = failure?.diagnostics.first
        #expect(failure?.code == .invalidInput)
        #expect(first?.location?.line == line)
        #expect(first?.location?.column == column)
        #expect(first?.location?.file.hasSuffix("data.csv") == true)
        #expect(first?.message.contains(reason) == true, "\(first?.message ?? "")")
        #expect(failure?.diagnostics.last?.message.contains("1 row cannot be read") == true)
        let result = try ingestCSV(text, [("on_bad_row", .string("skip"))])
        #expect(rows(result.dataset) == ["a b 1.0 1", "c d 2.0 2"])
        #expect(result.report.badRows == 1)
        #expect(result.report.rowsRead == 3)
    }

    @Test func anEmptyUserIsAnonymousUnlessSaidOtherwise() throws {
        let text = "user,item\n,i\nu,i\n"
        #expect(try ingestCSV(text).report.anonymousRows == 1)
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV(text, [("anonymous_ids", .list([.string("-1")]))]) }
        #expect(failure?.diagnostics.first?.message == "the user is missing")
    }

    @Test func theFirstTenAreListed() throws {
        let text = "user,item,rating\n" + String(repeating: "u,i,x\n", count: 25)
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV(text) }
        #expect(failure?.diagnostics.count == 11)
        #expect(failure?.diagnostics.dropLast().map { $0.location?.line } == Array(2...11))
        let summary = failure?.diagnostics.last
        #expect(summary?.message.contains("25 rows cannot be read; the first 10 are shown") == true)
        #expect(summary?.hint?.contains("on_bad_row: skip") == true)
    }

    @Test func aQuoteThatIsNeverClosed() throws {
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV("user,item\na,b\n\"c,d\ne,f\n") }
        #expect(failure?.diagnostics.first?.message == "a quote that is never closed")
        #expect(failure?.diagnostics.first?.location?.line == 3)
    }

    @Test func bytesThatAreNotUTF8() throws {
        let failure = #expect(throws: Failure.self) {
            _ = try ingestCSV(Array("user,item\na,b\n".utf8) + [0x63, 0xE9] + Array(",d\n".utf8), [("encoding", .string("utf-8"))])
        }
        #expect(failure?.diagnostics.first?.message == "the user is not valid UTF-8")
        #expect(failure?.diagnostics.first?.location?.line == 3)
    }

    @Test func nothingButBadRows() throws {
        let failure = #expect(throws: Failure.self) { _ = try ingestCSV("user,item,rating\na,b,x\n", [("on_bad_row", .string("skip"))]) }
        #expect(failure?.description.contains("no interactions are left") == true)
    }
}
