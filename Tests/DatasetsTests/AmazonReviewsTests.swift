import Datasets
import Diagnostics
import Foundation
import Parameters
import Testing

@Suite struct AmazonReviewsTests {
    private func folder() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("amazon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    private func read(
        _ reviews: Data, metadata: Data? = nil, _ change: (inout IngestOptions) -> Void = { _ in }
    ) throws -> (result: IngestResult, summaries: [String], texts: [String]) {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = ["reviews": folder.appendingPathComponent("r").path, "metadata": folder.appendingPathComponent("m").path]
        try reviews.write(to: folder.appendingPathComponent("r"))
        try metadata?.write(to: folder.appendingPathComponent("m"))
        var options = AmazonReviewsFormat.Options(), common = IngestOptions()
        options.metadata = metadata == nil ? nil : "m"
        change(&common)
        let result = try AmazonReviewsFormat.read(options, common: common) { paths[$0] ?? "" }
        let file = try #require(result.files.first), written = folder.appendingPathComponent(file.name)
        var bytes: [UInt8] = []
        try file.write { bytes += $0 }
        try Data(bytes).write(to: written)
        return (
            result, try ReviewFile.texts(["summary"], path: written.path), try ReviewFile.texts(["text"], path: written.path)
        )
    }

    private let lines = #"""
        {"reviewerID": "A", "asin": "x", "reviewText": "Strings &#34;sound&#34; &amp; last, caf\u00e9 \ud83d\ude00", "overall": 5.0, "summary": "good", "unixReviewTime": 1393545600}
        {"reviewerID": "B", "asin": "x", "overall": 2.0, "summary": "no\n\"text\"", "unixReviewTime": 0, "helpful": [0, {"a": [1]}]}

        {"asin": "y", "reviewerID": "A", "overall": 4, "reviewText": "first", "unixReviewTime": 10}
        {"asin": "y", "reviewerID": "A", "overall": 1, "reviewText": "second", "verified": true, "style": {"Color:": " red"}, "unixReviewTime": 20}
        """#

    @Test func reviewsWithTextsEntitiesAndDuplicates() throws {
        let (result, summaries, texts) = try read(Data(lines.utf8))
        let data = result.dataset
        #expect(data.userIDs == ["A", "B"] && data.itemIDs == ["x", "y"])
        #expect(data.interactions.users == [0, 1, 0] && data.interactions.items == [0, 0, 1])
        #expect(data.interactions.ratings == [5, 2, 1])
        #expect(data.interactions.timestamps == [1_393_545_600_000_000, Interactions.unknownTime, 20_000_000])
        #expect(summaries == ["good", "no\n\"text\"", ""])
        #expect(texts == ["Strings \"sound\" & last, café 😀", "", "second"], "the last of a repeated pair stays, with its text")
        #expect(result.report.rowsRead == 4 && result.report.duplicateRows == 1)
    }

    @Test func gzipIsReadAsPlainText() throws {
        // `gzip -n` of the line {"reviewerID":"A","asin":"x","overall":3,"reviewText":"zip"}, twice: two members of one file.
        let packed = try gzip(Data("{\"reviewerID\":\"A\",\"asin\":\"x\",\"overall\":3,\"reviewText\":\"zip\"}\n".utf8))
        let other = try gzip(Data("{\"reviewerID\":\"B\",\"asin\":\"x\",\"overall\":4}\n".utf8))
        let (result, _, texts) = try read(packed + other)
        #expect(result.dataset.interactions.ratings == [3, 4] && texts == ["zip", ""])
        let failure = try #require(throws: Failure.self) { _ = try read(packed.dropLast(9)) }
        #expect("\(failure.diagnostics)".contains("too early"))
    }

    private func gzip(_ data: Data) throws -> Data {
        let process = Process(), input = Pipe(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-nc"]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        input.fileHandleForWriting.write(data)
        try input.fileHandleForWriting.close()
        return output.fileHandleForReading.readDataToEndOfFile()
    }

    @Test func metadataOf2014And2018() throws {
        let metadata = #"""
            {'asin': 'x', 'title': "Singer's \"mic\" \xe9", 'categories': [['Music', 'Mics'], ['Music', 'Gifts']], 'price': 3.17, 'related': {'also': ['q']}, 'brand': None}
            {"asin": "unseen", "title": "nobody bought it"}
            {"asin": "y", "title": "A &amp; B", "description": ["One.", "Two &lt;3"], "category": ["Gift", "Gift"], "brand": "Acme", "tech1": ""}
            """#
        let fields = try read(Data(lines.utf8), metadata: Data(metadata.utf8)).result.dataset.itemFields
        #expect(fields["title"] == ["Singer's \"mic\" é", "A & B"])
        #expect(fields["description"] == ["", "One. Two <3"])
        #expect(fields["categories"] == ["Music|Mics|Gifts", "Gift"])
        #expect(fields["brand"] == ["", "Acme"])
    }

    @Test(arguments: [
        ("{\"reviewerID\": \"A\", \"asin\": \"x\"}", 1, 1, "overall"), ("\n{\"asin\": \"x\", \"overall\": 1}", 2, 1, "reviewerID"),
        ("{\"reviewerID\": \"A\", \"asin\": \"x\", \"overall\": five}", 1, 45, "five"), ("nonsense", 1, 1, "object"),
        ("{\"reviewerID\": \"A", 1, 16, "closing quote"), ("{\"reviewerID\": \"A\\q\"}", 1, 18, "escape"),
        ("{\"reviewerID\": \"A\", \"asin\": \"x\", \"overall\": 1} x", 1, 48, "after the object"),
    ]) func badLinesAreNamedByLineAndColumn(line: String, row: Int, column: Int, word: String) throws {
        let failure = try #require(throws: Failure.self) { _ = try read(Data(line.utf8)) }
        let diagnostic = try #require(failure.diagnostics.first)
        #expect(diagnostic.location?.line == row && diagnostic.location?.column == column, "\(diagnostic)")
        #expect(diagnostic.message.contains(word), "\(diagnostic.message)")
        let good = Data((line + "\n" + lines).utf8)
        #expect(try read(good) { $0.onBadRow = .skip }.result.report.badRows == 1)
    }

    @Test func hostileLinesNeitherCrashNorHang() throws {
        var state: UInt64 = 7
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let pieces = ["{", "}", "[", "]", "\"", "'", "\\", "\\u", "d83d", ":", ",", "asin", "1e999", "null", "\u{0}", "é", "&#", "\r", " "]
        var text = ""
        for _ in 0..<20_000 {
            for _ in 0..<next() % 12 { text += pieces[Int(next()) % pieces.count] }
            text += "\n"
        }
        text += String(repeating: "[", count: 100_000) + "\n" + lines
        let result = try read(Data(text.utf8)) { $0.onBadRow = .skip }.result
        #expect(result.dataset.interactions.count == 3 && result.report.badRows > 15_000)
    }
}
