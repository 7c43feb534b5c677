import Console
import Testing

@Suite struct ByteSizeTests {
    @Test(arguments: [
        ("20GB", 20_000_000_000), ("1.5 kB", 1500), ("512MiB", 536_870_912), ("0", 0), ("7", 7), ("2g", 2_000_000_000),
        ("1 TiB", 1_099_511_627_776),
    ])
    func sizes(_ text: String, _ bytes: Int) { #expect(parseBytes(text) == bytes) }

    @Test(arguments: ["", "GB", "-1MB", "1 XB", "1e3", "99999999TB", "12 34", "１GB"])
    func others(_ text: String) { #expect(parseBytes(text) == nil) }
}
