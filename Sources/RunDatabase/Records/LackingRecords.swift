/// What the records in the store have and the database does not: it is an older copy of what it was.
public struct LackingRecords: Hashable, Sendable {
    public var runs: [String] = []
    public var sweeps: [String] = []
    public var trials = 0
    /// Of the runs: keys of the actions that they went through, and the logs that they name.
    public var actionKeys: Set<String> = []
    public var logPaths: Set<String> = []

    public init() {}

    public var isEmpty: Bool { runs.isEmpty && sweeps.isEmpty && trials == 0 }
}

extension LackingRecords: CustomStringConvertible {
    /// "3 runs, 1 sweep and 20 trials".
    public var description: String { counted(runs: runs.count, sweeps: sweeps.count, trials: trials) }
}

extension RunDatabase.Rebuilt: CustomStringConvertible {
    /// "3 runs, 1 sweep and 20 trials".
    public var description: String { counted(runs: runs, sweeps: sweeps, trials: trials) }
}

/// Without what there is none of, unless there is nothing.
private func counted(runs: Int, sweeps: Int, trials: Int) -> String {
    let parts = [(runs, "run"), (sweeps, "sweep"), (trials, "trial")].filter { $0.0 > 0 }
        .map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
    guard let last = parts.last else { return "0 runs" }
    return parts.count == 1 ? last : parts.dropLast().joined(separator: ", ") + " and " + last
}
