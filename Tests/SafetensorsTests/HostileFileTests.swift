import Diagnostics
import Safetensors
import Testing

@Suite struct HostileFileTests {
    /// A file with this header (its length in front) and so many bytes of data.
    private func bytes(_ header: String, data: Int) -> [UInt8] {
        let length = UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array(header.utf8)
            + [UInt8](repeating: 7, count: data)
    }

    private func open(_ bytes: [UInt8]) throws -> SafetensorsFile {
        let scratch = try Scratch()
        return try SafetensorsFile(path: scratch.file("hostile.safetensors", bytes))
    }

    @Test(arguments: [
        ("", 0, "no '{'"), ("[]", 0, "no '{'"), ("{\"a\":", 0, "no '{'"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 7, "need 8 bytes of data, the file has 7"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 9, "need 8 bytes of data, the file has 9"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "needs 12 bytes"),
        ("{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "unknown dtype 'F31'"),
        ("{\"a\":{\"dtype\":\"I8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "too large"),
        ("{\"a\":{\"dtype\":\"I8\",\"shape\":[99999999999999999999],\"data_offsets\":[0,0]}}", 0, "too large"),
        ("{\"a\":{\"dtype\":\"I8\",\"shape\":[-1],\"data_offsets\":[0,0]}}", 0, "non-negative"),
        ("{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1, "invalid data_offsets"),
        (
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[1,3]}}",
            3, "overlap"
        ),
        (
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[2,3]}}",
            3, "gap"
        ),
        (
            "{\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}}",
            0, "twice"
        ),
        ("{\"a\":{\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0],\"x\":[[[[]]]]}}", 0, "unexpected or repeated key 'x'"),
        ("{\"__metadata__\":{\"a\":{}}}", 0, "no '\"'"), ("{\"a\\ud800\":{}}", 0, "surrogate"), ("{} x", 0, "text after"),
    ])
    func isRefusedByName(header: String, data: Int, reason: String) throws {
        let failure = #expect(throws: Failure.self) { _ = try open(bytes(header, data: data)) }
        #expect(failure?.code == .invalidInput)
        #expect(failure?.description.contains("hostile.safetensors") == true)
        #expect(failure?.description.contains(reason) == true, "\(failure?.description ?? "")")
    }

    @Test func deepNestingIsRefusedAtOnce() throws {
        let failure = #expect(throws: Failure.self) {
            _ = try open(bytes("{\"a\":" + String(repeating: "{\"a\":", count: 1_000_000), data: 0))
        }
        #expect(failure?.code == .invalidInput)
    }

    @Test func lengthsThatLieAreRefused() throws {
        for bytes in [
            [], [1, 2, 3], [UInt8](repeating: 0xFF, count: 8), [100, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D],
            [0, 0xE1, 0xF5, 5, 0, 0, 0, 0, 0x7B],
        ] {
            #expect(throws: Failure.self) { _ = try open(bytes) }
        }
    }

    @Test func everyTruncationIsNoticed() throws {
        var writer = SafetensorsWriter(metadata: ["k": "v"])
        try writer.add("a", int32: [1, 2, 3])
        try writer.add("b", float64: [1])
        let whole = try writer.encoded()
        for length in 0..<whole.count {
            #expect(throws: Failure.self) { _ = try open(Array(whole.prefix(length))) }
        }
        #expect(try open(whole).int32s("a") == [1, 2, 3])
    }

    @Test func aMissingFileIsMissingInput() {
        let failure = #expect(throws: Failure.self) { _ = try SafetensorsFile(path: "/nonexistent/x.safetensors") }
        #expect(failure?.code == .missingInput)
    }
}
