import RunDatabase
import Testing

@Suite struct TimestampTests {
    /// Expected milliseconds: `date -u -d TEXT +%s%3N` of GNU coreutils.
    @Test(arguments: [
        ("1970-01-01T00:00:00.000Z", 0), ("2026-01-31T08:15:30.250Z", 1_769_847_330_250), ("2000-02-29T23:59:59.999Z", 951_868_799_999),
        ("1969-12-31T23:59:59.500Z", -500), ("2100-03-01T00:00:00.000Z", 4_107_542_400_000),
    ])
    func text(_ text: String, _ milliseconds: Int) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text) == Timestamp(milliseconds: milliseconds))
    }

    @Test func otherSpellings() {
        #expect(Timestamp("2026-01-31 08:15:30") == Timestamp("2026-01-31T08:15:30.000Z"))
        #expect(Timestamp("2026-01-31T08:15:30.2") == Timestamp("2026-01-31T08:15:30.200Z"))
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-31T25:00:00Z", "2026-01-31T08:15:30+02:00", "2026-01-31"] {
            #expect(Timestamp(text) == nil)
        }
    }
}
