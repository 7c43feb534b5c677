import Datasets
import Diagnostics
import Foundation
import Glibc
import Parameters
import Testing

/// Hostile files through every format that reads files: a clear error or clean data, never a crash or a hang. PIPELINE_FUZZ=100000 runs so
/// many inputs instead of a few.
@Suite("Fuzzed files", .serialized)
struct ReaderFuzzTests {
    static let formats = DatasetFormats.all.filter { !$0.pathFields.isEmpty }.map(\.id)
    static let sound: [String: String] = [
        "csv": "user,item,rating,timestamp\nu1,i1,5,100\n\"u,2\",\"i\"\"1\",3.5,\nu3,é中,1e0,200\r\nu1,i2,4,300\n",
        "tsv": "user\titem\trating\ttimestamp\nu1\ti1\t5\t100\nu2\ti1\t3\t200\nu3\ti3\t1\t\n",
        "movielens": "1::10::5::978300760\n1::20::3::0\n2::10::4::978300761\n2::30::1::978300762\n",
        "ncf": "0\t25\t5\t978824351\n0\t133\t3\t978300174\n1\t25\t4\t978300175\n",
        "lightgcn": "0 1 2 3\n1 2\n2 3 4 5 6\n",
        "amazon-reviews": """
        {"reviewerID": "A1", "asin": "B1", "reviewText": "Good &amp; \\u00e9 \\ud83d\\ude00", "summary": "ok", "overall": 5.0, "unixReviewTime": 1393545600}
        {"reviewerID": "A2", "asin": "B1", "overall": 3, "vote": "1,2", "verified": true, "unixReviewTime": 1393545601}
        {'asin': 'B1', 'title': "It's", 'description': ['a', 'b'], 'price': 1.5, 'x': None}

        """,
    ]

    @Test("every format", arguments: formats) func files(id: String) throws {
        let format = try DatasetFormats.named(id)
        let folder = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let count = ProcessInfo.processInfo.environment["PIPELINE_FUZZ"].flatMap(Int.init) ?? 400
        var random = SeededBytes(state: 11), read = 0, refused = 0
        let seed = Array((Self.sound[id] ?? "1,2,3\n4 5 6\n").utf8)
        let clock = ContinuousClock(), started = clock.now, before = try residentMegabytes()
        for index in 0..<count {
            for name in format.pathFields { try write(random.hostile(seed), to: folder.appending(path: name).path) }
            let given = format.pathFields.filter { name in
                index % 3 == 0 || format.fields.contains { $0.name == name && $0.defaultValue == nil }
            }
            let values = format.fields.map { field -> (name: String, value: ParameterValue) in
                if given.contains(field.name) { return (field.name, .string(folder.appending(path: field.name).path)) }
                if field.name == "on_bad_row" { return (field.name, .string(index % 2 == 0 ? "skip" : "error")) }
                return (field.name, field.defaultValue ?? .null)
            }
            do {
                let result = try format.read(parameters: .record(values)) { folder.appending(path: $0).path }
                _ = DataProfile(result.dataset)
                read += 1
            } catch is Failure {
                refused += 1
            }
        }
        let grown = try residentMegabytes() - before
        print("fuzz: \(id), \(count) files, \(read) read, \(refused) refused, \(clock.now - started), memory grown \(grown) MB")
        #expect(refused > 0)
        #expect(grown < 200)
        #expect(clock.now - started < .seconds(30 + count / 20))
    }
}

extension ReaderFuzzTests {
    /// A new file: `Data.write` waits for the disk, and so does writing over a file, a hundred thousand times.
    private func write(_ bytes: [UInt8], to path: String) throws {
        unlink(path)
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    /// Of this process.
    private func residentMegabytes() throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096 / 1_000_000
    }
}

private struct SeededBytes {
    var state: UInt64

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    private static let pieces: [[UInt8]] = [
        [0], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x1F, 0x8B, 8, 0], Array("\"".utf8),
        Array("\"\"".utf8),
        Array("\r\n".utf8), Array("\r".utf8), Array("NaN".utf8), Array("-inf".utf8), Array("1e400".utf8),
        Array("99999999999999999999".utf8),
        Array("-1".utf8), Array("::".utf8), Array("{\"a\":".utf8), Array("\\ud800".utf8), Array("[".utf8),
        Array(repeating: 0x5B, count: 5000),
        Array("&#x110000;".utf8), Array(repeating: 0x39, count: 400), Array(repeating: 0x2C, count: 300),
    ]

    /// A sound file with a few faults, or bytes of any kind.
    mutating func hostile(_ sound: [UInt8]) -> [UInt8] {
        if below(10) == 0 { return (0..<below(400)).map { _ in UInt8(truncatingIfNeeded: next()) } }
        var bytes = sound
        for _ in 0..<(1 + below(5)) where !bytes.isEmpty {
            let position = below(bytes.count), length = min(1 + below(20), bytes.count - position)
            switch below(5) {
            case 0: bytes[position] = UInt8(truncatingIfNeeded: next())
            case 1: bytes.removeSubrange(position..<(position + length))
            case 2: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: position)
            case 3: bytes.insert(contentsOf: bytes[position..<(position + length)], at: below(bytes.count))
            default: bytes.removeLast(length)
            }
        }
        return bytes
    }
}
