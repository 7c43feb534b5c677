import Datasets
import Foundation
import Parameters
import Randomness
import Testing

/// Against the csv module of Python: `Fixtures/make_fixtures.py`.
@Suite struct PeerTests {
    private struct Row: Decodable {
        var user: String
        var item: String
        var rating: Float
        var time: Int64

        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            user = try fields.decode(String.self)
            item = try fields.decode(String.self)
            rating = try fields.decode(Float.self)
            time = try fields.decode(Int64.self)
        }
    }

    private func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
    }

    @Test(arguments: ["unix", "windows"])
    func readsWhatPythonWrote(lines: String) throws {
        let expected = try JSONDecoder().decode([Row].self, from: Data(contentsOf: URL(fileURLWithPath: fixture("hostile.json"))))
        let result = try ingest(
            "csv",
            [
                ("interactions", .string(fixture("hostile-\(lines).csv"))), ("user", .string("the \"user\"")),
                ("item", .string("item,\nid")),
            ])
        #expect(result.dataset.userIDs.map { Array($0.utf8) } == expected.map { Array($0.user.utf8) })
        #expect(result.dataset.itemIDs.map { Array($0.utf8) } == expected.map { Array($0.item.utf8) })
        #expect(result.dataset.interactions.ratings == expected.map(\.rating))
        #expect(result.dataset.interactions.timestamps == expected.map { $0.time * 1_000_000 })
    }
}

/// Whatever the bytes are, reading ends with a dataset or a failure.
@Suite struct RandomBytesTests {
    @Test(arguments: DatasetFormats.all.map(\.id).filter { $0 != "synthetic" })
    func neverCrash(format: String) throws {
        let scratch = try Scratch()
        let alphabet = Array("019-:\t|,\"\n\r (;eE.u".utf8) + [0, 0xC3, 0xA9, 0xFF]
        var stream = RandomStream(seed: 3, purpose: "random bytes")
        for round in 0..<150 {
            let bytes = (0..<stream.below(120)).map { _ in alphabet[stream.below(alphabet.count)] }
            let path = ParameterValue.string(try scratch.file("\(round)", bytes))
            let paths = ["ratings", "test_ratings", "interactions", "test_interactions", "train", "test", "negatives", "items", "users"]
            for policy in ["skip", "error"] {
                _ = try? ingest(
                    format,
                    paths.map { ($0, path) } + [
                        ("on_bad_row", .string(policy)), ("header", .bool(false)), ("user", .string("1")), ("item", .string("2")),
                        ("rating", .null), ("timestamp", .null), ("item_id", .string("1")),
                    ])
            }
        }
    }
}
