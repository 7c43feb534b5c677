import Diagnostics
import Parameters

/// What becomes of rows that cannot be read.
public enum BadRowPolicy: String, ParameterChoice {
    case error, skip
}

/// Collects rows that cannot be read: the first ten in full, the rest as a count.
struct BadRows {
    static let listed = 10

    var policy: BadRowPolicy
    private(set) var count = 0
    private(set) var diagnostics: [Diagnostic] = []

    init(policy: BadRowPolicy) { self.policy = policy }

    mutating func add(_ message: String, at position: Int, of reader: RecordReader, length: Int = 1) {
        count += 1
        guard diagnostics.count < Self.listed else { return }
        diagnostics.append(
            .error(message, at: reader.location(position, length: length), sourceLine: reader.sourceLine(position)))
    }

    mutating func add(_ message: String, _ field: RecordReader.FieldRange, of reader: RecordReader) {
        add(message, at: field.start, of: reader, length: max(1, field.end - field.start))
    }

    mutating func add(_ message: String, at location: SourceLocation, sourceLine: String) {
        count += 1
        guard diagnostics.count < Self.listed else { return }
        diagnostics.append(.error(message, at: location, sourceLine: sourceLine))
    }

    /// Throws everything collected, if rows are not to be skipped.
    func check(path: String) throws {
        guard policy == .error, count > 0 else { return }
        let noun = count == 1 ? "1 row cannot be read" : "\(count) rows cannot be read"
        let rest = count > Self.listed ? "; the first \(Self.listed) are shown" : ""
        let summary = Diagnostic.error(
            "'\(path)': \(noun)\(rest)", hint: "correct the file, or set `on_bad_row: skip` to leave such rows out and count them")
        throw Failure(.invalidInput, diagnostics + [summary])
    }
}
