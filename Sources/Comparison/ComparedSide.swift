import Diagnostics
import Orchestrator
import RunDatabase

/// One of the things that are compared: a run, or runs that differ in their seeds or folds only.
public struct ComparedSide: Sendable {
    public struct Member: Sendable {
        public var details: RunDetails
        public var stages: [StageRecord]

        public var run: RunSummary { details.summary }

        public init(details: RunDetails, stages: [StageRecord]) { (self.details, self.stages) = (details, stages) }
    }

    /// Short, and different from the names of the others.
    public internal(set) var name: String
    public let members: [Member]

    public var runs: [RunSummary] { members.map(\.run) }

    public init(name: String, members: [Member]) { (self.name, self.members) = (name, members) }

    init(name: String, ids: [String], in database: RunDatabase) throws(Failure) {
        self.name = name
        var members: [Member] = []
        for id in ids { members.append(Member(details: try database.run(id: id), stages: try database.stages(id))) }
        self.members = members
    }
}

extension ComparedSide {
    /// What stages of its runs warned of, each once: results have to be read with it in mind.
    public var warnings: [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return members.flatMap(\.stages).flatMap(\.warnings).filter { seen.insert($0).inserted }
    }

    /// What a person's words stand for, in their order. Runs of one group that were named one by one become one side where other groups
    /// are named too. Throws `usage` for a word that fits nothing, and where fewer than two sides are left.
    public static func resolve(_ words: [String], in database: RunDatabase) throws(Failure) -> [ComparedSide] {
        var sides: [ComparedSide] = [], seen: Set<String> = []
        for word in words {
            let ids = try database.resolveAll(word, higherIsBetter: isHigherBetter).filter { seen.insert($0).inserted }
            if !ids.isEmpty { sides.append(try ComparedSide(name: word, ids: ids, in: database)) }
        }
        sides = try joined(sides, in: database)
        guard sides.count > 1 else {
            throw Failure(
                .usage, "compare needs two runs that differ, and these words name one",
                hint: "'pipeline runs' lists them: give ids, or labels such as quickstart/ancf")
        }
        return named(sides)
    }

    private static func joined(_ sides: [ComparedSide], in database: RunDatabase) throws(Failure) -> [ComparedSide] {
        var order: [[String]] = [], groups: [[String]: [String]] = [:]
        for run in sides.flatMap(\.runs) {
            let key = [run.experiment, run.group]
            if groups[key] == nil { order.append(key) }
            groups[key, default: []].append(run.id)
        }
        guard order.count > 1, order.count < sides.count else { return sides }
        var result: [ComparedSide] = []
        for key in order { result.append(try ComparedSide(name: key[1], ids: groups[key] ?? [], in: database)) }
        return result
    }

    /// The variant; with the experiment, or the id, where that is not enough.
    private static func named(_ sides: [ComparedSide]) -> [ComparedSide] {
        let short = sides.map { side in
            guard let run = side.runs.first else { return side.name }
            return side.runs.count > 1 ? run.group : run.variant
        }
        let long = zip(sides, short).map { side, name in side.runs.first.map { "\($0.experiment)/\(name)" } ?? name }
        let withIDs = zip(sides, short).map { side, name in "\(name) \(side.runs.first.map { String($0.id.prefix(6)) } ?? "")" }
        let chosen = [short, long, withIDs].first { Set($0).count == sides.count } ?? sides.flatMap(\.runs).map(\.id)
        return zip(sides, chosen).map { side, name in
            var side = side
            side.name = name
            return side
        }
    }
}
