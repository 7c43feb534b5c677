/// A text in lines of at most `width` columns, broken at blanks; a word that is longer than a line is broken where the line ends.
public func wrapped(_ text: String, to width: Int) -> [String] {
    guard width > 0, displayWidth(text) > width else { return [text] }
    var lines: [String] = [], line = "", used = 0
    for word in text.split(separator: " ") {
        var rest = word, length = displayWidth(String(word))
        if used > 0, used + 1 + length <= width {
            line += " " + rest
            used += 1 + length
            continue
        }
        if used > 0 { lines.append(line) }
        while length > width {
            let head = fitting(rest, width)
            lines.append(String(head))
            rest = rest[head.endIndex...]
            length = displayWidth(String(rest))
        }
        (line, used) = (String(rest), length)
    }
    return used > 0 ? lines + [line] : lines
}

/// As much of the beginning as fits, one character at least.
private func fitting(_ text: Substring, _ width: Int) -> Substring {
    var room = width, end = text.startIndex
    while end < text.endIndex {
        room -= displayWidth(of: text[end])
        if room < 0, end > text.startIndex { break }
        end = text.index(after: end)
    }
    return text[..<end]
}
