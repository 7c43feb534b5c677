/// Where a run stands.
public enum RunStatus: String, Hashable, Sendable, CaseIterable {
    /// Its process is at work. A row that says so while its process is gone is read as `interrupted`.
    case running
    case finished
    case failed
    /// Stopped by a person, a signal or a machine; it resumes from what the store keeps.
    case interrupted
    /// Stopped by a sweep, since other trials promised more; it goes on from its last epoch when it is wanted after all.
    case pruned
}

/// What became of one stage of a run.
public enum StageStatus: String, Hashable, Sendable, CaseIterable {
    case ran
    /// Its artifact was already known.
    case cached
    case failed
    /// Not attempted, since something before it failed or was stopped.
    case skipped
}
