import Diagnostics
import JSON
import Store

/// Warnings of a stage as a fact of its action's record: a JSON list of objects with `kind`, `message` and `hint`.
enum RecordedWarnings {
    private static let fact = "warnings"

    static func add(_ warnings: [Diagnostic], to facts: inout [String: String]) {
        guard !warnings.isEmpty else { return }
        facts[fact] =
            JSONValue.array(
                warnings.map { warning in
                    .object([
                        ("kind", warning.kind.map(JSONValue.string) ?? .null), ("message", .string(warning.message)),
                        ("hint", warning.hint.map(JSONValue.string) ?? .null),
                    ])
                }
            ).compact
    }

    /// None where the record is from before warnings were kept.
    static func warnings(of record: ActionRecord) -> [Diagnostic] {
        guard let text = record.facts[fact], let list = (try? JSONValue(parsing: text))?.array else { return [] }
        return list.compactMap { entry in
            entry["message"]?.string.map { .warning($0, hint: entry["hint"]?.string, kind: entry["kind"]?.string) }
        }
    }
}
