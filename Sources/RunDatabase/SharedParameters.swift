import Crypto
import GRDB
import Parameters

/// A parameter of a run as its row says it.
struct ParameterEntry: Hashable {
    var name: String
    var value: String
    var number: Double?
    var type: String

    static func rows(of parameters: ParameterValue) -> [ParameterEntry] {
        parameters.flattened().compactMap { name, value in
            name.isEmpty ? nil : ParameterEntry(name: name, value: value.description, number: value.number, type: value.typeName)
        }
    }
}

/// What the runs of an experiment and group that are recorded one after the other have in common: with each run that has another value, or
/// none, of a parameter, one less. So the trials of a sweep soon differ in what it searches alone, whatever that is.
struct SharedParameters {
    /// A set of fewer is not worth its place.
    private static let fewest = 8

    private struct Group: Hashable {
        var experiment: String
        var name: String
    }

    private final class Common {
        var rows: [String: ParameterEntry]
        /// Nil of those of one run alone.
        var digest: String?

        init(_ rows: [ParameterEntry]) { self.rows = Dictionary(rows.map { ($0.name, $0) }) { _, last in last } }
    }

    private var groups: [Group: Common] = [:]

    /// The parameters of a run that are its own, and the set that has the others; nil where all are its own. Different rows never give
    /// the same set.
    mutating func divide(_ rows: [ParameterEntry], of run: RunRecord) -> (
        own: [ParameterEntry], set: (digest: String, rows: [ParameterEntry])?
    ) {
        let group = Group(experiment: run.experiment, name: run.group)
        guard let common = groups[group] else {
            groups[group] = Common(rows)
            return (rows, nil)
        }
        var own: [ParameterEntry] = [], shared: [ParameterEntry] = []
        for row in rows { if common.rows[row.name] == row { shared.append(row) } else { own.append(row) } }
        guard shared.count >= Self.fewest, shared.count <= common.rows.count else { return (rows, nil) }
        if common.digest == nil || shared.count < common.rows.count {
            common.rows = Dictionary(shared.map { ($0.name, $0) }) { _, last in last }
            common.digest = Self.digest(of: shared)
        }
        return (own, common.digest.map { ($0, shared) })
    }

    /// SHA-256 of all columns in the order of the names, each with its length.
    static func digest(of rows: [ParameterEntry]) -> String {
        var hasher = SHA256()
        for row in rows.sorted(by: { $0.name < $1.name }) {
            for text in [row.name, row.value, row.type] { hasher.update(data: Array("\(text.utf8.count):\(text)".utf8)) }
            hasher.update(data: Array("\(row.number.map { "\($0)" } ?? "-");".utf8))
        }
        return hasher.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
