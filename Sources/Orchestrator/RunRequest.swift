/// What `pipeline run` was asked for.
public struct RunRequest: Sendable {
    public var jobs: Int
    public var threads: Int
    /// Stage ids, node names, or `STAGE/VARIANT`.
    public var force: Set<String>
    public var tags: [String: String]
    public var isQuiet: Bool
    /// The path of this program, so that stages that call code of others can work in processes of their own; nil: all work in this one.
    public var program: String?

    public init(
        jobs: Int = 1, threads: Int = 1, force: Set<String> = [], tags: [String: String] = [:], isQuiet: Bool = false,
        program: String? = nil
    ) {
        self.jobs = jobs
        self.threads = threads
        self.force = force
        self.tags = tags
        self.isQuiet = isQuiet
        self.program = program
    }
}
