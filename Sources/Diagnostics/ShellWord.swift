/// A text as a POSIX shell takes it for one word: in single quotes, unless none of its bytes means anything to a shell.
public func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || plainMarks.contains(byte)
    }
    return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
}

private let plainMarks = Set("-_./=:,@%+".utf8)
