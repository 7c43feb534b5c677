/// What is on the screen, and what is to come.
struct Drawing: Sendable {
    var state = ProgressState()
    /// Lines to write that stay.
    var permanent: [String] = []
    /// Widths of the running lines on the screen.
    var shown: [Int] = []
    var lastDrawn = -Double.infinity
    var lastPlainLine: [String: Double] = [:]
    var isClosed = false

    /// One write: up to the first running line, permanent lines, running lines, and the rest of the screen cleared. Lines that wrapped
    /// because the terminal became narrower are counted as the rows they now take.
    mutating func frame(_ permanent: [String], _ running: [String], width: Int) -> String {
        let rows = shown.reduce(0) { $0 + max(1, ($1 + width - 1) / width) }
        shown = running.map { displayWidth(withoutEscapes($0)) }
        var text = "\u{1B}[?2026h"
        if rows > 0 { text += "\r\u{1B}[\(rows)A" }
        // Permanent lines may wrap, and erasing behind a line that fills its row would take its last character.
        if !permanent.isEmpty { text += "\u{1B}[J" + permanent.map { $0 + "\r\n" }.joined() }
        for line in running { text += line + "\u{1B}[K\r\n" }
        return text + "\u{1B}[J\u{1B}[?2026l"
    }
}

/// The text without colour sequences ("ESC [ … m").
private func withoutEscapes(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isInside = false
    for scalar in text.unicodeScalars {
        if scalar == "\u{1B}" { isInside = true }
        if !isInside { result.append(scalar) }
        if isInside, scalar.properties.isAlphabetic { isInside = false }
    }
    return String(result)
}
