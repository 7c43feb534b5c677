import Foundation

/// What `pipeline run --format json` prints.
struct RunReport: Decodable {
    struct Run: Decodable {
        var id: String
        var variant: String
        var status: String
        var metrics: [String: Double?]
        var stages: [Stage]
    }

    struct Stage: Decodable {
        var stage: String
        var node: String
        var key: String?
        var status: String
        var reason: String
        var artifact: String?
    }

    var experiment: String
    var runs: [Run]

    init(_ text: String) throws { self = try JSONDecoder().decode(RunReport.self, from: Data(text.utf8)) }

    /// By node: runs that share one say the same of it.
    var stages: [String: Stage] { Dictionary(runs.flatMap(\.stages).map { ($0.node, $0) }) { first, _ in first } }

    func nodes(_ status: String) -> Set<String> { Set(stages.values.filter { $0.status == status }.map(\.node)) }

    var ran: Set<String> { nodes("ran") }

    var artifacts: [String: String] { stages.compactMapValues(\.artifact) }

    func reason(_ node: String) -> String { stages[node]?.reason ?? "" }
}

/// What `--dry-run --format json` and `explain SPEC --format json` print.
struct PlanReport: Decodable {
    struct Stage: Decodable {
        var node: String
        var status: String
        var reason: Reason
    }

    struct Reason: Decodable {
        var kind: String
        var text: String
    }

    var stages: [Stage]

    init(_ text: String) throws { self = try JSONDecoder().decode(PlanReport.self, from: Data(text.utf8)) }

    func nodes(_ status: String) -> Set<String> { Set(stages.filter { $0.status == status }.map(\.node)) }

    func reason(_ node: String) -> String { stages.first { $0.node == node }?.reason.text ?? "" }
}
