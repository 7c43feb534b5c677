/// How a command prints a table.
public enum OutputFormat: String, Sendable, CaseIterable {
    /// For people: aligned columns.
    case table
    /// RFC 4180: comma, CRLF, quotes doubled.
    case csv
    /// An array of objects, one a row.
    case json
    /// A GitHub-flavoured pipe table.
    case markdown
    /// A `tabular` with the rules of the package booktabs.
    case latex
}
