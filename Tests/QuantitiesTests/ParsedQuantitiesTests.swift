import Quantities
import Testing

@Suite struct ParsedQuantitiesTests {
    @Test(arguments: [
        ("20GB", 20_000_000_000), ("1.5 kB", 1500), ("512MiB", 536_870_912), ("0", 0), ("7", 7), ("7 B", 7), ("2g", 2_000_000_000),
        ("1 TiB", 1_099_511_627_776),
    ])
    func sizes(_ text: String, _ bytes: Int) { #expect(parseBytes(text) == bytes) }

    @Test(arguments: ["", "GB", "-1MB", "1 XB", "1e3", "99999999TB", "12 34", "１GB", "1 ib", "1 kbb", "1..5 kB", "nan"])
    func noSizes(_ text: String) { #expect(parseBytes(text) == nil) }

    @Test(
        arguments: [
            ("600", 600), ("0.5", 0.5), ("200ms", 0.2), ("1m500ms", 60.5), ("90s", 90), ("10m", 600), ("1h30m", 5400), ("1.5d", 129_600),
            ("2m 5s", nil), ("0s", 0),
        ] as [(String, Double?)])
    func durations(_ text: String, _ seconds: Double?) { #expect(parseDuration(text) == seconds) }

    @Test(arguments: ["", "s", "-5s", "1e3", "10 m", "5x", "5s5", "1.2.3s", "nan", "inf", "٣s"])
    func noDurations(_ text: String) { #expect(parseDuration(text) == nil) }
}
