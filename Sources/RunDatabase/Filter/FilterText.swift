import Diagnostics

/// The text of a filter, to say where in it something is wrong.
struct FilterText: Hashable, Sendable {
    let scalars: [Unicode.Scalar]
    /// What diagnostics call it: `--filter`.
    let name: String

    init(_ text: String, name: String = "filter") {
        scalars = Array(text.unicodeScalars)
        self.name = name
    }

    func slice(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

    func problem(_ message: String, at range: Range<Int>, hint: String? = nil) -> Diagnostic {
        // One line, whatever the person typed: the place counts scalars.
        let line = scalars.map { $0.properties.isWhitespace ? " " : $0 }
        return .error(
            message, at: SourceLocation(file: name, line: 1, column: range.lowerBound + 1, length: range.count),
            sourceLine: String(String.UnicodeScalarView(line)), hint: hint)
    }

    func failure(_ message: String, at range: Range<Int>, hint: String? = nil) -> Failure {
        Failure(.usage, [problem(message, at: range, hint: hint)])
    }
}
