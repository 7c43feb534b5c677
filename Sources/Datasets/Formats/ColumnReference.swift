import Diagnostics

/// A column of a delimited file by its name in the header, or by its number from 1 where there is no header.
struct ColumnReference {
    var option: String
    var name: String

    /// The position, from 0.
    func resolve(header: [String]?, columnCount: Int, path: String) throws -> Int {
        guard let header else {
            guard let number = Int(name), number >= 1 else {
                throw Failure(
                    .invalidInput, "`\(option): \(name)`: '\(path)' is read without a header, so columns are named by number, from 1",
                    hint: "set `header: true` if its first line names the columns")
            }
            guard number <= columnCount else {
                throw Failure(.invalidInput, "`\(option): \(name)`: '\(path)' has only \(columnCount) columns")
            }
            return number - 1
        }
        if let position = try position(header, { $0 == name }, path) ?? position(header, { trimmed($0) == trimmed(name) }, path) {
            return position
        }
        // A number chosen for a file with a header still says which column is meant.
        if let number = Int(name), number >= 1, number <= header.count { return number - 1 }
        throw Failure(
            .invalidInput, "'\(path)' has no column '\(name)' (option `\(option)`)",
            at: SourceLocation(file: path, line: 1, column: 1), hint: suggestion(for: name, among: header))
    }

    /// The one column that fits; nil for none. Two of one name are an error: nobody could tell which was read.
    private func position(_ header: [String], _ fits: (String) -> Bool, _ path: String) throws -> Int? {
        let found = header.indices.filter { fits(header[$0]) }
        guard found.count > 1 else { return found.first }
        let numbers = found.map { String($0 + 1) }
        throw Failure(
            .invalidInput, "'\(path)' has \(found.count) columns '\(name)' (option `\(option)`): \(numbers.joined(separator: ", "))",
            at: SourceLocation(file: path, line: 1, column: 1),
            hint: "rename one, or choose by number: `\(option): \(numbers[0])`")
    }

    /// Blanks around a name in a header are nobody's intention.
    private func trimmed(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text)
    }

    /// Whether a header has a column of the name at all.
    func isIn(_ header: [String]) -> Bool { header.contains { trimmed($0) == trimmed(name) } }
}
