/// What programs write where a value is missing.
enum MissingValue {
    private static let words: Set = ["", "nan", "nat", "none", "null", "nil", "n/a", "na", "<na>", "#n/a", "\\n", "undefined"]

    /// Whether a text is such a word, in any case, with any blanks; also the empty text.
    static func isWord(_ text: String) -> Bool {
        text.utf8.count <= 12 && words.contains(text.lowercased().filter { $0 != " " && $0 != "\t" })
    }
}
