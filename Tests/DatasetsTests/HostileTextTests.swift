import Datasets
import Diagnostics
import Foundation
import Parameters
import Testing

/// The same faults through every format that reads files.
@Suite struct HostileTextTests {
    private func read(_ id: String, _ bytes: [UInt8], onBadRow: String = "error") throws -> IngestResult {
        let format = try DatasetFormats.named(id), scratch = try Scratch()
        let path = try scratch.file("data", bytes)
        let values = format.fields.map { field -> (name: String, value: ParameterValue) in
            if format.pathFields.contains(field.name), field.defaultValue == nil { return (field.name, .string(path)) }
            return (field.name, field.name == "on_bad_row" ? .string(onBadRow) : field.defaultValue ?? .null)
        }
        return try format.read(parameters: .record(values)) { _ in path }
    }

    private static let formats = DatasetFormats.all.filter { !$0.pathFields.isEmpty }.map(\.id)

    /// Lines that every format takes, each ended by a line feed.
    private static let sound = [
        "csv": "user,item,rating,timestamp\nu1,i1,5,100\nu2,é,3,200\n",
        "tsv": "user\titem\trating\ttimestamp\nu1\ti1\t5\t100\nu2\té\t3\t200\n",
        "movielens": "1::10::5::978300760\n2::20::3::978300761\n", "ncf": "0\t25\t5\t978824351\n1\t133\t3\t978300174\n",
        "lightgcn": "0 1 2 3\n1 2\n",
        "jsonl": """
        {"user": "u1", "item": "i1", "rating": 5, "timestamp": 100}
        {"user": "u2", "item": "é", "rating": 3, "timestamp": 200}

        """,
        "recbole": "user_id:token\titem_id:token\trating:float\ttimestamp:float\nu1\ti1\t5\t100\nu2\té\t3\t200\n",
        "amazon-reviews": """
        {"reviewerID": "A1", "asin": "B1", "overall": 5.0, "unixReviewTime": 1393545600}
        {"reviewerID": "A2", "asin": "é", "overall": 3, "unixReviewTime": 1393545601}

        """,
    ]

    @Test(arguments: formats) func lineEndsAndByteOrderMarks(id: String) throws {
        let text = try #require(Self.sound[id], "no sample of \(id)"), expected = try read(id, Array(text.utf8)).dataset
        #expect(expected.interactions.count >= 2)
        let windows = text.replacing("\n", with: "\r\n")
        for other in [windows, "\u{FEFF}" + text, "\u{FEFF}" + windows, String(text.dropLast()), text + "\n\n", windows + "\r\n"] {
            #expect(try read(id, Array(other.utf8)).dataset == expected, "\(other.debugDescription)")
        }
    }

    /// A line of any length that is no record is named with its line, or left out and counted.
    /// LightGCN's lines name a user and items, whatever these are called, so that each of them is one.
    @Test(.timeLimit(.minutes(2)), arguments: formats.filter { $0 != "lightgcn" }) func linesThatAreNone(id: String) throws {
        let text = try #require(Self.sound[id]), expected = try read(id, Array(text.utf8)).dataset
        let long = String(repeating: "x", count: 1 << 20), digits = String(repeating: "9", count: 1 << 20)
        for line in [long, digits, "\u{0}", "a\u{0}b", "-1e999 NaN", "\u{202E}", String(repeating: "[", count: 1 << 20)] {
            let bytes = Array((text + line + "\n").utf8), lineNumber = text.split(separator: "\n").count + 1
            let failure = #expect(throws: Failure.self, "\(line.prefix(20).debugDescription)") { try read(id, bytes) }
            #expect(failure?.code == .invalidInput)
            #expect(failure?.diagnostics.contains { $0.location?.line == lineNumber } == true, "\(line.prefix(20).debugDescription)")
            #expect(failure?.diagnostics.allSatisfy { DiagnosticRenderer().render([$0]).utf8.count < 10_000 } == true)
            let skipped = try read(id, bytes, onBadRow: "skip")
            // The file is both parts of NCF's data.
            let badRows = id == "ncf" ? 2 : 1
            #expect(skipped.dataset == expected && skipped.report.badRows == badRows, "\(line.prefix(20).debugDescription)")
        }
    }

    /// Ids that look alike and differ in their bytes are several, in every part of the data.
    @Test func idsAreTheirBytes() throws {
        let composed = "\u{E9}", decomposed = "e\u{301}"
        let rows = [composed, decomposed].flatMap { user in [composed, decomposed].map { "\(user),\($0),1,1\n" } }
        let data = try read("csv", Array(("user,item,rating,timestamp\n" + rows.joined()).utf8)).dataset
        #expect(data.interactions.count == 4)
        #expect(data.userIDs.map { Array($0.utf8) } == [[0xC3, 0xA9], [0x65, 0xCC, 0x81]])
        #expect(data.itemIDs.map { Array($0.utf8) } == [[0xC3, 0xA9], [0x65, 0xCC, 0x81]])
    }
}
