/// What `pipeline run` was asked for.
public struct RunRequest: Sendable {
    public var jobs: Int
    public var threads: Int
    /// Stage ids, node names, or `STAGE/VARIANT`.
    public var force: Set<String>
    public var tags: [String: String]
    public var isQuiet: Bool

    public init(jobs: Int = 1, threads: Int = 1, force: Set<String> = [], tags: [String: String] = [:], isQuiet: Bool = false) {
        self.jobs = jobs
        self.threads = threads
        self.force = force
        self.tags = tags
        self.isQuiet = isQuiet
    }
}
