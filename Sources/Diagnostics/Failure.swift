/// How the process ends. The numbers are public interface (`sysexits.h` where it has one).
public enum ExitCode: Int32, Sendable, CaseIterable {
    case success = 0
    /// A stage or trial failed.
    case stageFailed = 1
    case usage = 64
    /// An invalid spec, or data that cannot be read as what the spec says it is.
    case invalidInput = 65
    /// An input file is missing.
    case missingInput = 66
    /// A defect of this program.
    case internalError = 70
    case inputOutput = 74
    /// Somebody else holds what is needed.
    case busy = 75
    case interrupted = 130
    case terminated = 143
}

/// The one error type that crosses module borders: everything that went wrong, and how the process should end.
public struct Failure: Error, Hashable, Sendable {
    public var code: ExitCode
    public var diagnostics: [Diagnostic]

    public init(_ code: ExitCode, _ diagnostics: [Diagnostic]) {
        self.code = code
        self.diagnostics = diagnostics
    }

    public init(_ code: ExitCode, _ message: String, at location: SourceLocation? = nil, hint: String? = nil) {
        self.init(code, [.error(message, at: location, hint: hint)])
    }
}

extension Failure: CustomStringConvertible {
    public var description: String { diagnostics.map(\.message).joined(separator: "; ") }
}
