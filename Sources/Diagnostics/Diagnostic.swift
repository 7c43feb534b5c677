/// A place in a text that a person wrote. Lines and columns count from 1; columns count Unicode scalars.
public struct SourceLocation: Hashable, Sendable {
    public var file: String
    public var line: Int
    public var column: Int
    /// How many scalars the problem spans (at least 1).
    public var length: Int

    public init(file: String, line: Int, column: Int, length: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.length = max(1, length)
    }
}

/// One thing that a person should know: what, where, and what to do next. Errors travel as these values and
/// become text (or JSON) in one place, `DiagnosticRenderer`.
public struct Diagnostic: Hashable, Sendable {
    public enum Severity: String, Sendable, CaseIterable { case error, warning, note }

    public var severity: Severity
    public var message: String
    public var location: SourceLocation?
    /// The text of the line at `location`, shown with the problem underlined.
    public var sourceLine: String?
    /// What to do next, as a sentence without the word "hint".
    public var hint: String?
    /// What kind of problem it is, as a `snake_case` word that queries and tests can rely on: `constant_predictions`. Nil where nothing
    /// needs to tell it from others.
    public var kind: String?

    public init(
        _ severity: Severity, _ message: String, at location: SourceLocation? = nil,
        sourceLine: String? = nil, hint: String? = nil, kind: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.sourceLine = sourceLine
        self.hint = hint
        self.kind = kind
    }

    public static func error(
        _ message: String, at location: SourceLocation? = nil, sourceLine: String? = nil, hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(.error, message, at: location, sourceLine: sourceLine, hint: hint)
    }

    public static func warning(
        _ message: String, at location: SourceLocation? = nil, sourceLine: String? = nil, hint: String? = nil, kind: String? = nil
    ) -> Diagnostic {
        Diagnostic(.warning, message, at: location, sourceLine: sourceLine, hint: hint, kind: kind)
    }
}
