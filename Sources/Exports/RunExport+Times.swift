import RunDatabase

extension RunExport {
    /// When the run was at work, for programs that show a run's duration as the time between two moments.
    ///
    /// All runs of a command begin together and wait for each other, so that from `started` to `finished` each of them lasts as long as the
    /// command. Here a run ends when its last stage did, and begins as long before as the work of its stages took (`seconds`).
    var workInterval: (began: Timestamp, ended: Timestamp?) {
        guard let ended = run.finished else { return (run.started, nil) }
        guard let seconds = run.seconds, seconds.isFinite, seconds >= 0, seconds < 1e12 else { return (run.started, ended) }
        return (Timestamp(milliseconds: ended.milliseconds - Int((seconds * 1000).rounded())), ended)
    }
}
