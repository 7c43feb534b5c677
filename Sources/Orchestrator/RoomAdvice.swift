import Diagnostics
import Files
import Quantities

/// What would make room in a workspace, for people whose run has just ended for want of it.
public struct RoomAdvice: Hashable, Sendable {
    /// What `pipeline gc` would free now, and with `--keep-last 1`.
    public var bytes: Int
    public var bytesOfOldRuns: Int

    /// Nil where none of the failures was for want of room, and where it cannot be told: nothing is written, but reading may fail too.
    public init?(on failures: [Failure], in workspace: Workspace) {
        guard failures.contains(where: \.isForWantOfRoom), let maintenance = try? Maintenance(workspace),
            let now = try? maintenance.collect(dryRun: true),
            let old = try? maintenance.collect(RetentionPolicy(keepLast: 1), dryRun: true)
        else { return nil }
        (bytes, bytesOfOldRuns) = (now.removed.bytes, max(old.removed.bytes, now.removed.bytes))
    }

    public var diagnostic: Diagnostic {
        let now =
            bytes > 0
            ? "'pipeline gc' would free \(formatBytes(bytes)) now"
            : "'pipeline gc' alone would free nothing: runs on record need all that is stored"
        let old =
            bytesOfOldRuns > bytes
            ? "'pipeline gc --keep-last 1', which lets go what all but the latest run of each experiment made, \(formatBytes(bytesOfOldRuns))"
            : "'pipeline rm RUN' and 'pipeline rm --empty-trash' take runs off the record"
        return Diagnostic(.note, now, hint: old)
    }
}
