import Foundation
import JSON
import Testing

@Suite struct JSONValueTests {
    @Test func order() {
        let value: JSONValue = ["b": 1, "a": [1, 2.5, nil, true], "c": [:], "d": []]
        #expect(value.compact == #"{"b":1,"a":[1,2.5,null,true],"c":{},"d":[]}"#)
        #expect(
            value.pretty == """
                {
                  "b": 1,
                  "a": [1, 2.5, null, true],
                  "c": {},
                  "d": []
                }
                """)
        #expect(value["b"] == 1)
        #expect(value["z"] == nil)
    }

    /// Foundation's parser reads back every string and number.
    @Test func readBackByAnotherParser() throws {
        let strings = [
            "", "plain", "quote \" back \\ slash /", "\u{0}\u{1}\u{1F}\u{7F}\u{8}\u{C}\n\r\t", "電影 🎬 e\u{301}", "\u{2028}\u{2029}",
        ]
        for text in strings {
            let json = JSONValue.array([.string(text)]).compact
            #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String] == [text])
        }
        for number in [0, -0.0, 1, 0.1, 1e-5, 1e16, 1.5e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -123.456] {
            let json = JSONValue.array([.double(number)]).compact
            #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [Double] == [number])
        }
        let extremes = JSONValue.array([.int(.max), .int(.min)]).compact
        #expect(try JSONSerialization.jsonObject(with: Data(extremes.utf8)) as? [Int] == [.max, .min])
    }

    @Test func whatJSONLacks() {
        #expect(JSONValue.array([.double(.nan), .double(.infinity), .double(-.infinity)]).compact == "[null,null,null]")
    }
}
