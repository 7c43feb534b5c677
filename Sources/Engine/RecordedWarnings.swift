import Diagnostics
import JSON
import Store

/// Warnings of a stage as a fact of its action's record: a JSON list of diagnostics.
enum RecordedWarnings {
    private static let fact = "warnings"

    static func add(_ warnings: [Diagnostic], to facts: inout [String: String]) {
        guard !warnings.isEmpty else { return }
        facts[fact] = JSONValue.array(warnings.map(\.json)).compact
    }

    /// None where the record is from before warnings were kept.
    static func warnings(of record: ActionRecord) -> [Diagnostic] {
        guard let text = record.facts[fact], let list = (try? JSONValue(parsing: text))?.array else { return [] }
        return list.compactMap(Diagnostic.init(json:))
    }
}
