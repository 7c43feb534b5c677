import JSON
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        ("null", JSONValue.null), (" true ", .bool(true)), ("-0", .int(0)), ("12", .int(12)), ("1.5e3", .double(1500)),
        ("99999999999999999999", .double(1e20)), ("\"\"", .string("")), ("[]", .array([])), ("{}", .members([])),
        ("[1, [2], {\"a\": null}]", .array([.int(1), .array([.int(2)]), .object(["a": .null])])),
        ("\"a\\n\\u00e9\\ud83d\\ude00\\/\"", .string("a\né😀/")), ("\"\\ud83dx\"", .string("\u{FFFD}x")), ("\"é😀\"", .string("é😀")),
    ])
    func reads(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == value)
    }

    /// Refused by RFC 8259.
    @Test(arguments: [
        "", "nul", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "\"\t\"", "\"\\x\"", "\"\\u12g4\"", "\"abc", "[1 2]", "{\"a\" 1}",
        "{a: 1}", "{\"a\":1,\"a\":2}", "1 2", "NaN", "\u{FEFF}1", "'a'",
    ])
    func refuses(_ text: String) {
        #expect(throws: JSONParser.Problem.self) { try JSONValue(parsing: text) }
    }

    @Test func saysWhere() throws {
        let problem = #expect(throws: JSONParser.Problem.self) { try JSONValue(parsing: "{\"a\": [1, x]}") }
        #expect(problem == JSONParser.Problem(message: "a value is expected", offset: 10))
    }

    @Test func depthIsBounded() {
        let deep = String(repeating: "[", count: 1_000_000)
        #expect(throws: JSONParser.Problem(message: "more than 256 levels", offset: 256)) { try JSONValue(parsing: deep) }
    }

    @Test func invalidUTF8IsRefused() {
        #expect(throws: JSONParser.Problem.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22][...]) }
    }

    @Test func readsWhatIsWritten() throws {
        let value = JSONValue.object([
            "text": .string("quotes \" and \\ and \u{1} and 😀"), "numbers": .array([.int(.min), .double(0.1), .double(-1e-300)]),
            "nested": .object(["empty": .array([]), "yes": .bool(true), "no": .null]),
        ])
        #expect(try JSONValue(parsing: value.compact) == value)
        #expect(try JSONValue(parsing: value.pretty) == value)
    }
}
