import Datasets
import Foundation
import Parameters
import Testing

/// Texts as a browser shows them.
@Suite struct HTMLTests {
    /// Through the items of a table with `html: true`.
    private func plain(_ texts: [String]) throws -> [String] {
        let scratch = try Scratch(), quoted = texts.map { "\"\($0.replacing("\"", with: "\"\""))\"" }
        let items = try scratch.file("i", "item,text\n" + quoted.enumerated().map { "\($0),\($1)\n" }.joined())
        let path = try scratch.file("d", "user,item\n" + texts.indices.map { "u,\($0)\n" }.joined())
        let dataset = try ingest("csv", [("interactions", .string(path)), ("items", .string(items)), ("html", .bool(true))]).dataset
        return dataset.itemFields["text"] ?? []
    }

    @Test func tagsGoAndWordsStayApart() throws {
        let texts = [
            "I&#39;m <br /> happy<br/>with it &amp; more", "<span id=\"t\">T0</span>",
            "<p>Line &quot;q&quot;</p><ul><li>x</li><li>y</li></ul>",
            "a <b>bo</b>ld <a href='x>y' title=\"<\">word</a>", "one<!-- <p>no -->two",
            "x<script>var a = 1 < 2;</script>y<STYLE>p {}</STYLE>z",
            "1 &lt;br&gt; 2", "<TD>a</TD><td class=x>b</td>",
        ]
        #expect(
            try plain(texts) == [
                "I'm happy with it & more", "T0", "Line \"q\" x y", "a bold word", "onetwo", "x y z", "1 2", "a b",
            ])
    }

    @Test func whatIsNoTagStays() throws {
        let texts = [
            "I <3 it", "a < b and c > d", "List<String>", "x<y", "5 <b", "1<2>0", "<>", "< br>", "<unknown>", "&lt;3 &amp;lt;", "a <b c <d",
            "tail <", "<br", "</", "Café <3 ☕",
        ]
        var expected = texts
        expected[9] = "<3 &lt;"
        #expect(try plain(texts) == expected)
    }

    @Test func reviewsAndDescriptionsOfAmazon() throws {
        let scratch = try Scratch()
        let reviews = try scratch.file(
            "r",
            #"{"reviewerID": "u", "asin": "i", "overall": 4.0, "reviewText": "I&#39;m <br /> happy<br/>with it", "summary": "<b>s</b>", "unixReviewTime": 1}"#
        )
        let metadata = try scratch.file(
            "m", #"{"asin": "i", "title": "<span id=\"t\">T</span>", "description": ["<p>Line</p><ul><li>x</li></ul>"]}"#)
        let result = try ingest("amazon-reviews", [("reviews", .string(reviews)), ("metadata", .string(metadata))])
        #expect(result.dataset.itemFields["title"] == ["T"])
        #expect(result.dataset.itemFields["description"] == ["Line x"])
        var bytes: [UInt8] = []
        try #require(result.files.first).write { bytes += $0 }
        #expect(String(decoding: bytes, as: UTF8.self) == "summary,text\ns,I'm happy with it\n")
    }

    /// The members of https://amazon-reviews-2023.github.io.
    @Test func amazon2023() throws {
        let scratch = try Scratch()
        let reviews = try scratch.file(
            "r",
            #"{"rating": 5.0, "title": "Good", "text": "yes", "images": [], "asin": "B1", "parent_asin": "P", "user_id": "U", "timestamp": 1588687728923, "helpful_vote": 0, "verified_purchase": true}"#
        )
        let metadata = try scratch.file(
            "m",
            #"{"parent_asin": "P", "title": "Thing", "description": ["a", "b"], "categories": ["X", "Y"], "store": "S", "average_rating": 4.8}"#
        )
        let result = try ingest("amazon-reviews", [("reviews", .string(reviews)), ("metadata", .string(metadata))])
        #expect(result.dataset.userIDs == ["U"])
        #expect(result.dataset.itemIDs == ["P"])
        #expect(result.dataset.interactions.ratings == [5])
        #expect(result.dataset.interactions.timestamps == [1_588_687_728_923_000])
        #expect(result.dataset.itemFields == ["title": ["Thing"], "description": ["a b"], "categories": ["X|Y"], "brand": ["S"]])
        #expect(result.warnings.isEmpty)
        var bytes: [UInt8] = []
        try #require(result.files.first).write { bytes += $0 }
        #expect(String(decoding: bytes, as: UTF8.self) == "summary,text\nGood,yes\n")
    }
}
