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
        if let position = header.firstIndex(of: name) { return position }
        // A number chosen for a file with a header still says which column is meant.
        if let number = Int(name), number >= 1, number <= header.count { return number - 1 }
        throw Failure(
            .invalidInput, "'\(path)' has no column '\(name)' (option `\(option)`)",
            at: SourceLocation(file: path, line: 1, column: 1), hint: suggestion(for: name, among: header))
    }
}
