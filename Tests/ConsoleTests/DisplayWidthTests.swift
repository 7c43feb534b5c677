import Console
import Testing

@Suite struct DisplayWidthTests {
    /// Expected widths: `wcswidth` of the Python package wcwidth 0.9.4.
    @Test(arguments: [
        ("", 0), ("abc", 3), ("naïve", 5), ("e\u{301}", 1), ("電影", 4), ("Amélie", 6), ("한국어", 6), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4),
        ("🎬", 2), ("👩‍💻", 2), ("❤️", 2), ("☕", 2), ("★★★", 3), ("…", 1), ("─│", 2), ("±", 1), ("क्षि", 2), ("\u{200B}", 0),
        ("a\u{AD}b", 3), ("🇩🇪", 2), ("👍🏽", 2), ("Москва", 6), ("مرحبا", 5), ("①", 1), ("✓", 1), ("⠋", 1), ("━", 1), ("日本\u{3099}", 4),
        ("ไทย", 3), ("\u{2764}", 1),
    ])
    func width(_ text: String, _ expected: Int) {
        #expect(displayWidth(text) == expected)
    }

    @Test func truncationNeverExceedsTheWidth() {
        let texts = ["", "plain", "電影電影電影", "a電b影c", "👩‍💻👩‍💻👩‍💻", "e\u{301}e\u{301}e\u{301}e\u{301}"]
        for text in texts {
            for width in 0...12 {
                let cut = truncated(text, to: width)
                #expect(displayWidth(cut) <= width)
                if displayWidth(text) <= width { #expect(cut == text) }
            }
        }
        #expect(truncated("電影電影", to: 6) == "電影…")
        #expect(truncated("most-popular", to: 8) == "most-po…")
    }

    @Test func paddingCountsColumns() {
        #expect(padded("電影", to: 6) == "電影  ")
        #expect(padded("7", to: 3, rightAligned: true) == "  7")
        #expect(padded("longer", to: 3) == "longer")
    }

    @Test func controlsCannotReachTheTerminal() {
        #expect(singleLine("a\r\nb\tc") == "a b c")
        #expect(singleLine("red \u{1B}[31m") == "red \u{FFFD}[31m")
        #expect(singleLine("\u{9B}2J") == "\u{FFFD}2J")
        #expect(singleLine("電影") == "電影")
    }
}
