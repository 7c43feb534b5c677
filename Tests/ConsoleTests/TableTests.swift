import Console
import Foundation
import Testing

@Suite struct TableTests {
    private var sample: Table {
        var table = Table([.init("variant"), .number("ndcg@10", key: "ndcg"), .number("time", key: "seconds"), .init("title")])
        table.append(["ancf@seed=1", .metric(0.35123), .seconds(12.34), "電影 🎬"])
        table.append(["gmf", .metric(.nan), .seconds(nil), "a, \"b\" | c"])
        table.append([.text("most-popular", style: .dim), .metric(0.2543)])
        return table
    }

    @Test func alignedText() {
        #expect(
            sample.text() == """
                variant       ndcg@10    time  title
                ─────────────────────────────────────────
                ancf@seed=1    0.3512  12.3 s  電影 🎬
                gmf               nan          a, "b" | c
                most-popular   0.2543

                """)
    }

    @Test func fitsTheTerminal() {
        for width in 1...60 {
            for line in sample.text(width: width).split(separator: "\n") { #expect(displayWidth(String(line)) <= width) }
        }
        #expect(
            sample.text(width: 36) == """
                variant   ndcg@10    time  title
                ────────────────────────────────────
                ancf@se…   0.3512  12.3 s  電影 🎬
                gmf           nan          a, "b" |…
                most-po…   0.2543

                """)
    }

    @Test func columnsWithoutRoomAreNamed() {
        #expect(
            sample.text(width: 28) == """
                variant      ndcg@10    time
                ────────────────────────────
                ancf@seed=1   0.3512  12.3 s
                gmf              nan
                most-popul…   0.2543
                no room for: title (a wider
                window or another format
                shows all)

                """)
    }

    @Test func longTextsWrap() {
        var table = Table([.init("model"), .init("what it is", wraps: true)])
        table.append(["gmf", "a learned weighting of the elements of two embeddings"])
        #expect(
            table.text(width: 30) == """
                model  what it is
                ──────────────────────────────
                gmf    a learned weighting of
                       the elements of two
                       embeddings

                """)
        #expect(wrapped("abcdefghij kl", to: 4) == ["abcd", "efgh", "ij", "kl"])
    }

    @Test func bestValueIsMarked() {
        var table = sample
        table.highlightBest(inColumn: 1, largest: true)
        #expect(table.rows.map { $0[1].style } == [.best, .plain, .plain])
        #expect(table.text(color: true).contains("\u{1B}[1;32m0.3512\u{1B}[0m"))
        #expect(!table.text(color: false).contains("\u{1B}"))
        #expect(table.markdown.contains("**0.3512**"))
        table = sample
        table.highlightBest(inColumn: 1, largest: false)
        #expect(table.rows.map { $0[1].style } == [.plain, .plain, .best])
        table = sample
        table.highlightBest(inColumn: 3, largest: true)
        table.highlightBest(inColumn: 9, largest: true)
        #expect(table.rows.allSatisfy { row in row.allSatisfy { $0.style != .best } })
    }

    @Test func coloursDoNotMoveColumns() {
        var table = sample
        table.highlightBest(inColumn: 1, largest: true)
        var plain = table.text(color: true)
        for code in ["[0m", "[1m", "[2m", "[1;32m"] { plain = plain.replacingOccurrences(of: "\u{1B}\(code)", with: "") }
        #expect(plain == table.text(color: false))
    }

    @Test func csv() {
        #expect(
            sample.csv == "variant,ndcg,seconds,title\nancf@seed=1,0.35123,12.34,電影 🎬\n"
                + "gmf,nan,,\"a, \"\"b\"\" | c\"\nmost-popular,0.2543,,\n")
        var table = Table([.init("a,b")])
        table.append(["line\nline"])
        table.append(["quote\"\u{301}"])
        #expect(table.csv == "\"a,b\"\n\"line\nline\"\n\"quote\"\"\u{301}\"\n")
    }

    @Test func markdown() {
        #expect(
            sample.markdown == """
                | variant | ndcg@10 | time | title |
                | --- | ---: | ---: | --- |
                | ancf@seed=1 | 0.3512 | 12.3 s | 電影 🎬 |
                | gmf | nan |  | a, "b" \\| c |
                | most-popular | 0.2543 |  |  |

                """)
    }

    @Test func json() throws {
        let text = sample.rendered(as: .json)
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(rows.count == 3)
        #expect(rows[0]["ndcg"] as? Double == 0.35123)
        #expect(rows[1]["ndcg"] is NSNull)
        #expect(rows[1]["title"] as? String == "a, \"b\" | c")
        #expect(sample.json.compact.hasPrefix(#"[{"variant":"ancf@seed=1","ndcg":0.35123,"seconds":12.34,"title":"#))
    }

    @Test func emptyTables() {
        #expect(Table([]).text() == "")
        #expect(Table([.init("id")]).text() == "id\n──\n")
        #expect(Table([.init("id")]).csv == "id\n")
        #expect(Table([.init("id")]).json.pretty == "[]")
    }

    @Test func aCellCannotBreakTheLine() {
        var table = Table([.init("error")])
        table.append(["first\nsecond\u{1B}[2J"])
        #expect(table.text().split(separator: "\n").count == 3)
        #expect(!table.text().contains("\u{1B}"))
    }
}
